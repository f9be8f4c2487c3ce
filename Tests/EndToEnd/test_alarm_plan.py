"""`alarms.plan`, `plan:apply` and `alarms.undo` on moto, which nobody here wrote: what is there afterwards
is read from moto itself."""

import copy
import json
import logging
import os
import pathlib
import signal
import subprocess
import threading
import time

import boto3
import botocore.session
import pexpect
import pytest
from moto.backends import get_backend
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from servers import REGION, free_port, write_profiles

# A line for each request is of use to nobody here.
logging.getLogger("werkzeug").setLevel(logging.ERROR)

ACCOUNT = "123456789012"
CHANGES = {"PutMetricAlarm", "DeleteAlarms", "TagResource", "UntagResource", "EnableAlarmActions"}


class Cloud:
    """A moto in this process, whose state can be read, kept and put back, and which can end the process
    that calls it: before or after its n-th change."""

    def __init__(self):
        self._app = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", free_port(), self._answer, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.changes = []
        self.victim = self.kill_at = self.kills_after = None
        self.delay = 0
        self._lock = threading.Lock()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _answer(self, environ, start_response):
        operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
        is_last = False
        if operation in CHANGES:
            with self._lock:
                self.changes.append(operation)
                is_last = self.kill_at == len(self.changes)
        if is_last and not self.kills_after:
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim.wait(timeout=30)
            start_response("500 Killed", [])
            return [b""]
        time.sleep(self.delay if operation in CHANGES else 0)
        answer = self._app(environ, start_response)
        if is_last:
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim.wait(timeout=30)
        return answer

    def stop(self):
        self._server.shutdown()

    def client(self, service="cloudwatch"):
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    @property
    def _backend(self):
        return get_backend("cloudwatch")[ACCOUNT][REGION]

    def keep(self):
        return copy.deepcopy((self._backend.alarms, self._backend.tagger))

    def put_back(self, kept):
        self._backend.alarms, self._backend.tagger = copy.deepcopy(kept)
        self.changes.clear()
        self.victim = self.kill_at = self.kills_after = None

    def alarms(self):
        """Every alarm with its fields and tags, but for what is of its state and its age."""
        found = {}
        for page in self.client().get_paginator("describe_alarms").paginate():
            for alarm in page["MetricAlarms"]:
                tags = self._backend.tagger.get_tag_dict_for_resource(alarm["AlarmArn"])
                fields = {
                    name: value
                    for name, value in alarm.items()
                    if not name.startswith("State") and "Timestamp" not in name
                }
                found[alarm["AlarmName"]] = fields | {"tags": tags}
        return found


@pytest.fixture
def cloud():
    cloud = Cloud()
    cloud.put_back(({}, copy.deepcopy(cloud._backend.tagger.__class__())))
    yield cloud
    cloud.stop()
    get_backend("cloudwatch").reset()
    get_backend("ec2").reset()


def run_script(moonwatch, cloud, tmp_path, text, *args, **env):
    script = tmp_path / "script.lua"
    script.write_text(text, encoding="utf-8")
    return moonwatch("--endpoint-url", cloud.url, script, *args, **env)


def passes(run):
    assert (run.returncode, run.stderr) == (0, ""), run.stderr
    return run.stdout


HEADER = """
--- A plan.
--- @arg step string
--- @arg journal string=
--- @needs cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms cloudwatch:TagResource
--- @needs cloudwatch:UntagResource cloudwatch:EnableAlarmActions
"""

FLEET = (
    HEADER
    + """
local definitions = {}
for _, instance in ipairs(ec2.instances { state = "running", tags = { alarms = "yes" } }) do
  definitions[#definitions + 1] = alarms.define {
    name = instance.id .. " cpu", metric = instance:metric("CPUUtilization"), periods = 3, datapoints = 2,
    threshold = args.step == "change" and instance.name == "host-7" and 95 or 80,
    tags = { host = instance.name },
  }
end
local plan = alarms.plan(definitions, { owner = "fleet", prune = true })
if args.step ~= "look" then plan:apply() end
local function names(list) local found = {} for i, s in ipairs(list) do found[i] = s.name end return json.list(found) end
return { create = #plan.create, update = plan.update, delete = names(plan.delete), unchanged = #plan.unchanged,
  text = tostring(plan) }
"""
)


def test_five_hundred_alarms_from_tags(moonwatch, cloud, tmp_path):
    ec2 = cloud.client("ec2")
    instances = ec2.run_instances(ImageId="ami-12345678", MinCount=500, MaxCount=500)["Instances"]
    ids = [i["InstanceId"] for i in instances]
    ec2.create_tags(Resources=ids, Tags=[{"Key": "alarms", "Value": "yes"}])
    for index in (7, 8):
        ec2.create_tags(Resources=[ids[index]], Tags=[{"Key": "Name", "Value": f"host-{index}"}])

    def plan(step):
        return json.loads(passes(run_script(moonwatch, cloud, tmp_path, FLEET, step, "-o", "json")))

    first = plan("apply")
    assert (first["create"], first["update"], first["delete"]) == (500, [], [])
    assert cloud.changes == ["PutMetricAlarm"] * 500
    made = cloud.alarms()
    assert set(made) == {f"{i} cpu" for i in ids}
    assert made[f"{ids[7]} cpu"]["tags"] == {"host": "host-7", "moonwatch:owner": "fleet"}

    second = plan("apply")
    assert (second["create"], second["update"], second["delete"]) == (0, [], [])
    assert second["unchanged"] == 500
    assert len(cloud.changes) == 500

    (update,) = plan("change")["update"]
    assert update["name"] == f"{ids[7]} cpu"
    assert update["changes"] == [{"field": "threshold", "from": 80.0, "to": 95.0}]
    assert cloud.changes[500:] == ["PutMetricAlarm"]

    ec2.terminate_instances(InstanceIds=[ids[8]])
    third = plan("change")
    assert (third["create"], third["update"], third["delete"]) == (0, [], [f"{ids[8]} cpu"])
    assert cloud.changes[501:] == ["DeleteAlarms"]
    assert set(cloud.alarms()) == {f"{i} cpu" for i in ids if i != ids[8]}


# Thirty changes: eight to create, twelve to update (fields, tags or both), ten to delete.
THIRTY = (
    HEADER
    + """
local definitions = {}
for index = 1, 20 do
  local is_later = args.step == "later"
  local tags = { kind = "web" }
  if not is_later and index % 3 == 0 then tags.old = "yes" end
  if is_later and index % 3 == 1 then tags.kind = "shop" end
  if (not is_later and index > 8) or is_later then
    definitions[#definitions + 1] = alarms.define {
      name = string.format("web-%02d", index), namespace = "Shop", metric = "Errors", tags = tags,
      dimensions = { Host = tostring(index) }, threshold = is_later and index % 2 == 0 and 9 or 5,
      description = is_later and index > 8 and "later" or nil,
    }
  end
end
for index = 1, args.step == "later" and 0 or 10 do
  definitions[#definitions + 1] = alarms.define {
    name = string.format("old-%02d", index), namespace = "Shop", metric = "Errors", threshold = index,
  }
end
local plan = alarms.plan(definitions, { owner = "web", prune = true })
local changes = #plan.create + #plan.update + #plan.delete
plan:apply { concurrency = 1, journal = args.journal ~= "" and args.journal or nil }
return changes
"""
)

UNDO = (
    HEADER
    + """
return #alarms.undo(args.journal, { journal = args.journal .. ".undo" })
"""
)


def test_a_run_that_is_killed_at_any_call_is_gone_on_with(moonwatch, cloud, tmp_path):
    script = tmp_path / "thirty.lua"
    script.write_text(THIRTY, encoding="utf-8")
    undo = tmp_path / "undo.lua"
    undo.write_text(UNDO, encoding="utf-8")

    def run(*args):
        return passes(moonwatch("--endpoint-url", cloud.url, *args))

    run(script, "earlier")
    stranger = {
        "Namespace": "Shop",
        "MetricName": "Errors",
        "Period": 60,
        "Statistic": "Sum",
        "EvaluationPeriods": 1,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    cloud.client().put_metric_alarm(AlarmName="stranger", **stranger)
    start, before = cloud.keep(), cloud.alarms()
    assert len(before) == 23

    cloud.changes.clear()
    assert run(script, "later", tmp_path / "whole.jsonl") == "30\n"
    calls, after = list(cloud.changes), cloud.alarms()
    assert sorted(after) == ["stranger", *(f"web-{i:02}" for i in range(1, 21))]
    assert {name: calls.count(name) for name in set(calls)} == {
        "PutMetricAlarm": 20,
        "TagResource": 4,
        "UntagResource": 4,
        "DeleteAlarms": 1,
    }
    assert run(undo, "undo", tmp_path / "whole.jsonl") == "30\n"
    assert cloud.alarms() == before

    last = None
    for kill_at in range(1, len(calls) + 1):
        for kills_after in (False, True):
            cloud.put_back(start)
            journal = tmp_path / f"{kill_at}-{kills_after}.jsonl"
            cloud.kill_at, cloud.kills_after = kill_at, kills_after
            cloud.victim = subprocess.Popen(
                [moonwatch.binary, "--endpoint-url", cloud.url, str(script), "later", str(journal)],
                env=moonwatch.environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            cloud.victim.communicate(timeout=60)
            assert cloud.victim.returncode == -signal.SIGKILL
            assert cloud.changes == calls[:kill_at]
            killed, there = cloud.keep(), cloud.alarms()
            # Nothing but AWS is read by the next run: where that is the same, so is what it does.
            if there != last:
                cloud.put_back(killed)
                run(script, "later")
                assert cloud.alarms() == after, (kill_at, kills_after)
            last = there
            # What the killed run did is taken back, and no more.
            if kill_at % 5 == 0:
                cloud.put_back(killed)
                run(undo, "undo", journal)
                assert cloud.alarms() == before, (kill_at, kills_after)


FIELDS = "alarm_fields.lua"
KINDS = ["plain", "least", "percentile", "math", "list", "accounts", "anomaly", "promql", "composite"]
# moto keeps no AccountId, makes no bands, knows no PromQL and no composite alarms.
MOTO_KINDS = ["plain", "least", "percentile", "math", "list"]


def check_fields(run):
    result = json.loads(passes(run))
    cases = result["found"]
    assert len(cases) > 25
    for case in cases:
        assert case.get("named", "") == case["wanted"], case
        assert (case["again"], case.get("back", "")) == ("", ""), case
    return result["inputs"]


def members(shape, path="", above=()):
    """Every member of a shape, and of what is in it, as a path."""
    if shape.type_name == "list":
        return members(shape.member, path, above)
    if shape.type_name != "structure" or shape.name in above:
        return {path}
    return {
        found
        for name, member in shape.members.items()
        for found in members(member, f"{path}.{name}", (*above, shape.name))
    }


def used(value, path=""):
    if isinstance(value, list):
        return {found for element in value for found in used(element, path)}
    if isinstance(value, dict):
        return {found for name, element in value.items() for found in used(element, f"{path}.{name}")}
    return {path}


def test_what_is_applied_is_no_difference_on_the_embedded_cloud(moonwatch):
    script = pathlib.Path(__file__).parent / FIELDS
    inputs = check_fields(moonwatch("--local", "-o", "json", script, ",".join(KINDS)))
    # Nothing of AWS's model is left out.
    model = botocore.session.get_session().get_service_model("cloudwatch")
    composite = inputs.pop("composite")
    for operation, given in (("PutMetricAlarm", list(inputs.values())), ("PutCompositeAlarm", [composite])):
        known = members(model.operation_model(operation).input_shape)
        asked = {path for one in given for path in used(one)} | changed(operation)
        assert known - asked == set()


def changed(operation):
    """Members that the script's changes have, and not what they are changes of."""
    return {".OKActions", ".InsufficientDataActions", ".ActionsEnabled"} if "Composite" in operation else set()


def test_what_is_applied_is_no_difference_on_moto(moonwatch, cloud):
    script = pathlib.Path(__file__).parent / FIELDS
    check_fields(moonwatch("--endpoint-url", cloud.url, "-o", "json", script, ",".join(MOTO_KINDS)))


def foreign(client):
    """Twenty alarms of each kind that is not a plan's to touch."""
    kinds = {
        "stack": [("aws:cloudformation:stack-name", "shop"), ("aws:cloudformation:logical-id", "Alarm")],
        "terraform": [("ManagedBy", "terraform")],
        "hand": [],
        "other": [("moonwatch:owner", "somebody else")],
        "TargetTracking-table/orders-AlarmHigh": [],
        "scaling": [],
    }
    for kind, tags in kinds.items():
        for index in range(20):
            client.put_metric_alarm(
                AlarmName=f"{kind}-{index:02}",
                AlarmDescription="DO NOT EDIT OR DELETE. For TargetTrackingScaling policy arn:aws:x."
                if kind == "scaling"
                else "of " + kind,
                Namespace="Shop",
                MetricName="Errors",
                Statistic="Sum",
                Period=60,
                EvaluationPeriods=1,
                Threshold=index,
                ComparisonOperator="GreaterThanThreshold",
                Tags=[{"Key": key, "Value": value} for key, value in tags],
            )


FOREIGN = (
    HEADER
    + """
local definitions = {}
for index = 1, 10 do
  definitions[index] = { name = "mine-" .. index, namespace = "Shop", metric = "Errors", threshold = index }
end
local plan = alarms.plan(definitions, { owner = "shop", prune = true })
local by, deletes = {}, #plan.delete
for _, step in ipairs(plan.others) do by[step.reason] = (by[step.reason] or 0) + 1 end
assert(#plan.conflicts == 0 and #plan:apply() == 10)

-- What is not wanted any more goes, and nothing else.
local pruned = alarms.plan({ definitions[1] }, { owner = "shop", prune = true })
assert(#pruned.delete == 9 and #pruned:apply() == 9)
alarms.undo(alarms.plan({}, { owner = "shop", prune = { all = true } }):apply())

-- Their names are not taken.
for _, name in ipairs { "stack-00", "terraform-00", "hand-00", "other-00", "scaling-00",
  "TargetTracking-table/orders-AlarmHigh-00" } do
  definitions[#definitions + 1] = { name = name, namespace = "Shop", metric = "Errors", threshold = 99 }
end
local taken = alarms.plan(definitions, { owner = "shop", prune = true })
local ok, err = pcall(taken.apply, taken)
local reasons = {}
for index, step in ipairs(taken.conflicts) do reasons[index] = step.reason end
return { by = by, deletes = deletes, code = not ok and err.code, reasons = reasons }
"""
)


def test_alarms_of_others_are_not_touched(moonwatch, cloud, tmp_path):
    foreign(cloud.client())
    before = cloud.alarms()
    assert len(before) == 120
    run = run_script(moonwatch, cloud, tmp_path, FOREIGN, "all", "-o", "json")
    found = json.loads(passes(run))
    assert found["by"] == {
        'CloudFormation stack "shop"': 20,
        "Terraform": 20,
        "somebody without a tag": 20,
        'the owner "somebody else"': 20,
        "target tracking": 40,
    }
    assert (found["deletes"], found["code"], len(found["reasons"])) == (0, "PlanConflict", 6)
    after = cloud.alarms()
    assert {name: alarm for name, alarm in after.items() if name in before} == before
    assert set(after) - set(before) == {"mine-1"}

    # Those that are named are taken over, with their tags, and given back.
    adopt = HEADER + """
    local definition = { name = "terraform-00", namespace = "Shop", metric = "Errors", threshold = 99 }
    local plan = alarms.plan({ definition }, { owner = "shop", adopt = "terraform-*" })
    local applied = plan:apply()
    local tags = alarms.get("terraform-00"):tags()
    alarms.undo(applied.journal)
    return tags
    """
    tags = passes(run_script(moonwatch, cloud, tmp_path, adopt, "all", "-o", "json"))
    assert json.loads(tags) == {"moonwatch:owner": "shop"}
    assert cloud.alarms() == after


ONE = (
    HEADER
    + """
local definition = { name = "cpu", namespace = "Shop", metric = "Errors", threshold = tonumber(args.step) }
local applied = alarms.plan({ definition }, { owner = "shop" }):apply { journal = args.journal ~= "" and args.journal or nil }
return applied.journal
"""
)


def test_the_journal_is_in_the_state_folder_for_its_owner_alone(moonwatch, cloud, tmp_path):
    path = passes(run_script(moonwatch, cloud, tmp_path, ONE, "1")).strip()
    assert path.startswith(str(moonwatch.home / ".local/state/moonwatch/journal/"))
    assert oct(os.stat(path).st_mode & 0o777) == "0o600"
    header, change, done = [json.loads(line) for line in pathlib.Path(path).read_text().splitlines()]
    assert (header["moonwatch"], header["owner"], header["script"]) == ("journal", "shop", "script")
    assert (change["action"], change["name"], change.get("before")) == ("create", "cpu", None)
    assert change["after"]["input"]["Threshold"] == 1
    assert (done["n"], done["done"]) == (1, True)

    path = passes(run_script(moonwatch, cloud, tmp_path, ONE, "2")).strip()
    change = json.loads(pathlib.Path(path).read_text().splitlines()[1])
    assert change["before"]["alarm"]["Threshold"] == 1
    assert "StateValue" in change["before"]["alarm"]
    assert change["before"]["tags"] == {"moonwatch:owner": "shop"}
    # A plan that is empty needs none.
    assert passes(run_script(moonwatch, cloud, tmp_path, ONE, "2")) == ""


def test_a_journal_that_was_cut_off_is_read_as_far_as_it_goes(moonwatch, cloud, tmp_path):
    journal = tmp_path / "journal.jsonl"
    passes(run_script(moonwatch, cloud, tmp_path, ONE, "1"))
    before = cloud.alarms()
    passes(run_script(moonwatch, cloud, tmp_path, ONE, "2", journal))
    refused = run_script(moonwatch, cloud, tmp_path, ONE, "3", journal)
    assert (refused.returncode, "JournalExists" in refused.stderr) == (1, True)
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(lines[:2]) + '{"n":2,"acti')
    assert passes(run_script(moonwatch, cloud, tmp_path, UNDO, "undo", journal)) == "1\n"
    assert cloud.alarms() == before
    journal.write_text("{}\n")
    refused = run_script(moonwatch, cloud, tmp_path, UNDO, "undo", journal)
    assert "is no journal of plan:apply" in refused.stderr


def test_a_dry_run_changes_nothing_and_writes_no_journal(moonwatch, cloud, tmp_path):
    run = run_script(moonwatch, cloud, tmp_path, ONE, "1", "--dry-run")
    assert (run.returncode, run.stdout) == (0, ""), run.stderr
    assert "dry run: cloudwatch:PutMetricAlarm" in run.stderr
    assert (cloud.changes, cloud.alarms()) == ([], {})
    assert not (moonwatch.home / ".local/state/moonwatch/journal").exists()


def test_a_change_that_was_not_declared_ends_the_run(moonwatch, cloud, tmp_path):
    run = run_script(moonwatch, cloud, tmp_path, ONE.replace("cloudwatch:PutMetricAlarm", ""), "1")
    assert (run.returncode, "Undeclared" in run.stderr) == (1, True), run.stderr
    assert cloud.alarms() == {}


PROFILES = (
    HEADER
    + """
local definitions = {}
for index, name in ipairs { "one", "two" } do
  definitions[index] = { name = name, namespace = "Shop", metric = "Errors", threshold = 1, profile = name }
end
if args.step == "fewer" then definitions[2] = nil end
local plan = alarms.plan(definitions, { owner = "shop", prune = true, profiles = { "one", "two" } })
plan:apply()
return { create = #plan.create, delete = #plan.delete, unchanged = #plan.unchanged }
"""
)


def test_two_profiles_of_one_account_are_one_place(moonwatch, cloud, tmp_path):
    write_profiles(moonwatch.home, one=cloud.url, two=cloud.url)
    script = tmp_path / "profiles.lua"
    script.write_text(PROFILES, encoding="utf-8")
    first = json.loads(passes(moonwatch(script, "all", "-o", "json")))
    assert first == {"create": 2, "delete": 0, "unchanged": 0}
    again = json.loads(passes(moonwatch(script, "all", "-o", "json")))
    assert again == {"create": 0, "delete": 0, "unchanged": 2}
    assert set(cloud.alarms()) == {"one", "two"}


def test_an_account_that_nothing_names_is_not_looked_at(moonwatch, cloud, tmp_path):
    write_profiles(moonwatch.home, one=cloud.url)
    script = """
    local def = { name = "a", namespace = "Shop", metric = "Errors", threshold = 1, profile = "one" }
    local plan = alarms.plan({ def }, { owner = "shop", prune = true })
    assert(#plan:apply() == 1)
    return plan.create[1].profile
    """
    script_file = tmp_path / "script.lua"
    script_file.write_text(HEADER + script, encoding="utf-8")
    # The run's own account has no credentials, and needs none.
    run = moonwatch(script_file, "x", AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
    assert passes(run) == "one\n"
    assert set(cloud.alarms()) == {"a"}


def test_an_account_that_does_not_answer_leads_to_no_change(moonwatch, cloud, tmp_path):
    write_profiles(moonwatch.home, one=cloud.url, two=cloud.url)
    script = tmp_path / "profiles.lua"
    script.write_text(PROFILES, encoding="utf-8")
    passes(moonwatch(script, "all", "-o", "json"))
    before, changes = cloud.alarms(), list(cloud.changes)
    write_profiles(moonwatch.home, one=cloud.url, two=f"http://127.0.0.1:{free_port()}")
    run = moonwatch(script, "fewer", "-o", "json")
    assert run.returncode == 69, run.stderr
    assert (cloud.alarms(), cloud.changes) == (before, changes)


def test_a_terminal_shows_how_far_it_is_and_a_file_does_not(moonwatch, cloud, tmp_path):
    script = tmp_path / "slow.lua"
    script.write_text(THIRTY, encoding="utf-8")
    cloud.delay = 0.05
    child = pexpect.spawn(
        moonwatch.binary,
        ["--endpoint-url", cloud.url, str(script), "later"],
        env=moonwatch.environment(),
        encoding="utf-8",
        timeout=60,
    )
    child.expect(r"applying \d+ of 20(, about \d+ s left)?")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    run = moonwatch("--endpoint-url", cloud.url, script, "earlier")
    assert (run.returncode, run.stderr) == (0, "")
    assert len(cloud.alarms()) == 22


def test_an_interrupt_leaves_a_journal_that_can_be_taken_back(moonwatch, cloud, tmp_path):
    script, journal = tmp_path / "slow.lua", tmp_path / "journal.jsonl"
    script.write_text(THIRTY, encoding="utf-8")
    passes(moonwatch("--endpoint-url", cloud.url, script, "earlier"))
    before = cloud.alarms()
    cloud.changes.clear()
    cloud.delay = 0.05
    process = subprocess.Popen(
        [moonwatch.binary, "--endpoint-url", cloud.url, str(script), "later", str(journal)],
        env=moonwatch.environment(),
        stderr=subprocess.PIPE,
    )
    while len(cloud.changes) < 5 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    cloud.delay = 0
    # What was under way reaches the cloud though nobody waits for it.
    time.sleep(1)
    assert cloud.alarms() != before
    passes(run_script(moonwatch, cloud, tmp_path, UNDO, "undo", journal))
    assert cloud.alarms() == before
