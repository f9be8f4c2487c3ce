"""The examples that look after alarms, each on the embedded cloud; where they talk to others, to real ones."""

import http.server
import json
import re
import threading
import xml.etree.ElementTree

import pytest

from servers import REGION


@pytest.fixture
def scenario(moonwatch, tmp_path):
    """Runs a chunk on the embedded cloud in which `example(args)` runs the example of that name."""

    def run(example, defaults, code, *flags, **env):
        script = tmp_path / "scenario.lua"
        script.write_text(
            f"""
            --- @needs cloudwatch:* ec2:* sns:* http:*
            local chunk = assert(loadfile("examples/{example}.lua"))
            local function example(changes)
              args = {defaults}
              for name, value in pairs(changes or {{}}) do args[name] = value end
              return chunk()
            end
            local function names(rows)
              local list = json.list()
              for _, row in ipairs(rows) do list[#list + 1] = row.name end
              table.sort(list)
              return list
            end
            local topic = "arn:aws:sns:{REGION}:123456789012:on-call"
            {code}
            """,
            encoding="utf-8",
        )
        done = moonwatch("--local", "-q", "-o", "json", *flags, script, **env)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


# MARK: monitor_instance


def test_monitor_instance_has_neither_flaw_of_the_first_example(scenario):
    found = scenario(
        "monitor_instance",
        '{ threshold = 80, topic = "" }',
        """
        local ids = sim.cloud({ topics = { "on-call" }, instances = {
          { name = "a", launch_time = "1d ago" }, { name = "b", launch_time = "1d ago", detailed = true } } }).instances
        local first = example { instance_id = ids.a, topic = topic }
        local second = example { instance_id = ids.b, topic = topic }
        sim.advance("30m")
        local again = example { instance_id = ids.a, topic = topic, threshold = 90 }
        sim.load("a", { cpu = 99 })
        sim.status_check("b")
        sim.advance("40m")
        local known = {}
        for _, alarm in ipairs(alarms.list()) do
          known[alarm.name] = #metrics.find { namespace = "AWS/EC2", name = alarm.metric, dimensions = alarm.dimensions }
        end
        return { ids = ids, first = first, second = second, again = again, known = known,
          fired = names(alarms.list { state = "ALARM" }), all = names(alarms.list()), told = #sim.messages("on-call") }
        """,
    )
    a, b = found["ids"]["a"], found["ids"]["b"]
    # The second instance's alarms have not taken the place of the first one's.
    assert found["all"] == sorted([a + " cpu", a + " status", b + " cpu", b + " status"])
    assert [row["done"] for row in found["first"] + found["second"]] == ["create"] * 4
    assert [row["done"] for row in found["again"]] == ["update", "unchanged"]
    # Each alarm is on a metric that there is, and comes to a verdict.
    assert set(found["known"].values()) == {1}
    assert found["fired"] == sorted([a + " cpu", b + " status"])
    assert found["told"] == 2


def test_monitor_instance_names_the_instance_that_was_meant(moonwatch, tmp_path):
    cloud = tmp_path / "cloud.lua"
    cloud.write_text('return { instances = { { name = "a", id = "i-0123456789abcdef0" } } }')
    run = moonwatch("--local", "--cloud", cloud, "examples/monitor_instance.lua", "i-0123456789abcdef1")
    assert run.returncode == 1
    assert "did you mean i-0123456789abcdef0?" in run.stderr
    run = moonwatch(
        "--local", "-q", "--cloud", cloud, "-o", "json", "examples/monitor_instance.lua", "i-0123456789abcdef0"
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert [row["done"] for row in json.loads(run.stdout)] == ["create", "create"]


# MARK: orphan_alarms


ORPHANS = """
local there = sim.cloud({ instances = { { name = "web" } } }).instances.web
local function alarm(name, instance, region)
  alarms.define({ name = name, namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80,
    dimensions = { InstanceId = instance } }):put { region = region }
end
alarm("present", there)
alarm("gone", "i-0123456789abcdef0")
alarm("named", "i-0123456789abcdef0")
alarm("west", "i-0123456789abcdef0", "us-west-2")
alarm("built", "i-0123456789abcdef0")
alarms.get("built"):tag { ManagedBy = "terraform" }
alarms.define({ name = "above", rule = 'ALARM("named") OR ALARM("present")' }):put()
sim.advance("1h")
"""


def test_orphan_alarms_lists_first_and_deletes_when_told_to(scenario):
    found = scenario(
        "orphan_alarms",
        "{ apply = false }",
        ORPHANS
        + """
        local listed = example()
        local before = names(alarms.list())
        local deleted = example { apply = true, regions = { "us-east-1", "us-west-2" } }
        return { listed = listed, before = before, deleted = deleted, west = #alarms.list { region = "us-west-2" },
          after = names(alarms.list()) }
        """,
    )
    assert {row["name"]: row["done"] for row in found["listed"]} == {
        "gone": "would be deleted",
        "named": "named by above",
        "built": "made by Terraform",
    }
    assert found["before"] == ["above", "built", "gone", "named", "present"]
    assert {row["name"]: row["done"] for row in found["deleted"]} == {
        "gone": "deleted",
        "named": "named by above",
        "built": "made by Terraform",
        "west": "deleted",
    }
    assert found["after"] == ["above", "built", "named", "present"]
    assert found["west"] == 0


@pytest.mark.parametrize("operation", ["DescribeAlarms", "DescribeInstances"])
def test_orphan_alarms_deletes_nothing_of_a_region_that_fails(scenario, operation):
    found = scenario(
        "orphan_alarms",
        '{ apply = true, regions = { "us-east-1", "us-west-2" } }',
        ORPHANS
        + f"""
        sim.fault {{ operation = "{operation}", error = "AccessDenied", region = "us-west-2" }}
        local ok = pcall(example)
        sim.clear_faults()
        return {{ ok = ok, east = names(alarms.list()), west = names(alarms.list {{ region = "us-west-2" }}) }}
        """,
    )
    assert found["west"] == ["west"]
    # Where the alarms themselves cannot be read, nothing is deleted anywhere.
    assert found["ok"] == (operation == "DescribeInstances")
    assert ("gone" in found["east"]) == (operation == "DescribeAlarms")


# MARK: idle_instances


def test_idle_instances_judges_only_what_has_two_weeks_of_data(scenario):
    found = scenario(
        "idle_instances",
        '{ cpu = 5, network = 5, window = 14 * 86400, tag = "" }',
        """
        local idle = { low = 1, high = 2, traffic = 100 }
        sim.cloud { instances = {
          { name = "idle", launch_time = "30d ago", load = idle, tags = { team = "a" } },
          { name = "busy", launch_time = "30d ago", load = { low = 10, high = 60 } },
          { name = "young", launch_time = "3d ago", load = idle },
          { name = "stopped", launch_time = "30d ago", load = idle, state = "stopped" },
          { name = "talks", launch_time = "30d ago", load = { low = 1, high = 2, traffic = 1e6 } },
          { name = "new", load = idle },
        } }
        return { all = example(), tagged = example { tag = "team=a" }, other = example { tag = "team=b" } }
        """,
    )
    assert [row["name"] for row in found["all"]] == ["idle"]
    assert [row["name"] for row in found["tagged"]] == ["idle"]
    assert not found["other"]
    (row,) = found["all"]
    assert row["days"] == 30
    assert 0 < row["cpu_mean"] <= row["cpu_peak"] <= 5


# MARK: nightly_report


def test_nightly_report_has_what_fired_and_a_chart(moonwatch, tmp_path):
    cloud = tmp_path / "cloud.lua"
    cloud.write_text(
        """
        sim.cloud { instances = {
          { name = "web", count = 2, launch_time = "3d ago", load = { low = 10, high = 20 } },
          { name = "batch", launch_time = "3d ago", load = { low = 80, high = 95 } },
        } }
        local function alarm(name, threshold)
          alarms.define({ name = name, namespace = "Shop", metric = "Waiting", threshold = threshold, period = "1m" }):put()
        end
        alarm("queue", 100) alarm("still", 10) alarm("calm", 1e6)
        -- Twice 20 minutes above the first threshold; above the second one since the third minute.
        local values = {}
        for minute = 1, 180 do
          values[minute] = minute <= 2 and 1 or (minute > 30 and minute <= 50 or minute > 90 and minute <= 110) and 500 or 50
        end
        for _, value in ipairs(values) do
          sim.put_metric { namespace = "Shop", name = "Waiting", value = value }
          sim.advance("1m")
        end
        """
    )
    run = moonwatch("--local", "--cloud", cloud, "-q", "examples/nightly_report.lua", "--folder", tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    rows = dict(re.findall(r"^(queue|still|calm) +(.*)$", run.stdout, re.MULTILINE))
    assert sorted(rows) == ["queue", "still"]
    times, minutes = rows["queue"].split()
    assert int(times) == 2 and 38 <= int(minutes) <= 42
    times, minutes, *rest = rows["still"].split(maxsplit=2)
    assert int(times) == 1 and 170 <= int(minutes) <= 180
    assert rest == ["in ALARM"]
    assert "CPU of the busiest instances" in run.stdout
    assert run.stdout.index("batch") < run.stdout.index("web-1")
    (file,) = tmp_path.glob("report-*.svg")
    assert str(file) in run.stdout
    assert "batch" in "".join(xml.etree.ElementTree.parse(file).getroot().itertext())


def test_nightly_report_of_a_quiet_night(moonwatch, tmp_path):
    run = moonwatch("--local", "-q", "examples/nightly_report.lua", "--folder", tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert "No alarm fired." in run.stdout
    assert "No instance has CPU metrics." in run.stdout


# MARK: service_alarm


def test_service_alarm_pages_once_when_several_instances_are_busy(scenario):
    found = scenario(
        "service_alarm",
        '{ service = "shop", threshold = 80, at_least = 2, apply = false }',
        """
        local ids = sim.cloud({ topics = { "on-call" }, instances = {
          { name = "shop", count = 3, tags = { service = "shop" }, launch_time = "1d ago", load = { low = 5, high = 10 } },
          { name = "other", tags = { service = "other" } },
        } }).instances
        local planned = #example({ topic = topic }).create
        local result = { planned = planned, none = #alarms.list() }
        example { topic = topic, apply = true }
        result.made = #alarms.list()
        result.second = example({ topic = topic }):is_empty()
        sim.advance("30m")
        sim.load("shop-1", { cpu = 99 })
        sim.advance("30m")
        result.one_busy = { alarm = #alarms.list { state = "ALARM", type = "metric" }, told = #sim.messages("on-call") }
        sim.load("shop-2", { cpu = 99 })
        sim.advance("30m")
        sim.load("shop-3", { cpu = 99 })
        sim.advance("30m")
        result.all_busy = { alarm = #alarms.list { state = "ALARM", type = "metric" }, told = #sim.messages("on-call"),
          state = alarms.get("shop is overloaded").state }
        -- One instance goes: its alarm too, and the rule no longer names it.
        ec2.get(ids["shop-3"]):tag { service = "retired" }
        local plan = example { topic = topic, apply = true }
        result.gone = names(plan.delete)
        result.rule = alarms.get("shop is overloaded").rule
        result.left = #alarms.list()
        result.id = ids["shop-3"]
        return result
        """,
    )
    assert (found["planned"], found["none"], found["made"], found["second"]) == (4, 0, 4, True)
    assert found["one_busy"] == {"alarm": 1, "told": 0}
    assert found["all_busy"] == {"alarm": 3, "told": 1, "state": "ALARM"}
    assert found["gone"] == [f"shop {found['id']} cpu"]
    assert found["id"] not in found["rule"]
    assert found["left"] == 3


def test_service_alarm_of_a_service_that_there_is_not(moonwatch):
    run = moonwatch("--local", "examples/service_alarm.lua", "shop")
    assert run.returncode == 1
    assert "no instance runs with the tag service=shop" in run.stderr


# MARK: notify_changes


class Chat(http.server.BaseHTTPRequestHandler):
    """Keeps what it is told; fails while `fails`."""

    texts = []
    fails = False

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not Chat.fails:
            Chat.texts.append(json.loads(body)["text"])
        self.send_response(500 if Chat.fails else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def chat():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Chat.texts, Chat.fails = [], False
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()


def test_notify_changes_tells_a_topic_of_changes_alone(scenario):
    found = scenario(
        "notify_changes",
        "{ topic = topic }".replace("topic }", '"arn:aws:sns:us-east-1:123456789012:on-call" }'),
        """
        sim.cloud { topics = { "on-call" } }
        for _, name in ipairs { "a", "b" } do
          alarms.define({ name = name, namespace = "Shop", metric = name, threshold = 5 }):put()
        end
        local lines = {}
        local function step() lines[#lines + 1] = table.concat(example() or {}, "|") end
        step()
        alarms.get("a"):set_state("ALARM") step() step()
        alarms.get("b"):set_state("ALARM") alarms.get("a"):set_state("OK") step() step()
        local messages = {}
        for index, message in ipairs(sim.messages("on-call")) do
          messages[index] = { subject = message.subject, text = message.message }
        end
        return { lines = lines, messages = messages }
        """,
    )
    up = "ALARM {0}: {0} > 5 for 1 of 1 × 5m (us-east-1)"
    both = [up.format("b"), "over  a"]
    assert found["lines"] == ["", up.format("a"), "", "|".join(both), ""]
    assert found["messages"] == [
        {"subject": "1 alarm has changed", "text": up.format("a")},
        {"subject": "2 alarms have changed", "text": "\n".join(both)},
    ]


def test_notify_changes_remembers_between_runs_and_tells_again_after_a_failure(moonwatch, moto, chat):
    cloudwatch, sns, sqs = moto.client("cloudwatch"), moto.client("sns"), moto.client("sqs")
    topic = sns.create_topic(Name="notify")["TopicArn"]
    queue = sqs.create_queue(QueueName="notify")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    cloudwatch.put_metric_alarm(
        AlarmName="queue", Namespace="Shop", MetricName="Waiting", Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=5, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip

    def run():
        # The example may call Slack; what listens here is somebody else.
        done = moonwatch(
            "--allow-write", "examples/notify_changes.lua", "--topic", topic, AWS_ENDPOINT_URL=moto.url, SLACK_WEBHOOK=chat
        )
        return done.returncode

    def told():
        messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"])["Message"] for message in messages]

    assert run() == 0 and (Chat.texts, told()) == ([], [])
    cloudwatch.set_alarm_state(AlarmName="queue", StateValue="ALARM", StateReason="test")
    Chat.fails = True
    assert run() == 69 and (Chat.texts, told()) == ([], [])
    Chat.fails = False
    text = "ALARM queue: Sum Waiting > 5 for 1 of 1 × 1m (us-east-1)"
    assert run() == 0 and (Chat.texts, told()) == ([text], [text])
    assert run() == 0 and run() == 0 and (Chat.texts, told()) == ([text], [])
    cloudwatch.set_alarm_state(AlarmName="queue", StateValue="OK", StateReason="test")
    assert run() == 0 and (Chat.texts, told()) == ([text, "over  queue"], ["over  queue"])


def test_notify_changes_may_call_no_other_host(moonwatch, moto, chat):
    moto.client("cloudwatch").put_metric_alarm(
        AlarmName="host", Namespace="Shop", MetricName="Waiting", Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=5, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip
    moto.client("cloudwatch").set_alarm_state(AlarmName="host", StateValue="ALARM", StateReason="test")
    run = moonwatch("examples/notify_changes.lua", "--prefix", "host", AWS_ENDPOINT_URL=moto.url, SLACK_WEBHOOK=chat)
    assert run.returncode == 1
    assert "http:127.0.0.1" in run.stderr
    assert Chat.texts == []


# MARK: quiet_deploy


QUIET = """
sim.cloud { topics = { "on-call" } }
alarms.define({ name = "web queue", namespace = "Shop", metric = "Waiting", threshold = 5, period = "1m",
  actions = topic }):put()
sim.put_metric { namespace = "Shop", name = "Waiting", value = 1 }
sim.advance("2m")
-- What the deploy does: the clock goes on, and the queue grows.
local state_within
function os.execute(command)
  sim.put_metric { namespace = "Shop", name = "Waiting", values = { 9, 9, 9 }, at = sim.now() + 180 }
  sim.advance("3m")
  state_within = { alarms.get("web queue").state, #sim.messages("on-call"), #alarms.mutes { status = "ACTIVE" } }
  if command == "raise" then error("deploy broke", 0) end
  if command == "false" then return nil, "exit", 1 end
  return true, "exit", 0
end
"""


@pytest.mark.parametrize("command", ["true", "false", "raise"])
def test_quiet_deploy_mutes_while_it_runs_and_not_after(scenario, command):
    found = scenario(
        "quiet_deploy",
        '{ prefix = "web ", longest = 1800 }',
        QUIET
        + f"""
        local ok, result = pcall(example, {{ command = "{command}" }})
        return {{ ok = ok, result = ok and names(result) or tostring(result), within = state_within,
          active = #alarms.mutes {{ status = "ACTIVE" }} }}
        """,
    )
    # It went to ALARM, nobody was told, and the mute was on.
    assert found["within"] == ["ALARM", 0, 1]
    assert found["active"] == 0
    assert found["ok"] == (command == "true")
    assert found["result"] == {
        "true": ["web queue"],
        "false": "the command ended with exit 1",
        "raise": "deploy broke",
    }[command]


def test_quiet_deploy_runs_the_command_and_says_how_it_ended(moonwatch, tmp_path):
    cloud = tmp_path / "cloud.lua"
    cloud.write_text(
        'return { alarms = { { name = "web", namespace = "Shop", metric = "Waiting", threshold = 5 } } }'
    )
    flags = ["--local", "--cloud", cloud, "-q", "examples/quiet_deploy.lua", "web"]
    run = moonwatch(*flags, f"touch {tmp_path}/done")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "done").exists()
    run = moonwatch(*flags, "exit 3")
    assert run.returncode == 1
    assert "the command ended with exit 3" in run.stderr
    run = moonwatch("--local", "examples/quiet_deploy.lua", "web", f"touch {tmp_path}/never")
    assert run.returncode == 1
    assert "no alarm's name begins with web" in run.stderr
    assert not (tmp_path / "never").exists()


# MARK: backtest_threshold


def test_backtest_threshold_pages_no_more_than_wanted(scenario):
    found = scenario(
        "backtest_threshold",
        '{ pages_per_week = 1, last = 86400 }',
        """
        local id = sim.cloud({ instances = { { name = "a", detailed = true, launch_time = "3d ago" } } }).instances.a
        show = function() end
        local past = example { instance = id }
        return { pages = past.pages_per_week, evaluations = past.evaluations }
        """,
    )
    assert found["pages"] <= 1
    assert found["evaluations"] in (1440, 1441)
