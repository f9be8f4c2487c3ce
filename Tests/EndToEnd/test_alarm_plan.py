"""`alarms.plan`, `plan:apply` and `alarms.undo` on moto, which nobody here wrote: what is there afterwards
is read from moto itself."""

import copy
import json
import os
import signal
import subprocess
import threading

import boto3
import pytest
from moto.backends import get_backend
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from servers import REGION, free_port

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
