"""`alarms.lint`: each rule has cases in which it fires and near-misses in which nothing does."""

import json
import subprocess

import pytest

from conftest import BINARY, ROOT

CASES = ROOT / "Tests/Fixtures/Lint/cases.lua"


def evaluate(code):
    """What code gives on the embedded cloud, at collection; nothing where the program is not built."""
    if not BINARY.exists():
        return []
    run = subprocess.run(
        [BINARY, "--local", "-o", "json", "-e", code], capture_output=True, cwd=ROOT, timeout=60, check=True
    )
    return json.loads(run.stdout)


RULES = evaluate("return alarms.lint_rules()")
ALL_CASES = sorted((c["rule"], c["kind"], c["name"]) for c in evaluate(f'return dofile("{CASES}")()'))


def cases(kind):
    return [pytest.param(rule, name, id=f"{rule}: {name}") for rule, k, name in ALL_CASES if k == kind]


def lint(moonwatch, rule, kind, name):
    return moonwatch.value(f"return dofile({str(CASES)!r})({rule!r}, {kind!r}, {name!r})", "--local")


def test_every_rule_has_a_case_that_fires_and_a_near_miss():
    ids = {rule["id"] for rule in RULES}
    assert len(ids) == len(RULES) >= 27
    assert {rule for rule, kind, _ in ALL_CASES if kind == "fires"} == ids
    assert {rule for rule, kind, _ in ALL_CASES if kind == "passes"} == ids


@pytest.mark.parametrize(("rule", "name"), cases("fires"))
def test_a_rule_fires(moonwatch, rule, name):
    result = lint(moonwatch, rule, "fires", name)
    found = [f for f in result["findings"] if f["rule"] == rule]
    assert found, result
    for finding in found:
        assert finding["severity"] in ("error", "warning", "note")
        assert finding["alarm"] and finding["reason"] and finding["fix"]
    assert any(result["says"] in f["reason"] + " " + f["fix"] for f in found), result


@pytest.mark.parametrize(("rule", "name"), cases("passes"))
def test_nothing_fires_on_a_near_miss(moonwatch, rule, name):
    assert lint(moonwatch, rule, "passes", name)["findings"] == []


def test_nothing_fires_on_sound_alarms(moonwatch):
    result = moonwatch.value('return dofile("Tests/Fixtures/Lint/sound.lua")', "--local")
    assert result["count"] >= 30
    assert result["states"]["OK"] >= 25, result["states"]
    assert (result["before"], result["after"], result["again"]) == ([], [], [])


def test_the_first_example_watches_a_metric_that_ec2_does_not_have(moonwatch):
    code = """
    local cloud = sim.cloud { instances = { { name = "web", launch_time = "1d ago", detailed = true } } }
    args = { instance_id = cloud.instances.web }
    dofile("examples/monitor_performance.lua")
    return alarms.lint(nil, { severity = "error" })
    """
    (finding,) = moonwatch.value(code, "--local")
    assert (finding["rule"], finding["alarm"], finding["region"]) == ("no-such-metric", "NetworkLatency", "us-east-1")
    assert "AWS/EC2 publishes no metric NetworkLatency" in finding["reason"]
    assert "NetworkIn" in finding["fix"]


@pytest.mark.parametrize(
    ("words", "status"),
    [(["error"], 2), (["note", "--regions", "us-east-1,eu-west-1"], 2), (["--regions", "eu-west-3"], 0)],
)
def test_the_example_ends_with_what_it_found(moonwatch, words, status):
    run = moonwatch("--local", "--cloud", "@fleet", "-o", "json", "examples/lint_alarms.lua", *words)
    assert run.returncode == status, run.stderr
    found = json.loads(run.stdout or "[]")
    assert bool(found) == (status == 2)
    assert run.stderr == (f"moonwatch: {len(found)} findings\n" if found else "")


# MARK: What cannot be had

# Every rule that asks anything fires here.
BROKEN = """
local cloud = sim.cloud {
  instances = { { name = "web", launch_time = "10d ago" } }, topics = { { name = "empty" } },
}
local function cpu(fields)
  fields.name, fields.namespace = fields.name or "cpu", fields.namespace or "AWS/EC2"
  fields.metric, fields.threshold = fields.metric or "CPUUtilization", fields.threshold or 80
  fields.dimensions = fields.dimensions or { InstanceId = cloud.instances.web }
  return alarms.define(fields)
end
local muted = cpu { name = "muted", period = "1m", stat = "p99", unit = "Bytes", actions = cloud.topics.empty }:put()
alarms.mute(muted, "14d")
sim.advance("4d")
local definitions = {
  muted, cpu { name = "twin", period = "1m", stat = "p99", unit = "Bytes", actions = cloud.topics.empty },
  cpu { name = "louder", period = "1m", stat = "p99", unit = "Bytes", threshold = 90, actions = cloud.topics.empty },
  cpu { name = "gone", dimensions = { InstanceId = "i-0123456789abcdef0" }, actions = cloud.topics.empty .. "-not" },
  cpu { name = "latency", metric = "NetworkLatency", actions = cloud.topics.empty }, cpu { name = "silent" },
  alarms.define { name = "a", rule = "ALARM(b) OR ALARM(cpu-9)", actions = cloud.topics.empty },
  alarms.define { name = "b", rule = "ALARM(a)", actions = cloud.topics.empty },
}
FAULT
return alarms.lint(definitions)
"""

METRIC_RULES = {"no-such-metric", "no-such-dimension", "no-such-unit", "period-too-fine", "few-samples"}
ALARM_RULES = {"no-actions", "duplicate", "shadowed", "missing-child", "composite-cycle"}


def rules_of(findings, *severities):
    return {f["rule"] for f in findings if f["severity"] in severities}


def test_every_rule_that_asks_fires_where_all_is_broken(moonwatch):
    findings = moonwatch.value(BROKEN.replace("FAULT", ""), "--local")
    asking = METRIC_RULES | ALARM_RULES | {"no-such-topic", "nobody-subscribed", "muted-for-long"}
    assert asking <= rules_of(findings, "error", "warning", "note")
    assert rules_of(findings, "unknown") == set()


@pytest.mark.parametrize(
    ("fault", "unknown", "silent"),
    [
        ('operation = "ListMetrics", error = "AccessDenied"', METRIC_RULES, METRIC_RULES),
        ('operation = "GetMetricData", error = "ReadTimeout"', METRIC_RULES, METRIC_RULES),
        ('operation = "GetMetricData", partial = true', METRIC_RULES, METRIC_RULES),
        ('operation = "DescribeAlarms", error = "Throttling"', ALARM_RULES, ALARM_RULES),
        (
            'operation = "GetTopicAttributes", error = "AuthorizationError"',
            {"no-such-topic", "nobody-subscribed"},
            {"no-such-topic", "nobody-subscribed"},
        ),
        (
            'operation = "ListSubscriptionsByTopic", error = "AuthorizationError"',
            {"no-such-topic", "nobody-subscribed"},
            {"nobody-subscribed"},
        ),
        ('operation = "ListAlarmMuteRules", error = "InternalFailure"', {"muted-for-long"}, {"muted-for-long"}),
        ('operation = "GetAlarmMuteRule", error = "AccessDenied"', {"muted-for-long"}, {"muted-for-long"}),
    ],
)
def test_nothing_is_concluded_from_what_is_missing(moonwatch, fault, unknown, silent):
    findings = moonwatch.value(BROKEN.replace("FAULT", f"sim.fault {{ {fault} }}"), "--local")
    assert rules_of(findings, "unknown") == unknown
    assert not rules_of(findings, "error", "warning", "note") & silent
    for finding in findings:
        assert finding["reason"] and finding["fix"]


def test_a_rule_that_could_not_look_is_as_grave_as_what_it_finds(moonwatch):
    code = BROKEN.replace("FAULT", 'sim.fault { error = "AccessDenied" }').replace(
        "alarms.lint(definitions)", 'alarms.lint(definitions, { severity = "error" })'
    )
    findings = moonwatch.value(code, "--local")
    errors = {rule["id"] for rule in RULES if rule["severity"] == "error"}
    assert rules_of(findings, "unknown") == errors & (
        METRIC_RULES | ALARM_RULES | {"no-such-topic", "nobody-subscribed"}
    )


def test_an_incomplete_list_gives_an_incomplete_one(moonwatch):
    code = """
    local cloud = sim.cloud { topics = { "ops" }, region = "eu-west-1" }
    alarms.define({ name = "x", namespace = "Shop", metric = "Orders", threshold = 1 }):put { region = "eu-west-1" }
    sim.fault { operation = "DescribeAlarms", error = "AccessDenied", region = "us-east-1" }
    local found = alarms.lint(alarms.list { regions = { "us-east-1", "eu-west-1" }, partial = true })
    local whole, failure = pcall(alarms.lint, nil, { regions = { "us-east-1", "eu-west-1" } })
    return { complete = found.complete, rules = #found, whole = whole, code = failure.code }
    """
    result = moonwatch.value(code, "--local")
    assert (result["complete"], result["whole"], result["code"]) == (False, False, "AccessDenied")
    assert result["rules"] >= 2


# MARK: Calls


def calls_of(moonwatch, tmp_path, code):
    """How often each operation is called by a lint after some code."""
    recording = tmp_path / "recording.jsonl"
    run = moonwatch("--local", "--record", recording, "-e", code)
    assert (run.returncode, run.stderr) == (0, "")
    names = [json.loads(line).get("operation") for line in recording.read_text(encoding="utf-8").splitlines()]
    names = names[len(names) - 1 - names[::-1].index("GetCallerIdentity") + 1 :]
    return {name: names.count(name) for name in names if name}


def test_what_is_asked_is_asked_once(moonwatch, tmp_path):
    code = """
    local cloud = sim.cloud {
      instances = { { name = "web", count = 60, launch_time = "2d ago" } },
      topics = { { name = "ops", subscriptions = {
        { protocol = "sqs", endpoint = "arn:aws:sqs:us-east-1:123456789012:q" } } } },
    }
    for name, id in pairs(cloud.instances) do
      for _, metric in ipairs { "CPUUtilization", "NetworkIn" } do
        alarms.define({ name = metric .. " " .. name, namespace = "AWS/EC2", metric = metric, threshold = 50,
          dimensions = { InstanceId = id }, actions = cloud.topics.ops }):put()
      end
    end
    aws.identity()
    alarms.lint(nil, OPTIONS)
    """
    # Two windows of samples; two pages of 120 alarms, asked for once.
    assert calls_of(moonwatch, tmp_path, code.replace("OPTIONS", "nil")) == {
        "DescribeAlarms": 2, "ListMetrics": 2, "GetMetricData": 2, "GetTopicAttributes": 1, "ListAlarmMuteRules": 1,
    }
    # What no chosen rule asks is not asked.
    (tmp_path / "recording.jsonl").unlink()
    assert calls_of(moonwatch, tmp_path, code.replace("OPTIONS", '{ rules = "impossible-threshold" }')) == {
        "DescribeAlarms": 2,
    }


# MARK: Options


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        ("{}", {"no-such-metric", "no-actions", "impossible-threshold"}),
        ('{ rules = "no-actions" }', {"no-actions"}),
        ('{ rules = { "no-actions", "shadowed" } }', {"no-actions"}),
        ('{ ignore = { "no-actions" } }', {"no-such-metric", "impossible-threshold"}),
        ('{ severity = "error" }', {"no-such-metric", "impossible-threshold"}),
        ('{ severity = "warning" }', {"no-such-metric", "no-actions", "impossible-threshold"}),
    ],
)
def test_rules_are_chosen(moonwatch, options, rules):
    code = f"""
    sim.cloud {{ instances = {{ {{ name = "web" }} }} }}
    return alarms.lint({{ name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 120 }}, {options})
    """
    assert {f["rule"] for f in moonwatch.value(code, "--local")} == rules


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ('alarms.lint({}, { rules = "no-action" })', 'did you mean "no-actions"?'),
        ('alarms.lint({}, { severity = "fatal" })', "expected one of error, warning, note"),
        ("alarms.lint({}, { sevrity = 1 })", "did you mean 'severity'?"),
        ("alarms.lint(5)", "expected alarms or definitions"),
        ("alarms.lint({ 5 })", "alarms.lint: [1]: expected an alarm, a definition or its fields, got number"),
        ('alarms.lint("cpu")', 'no alarm "cpu"'),
        ("alarms.lint({ name = 'x', nam = 'y' })", "did you mean 'name'?"),
    ],
)
def test_what_is_no_alarm_or_option_is_refused(moonwatch, call, says):
    run = moonwatch("--local", "-e", call)
    assert run.returncode == 1
    assert says in run.stderr


def test_definitions_are_linted_in_their_own_region(moonwatch):
    code = """
    for _, region in ipairs { "us-east-1", "eu-west-1" } do
      sim.cloud { region = region, topics = { { name = "ops", subscriptions = {
        { protocol = "sqs", endpoint = "arn:aws:sqs:" .. region .. ":123456789012:q" } } } } }
    end
    sim.put_metric { namespace = "Shop", name = "Orders", values = { 1, 2, 3 }, region = "eu-west-1" }
    local function def(region)
      return { name = "orders", namespace = "Shop", metric = "Orders", threshold = 1, region = region,
        actions = "arn:aws:sns:" .. region .. ":123456789012:ops" }
    end
    return alarms.lint { def("us-east-1"), def("eu-west-1") }
    """
    (finding,) = moonwatch.value(code, "--local")
    assert (finding["rule"], finding["region"]) == ("no-such-metric", "us-east-1")


# MARK: On a cloud that this project did not write


def test_alarms_on_moto(moonwatch, moto):
    cloudwatch, sns = moto.client("cloudwatch"), moto.client("sns")
    topic = sns.create_topic(Name="ops")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:123456789012:q")
    data = [{"MetricName": "Orders", "Value": float(n), "Dimensions": [{"Name": "Site", "Value": "n"}]} for n in (1, 2)]
    cloudwatch.put_metric_data(Namespace="Shop", MetricData=data)
    for name, metric, arn in (("sound", "Orders", topic), ("typo", "Ordres", topic), ("gone", "Orders", topic + "x")):
        cloudwatch.put_metric_alarm(
            AlarmName=name, Namespace="Shop", MetricName=metric, Statistic="Sum", Period=60, EvaluationPeriods=1,
            Threshold=5, ComparisonOperator="GreaterThanThreshold", AlarmActions=[arn],
            Dimensions=[{"Name": "Site", "Value": "n"}],
        )
    findings = moonwatch.value("return alarms.lint()", "--endpoint-url", moto.url)
    found = {(f["rule"], f.get("alarm")) for f in findings if f["severity"] != "unknown"}
    assert found == {("no-such-metric", "typo"), ("no-such-topic", "gone")}
    # moto has no mute rules, and so says nothing of them.
    assert {f["rule"] for f in findings if f["severity"] == "unknown"} == {"muted-for-long"}


# MARK: Documentation


def test_the_rules_are_documented():
    page = (ROOT / "docs/alarms.md").read_text(encoding="utf-8")
    table = [line for line in page.splitlines() if line.startswith("| `") and line.count("|") == 5]
    assert table == [
        f"| `{r['id']}` | {r['severity']} | {r['what']}. {r['why']} | {r['fix']} |" for r in RULES
    ]
