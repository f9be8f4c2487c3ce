"""`alarms` of the Lua library beside boto3, on the same moto, as far as moto goes."""

import pytest

from servers import REGION, write_gone_profile


@pytest.fixture(scope="module")
def cloudwatch(moto):
    """230 alarms in several states, made by boto3."""
    client = moto.client("cloudwatch")
    for index in range(230):
        client.put_metric_alarm(
            AlarmName=f"{'web' if index % 2 else 'db'}-{index:03}",
            Namespace="AWS/EC2",
            MetricName="CPUUtilization",
            Dimensions=[{"Name": "InstanceId", "Value": f"i-{index:08x}"}],
            Statistic="Average",
            Period=60 * (1 + index % 5),
            EvaluationPeriods=3,
            DatapointsToAlarm=2,
            Threshold=index / 2,
            ComparisonOperator="GreaterThanThreshold",
            AlarmActions=[f"arn:aws:sns:{REGION}:123456789012:on-call"],
        )
    for index in range(0, 230, 10):
        client.set_alarm_state(AlarmName=f"db-{index:03}", StateValue="ALARM", StateReason="test")
    return client


def described(client, **arguments):
    alarms = client.get_paginator("describe_alarms").paginate(**arguments)
    return sorted(
        (a["AlarmName"], a["StateValue"], a["Threshold"], a["Period"], a["AlarmArn"])
        for page in alarms
        for a in page["MetricAlarms"]
    )


def listed(moonwatch, moto, options):
    rows = moonwatch.value(f"return alarms.list({options})", "--endpoint-url", moto.url)
    return sorted((a["name"], a["state"], a["threshold"], a["period"], a["arn"]) for a in rows)


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        ("", {}),
        ('{ state = "ALARM" }', {"StateValue": "ALARM"}),
        ('{ prefix = "web-0" }', {"AlarmNamePrefix": "web-0"}),
        ('{ names = { "db-000", "web-001", "none" } }', {"AlarmNames": ["db-000", "web-001"]}),
    ],
)
def test_what_is_listed_is_what_boto3_lists(moonwatch, moto, cloudwatch, options, arguments):
    expected = described(cloudwatch, **arguments)
    assert expected, "nothing to compare"
    assert listed(moonwatch, moto, options) == expected


def test_more_names_than_a_call_takes(moonwatch, moto, cloudwatch):
    names = "local names = {} for i = 0, 229 do names[#names + 1] = (i % 2 == 1 and 'web' or 'db') "
    names += "..  string.format('-%03d', i) end "
    count = moonwatch.value(
        names + "return #alarms.list { names = names }", "--endpoint-url", moto.url
    )
    assert count == 230


def test_a_definition_is_the_alarm_that_boto3_reads(moonwatch, moto, cloudwatch):
    code = """
    local def = alarms.define {
      name = "defined", description = "d", namespace = "AWS/EC2", metric = "CPUUtilization",
      dimensions = { InstanceId = "i-0abc", Other = "x" }, stat = "p99", low_samples = "ignore",
      threshold = 0.5, comparison = "<=", periods = 5, datapoints = 2, period = "10m",
      missing = "notBreaching", unit = "Percent", actions_enabled = false, tags = { team = "web" },
      actions = { alarm = "arn:aws:sns:us-east-1:123456789012:a", ok = "arn:aws:sns:us-east-1:123456789012:o",
        insufficient = { "arn:aws:sns:us-east-1:123456789012:i" } },
    }
    local made = def:put()
    return { differences = #made:definition():diff(def:with { tags = {} }), tags = made:tags() }
    """
    made = moonwatch.value(code, "--endpoint-url", moto.url, "--allow-write")
    assert made == {"differences": 0, "tags": {"team": "web"}}
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=["defined"])["MetricAlarms"]
    topic = f"arn:aws:sns:{REGION}:123456789012:"
    expected = {
        "AlarmDescription": "d",
        "ActionsEnabled": False,
        "AlarmActions": [topic + "a"],
        "OKActions": [topic + "o"],
        "InsufficientDataActions": [topic + "i"],
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "ExtendedStatistic": "p99",
        "EvaluateLowSampleCountPercentile": "ignore",
        "Period": 600,
        "Unit": "Percent",
        "EvaluationPeriods": 5,
        "DatapointsToAlarm": 2,
        "Threshold": 0.5,
        "ComparisonOperator": "LessThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    }
    assert {name: alarm.get(name) for name in expected} == expected
    dimensions = sorted((d["Name"], d["Value"]) for d in alarm["Dimensions"])
    assert dimensions == [("InstanceId", "i-0abc"), ("Other", "x")]
    cloudwatch.delete_alarms(AlarmNames=["defined"])


def test_a_state_that_is_set_is_the_one_that_boto3_reads(moonwatch, moto, cloudwatch):
    code = 'alarms.get("web-001"):set_state("ALARM", "drill")'
    run = moonwatch("--endpoint-url", moto.url, "--allow-write", "-e", code)
    assert (run.returncode, run.stderr) == (0, "")
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=["web-001"])["MetricAlarms"]
    assert (alarm["StateValue"], alarm["StateReason"]) == ("ALARM", "drill")
    cloudwatch.set_alarm_state(AlarmName="web-001", StateValue="OK", StateReason="over")


def test_an_incomplete_list_deletes_nothing(moonwatch, moto, cloudwatch):
    write_gone_profile(moonwatch.home, moto.url)
    before = described(cloudwatch)
    code = """
    local list = alarms.list { profiles = { "here", "gone" }, partial = true }
    assert(#list > 0)
    alarms.delete(list)
    """
    run = moonwatch("--allow-write", "-e", code)
    assert run.returncode == 69
    assert "IncompleteList" in run.stderr
    assert described(cloudwatch) == before


def test_what_is_deleted_is_gone_for_boto3_and_the_rest_is_not(moonwatch, moto, cloudwatch):
    left = [row for row in described(cloudwatch) if not row[0].startswith("web-")]
    code = 'return #alarms.delete(alarms.list { prefix = "web-" })'
    assert moonwatch.value(code, "--endpoint-url", moto.url, "--allow-write") == 115
    assert described(cloudwatch) == left
