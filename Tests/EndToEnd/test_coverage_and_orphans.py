"""`alarms.coverage` and `alarms.orphans`: on the embedded cloud with faults, and on moto with resources of
each service that boto3 made and took away."""

import http.server
import io
import threading
import zipfile

import botocore
import pathlib
import pytest

from servers import REGION, free_port

DATA = str(pathlib.Path(botocore.__file__).parent / "data")
ACCOUNT = "123456789012"

# Two instances with every alarm, one with none, and one whose alarms are not quite what is wanted.
FLEET = """
sim.cloud {
  instances = {
    { name = "a", id = "i-0000000000000000a" }, { name = "b", id = "i-0000000000000000b" },
    { name = "c", id = "i-0000000000000000c" }, { name = "d", id = "i-0000000000000000d" },
    { name = "gone", id = "i-0000000000000000e", state = "terminated" },
  },
  topics = { "on-call", "archive" },
}
local topic = "arn:aws:sns:us-east-1:123456789012:"
local function alarm(instance, fields)
  local def = {
    name = instance .. " " .. (fields.name or fields.metric), namespace = "AWS/EC2", metric = fields.metric,
    dimensions = { InstanceId = "i-0000000000000000" .. instance }, threshold = 80, period = "5m", periods = 3,
    actions = topic .. "on-call",
  }
  for name, value in pairs(fields) do if name ~= "name" then def[name] = value end end
  alarms.define(def):put()
end
for _, instance in ipairs { "a", "b" } do
  alarm(instance, { metric = "CPUUtilization" })
  alarm(instance, { metric = "StatusCheckFailed", threshold = 0, period = "1m" })
end
"""


def test_every_instance_that_lacks_an_alarm_is_named(moonwatch):
    code = (
        FLEET
        + """
    local coverage = alarms.coverage(ec2.instances(), { "CPUUtilization", "StatusCheckFailed" })
    return {
      rows = coverage, percent = coverage.percent, covered = coverage.covered, lacking = #coverage.lacking,
      complete = coverage.complete,
    }
    """
    )
    found = moonwatch.value(code, "--local")
    rows = {row["name"]: row for row in found["rows"]}
    # The terminated instance needs none.
    assert sorted(rows) == ["a", "b", "c", "d"]
    assert rows["a"]["alarms"] == ["a CPUUtilization", "a StatusCheckFailed"]
    assert rows["a"]["missing"] == []
    assert rows["c"]["missing"] == ["CPUUtilization", "StatusCheckFailed"]
    assert (found["percent"], found["covered"], found["lacking"]) == (50, 2, 2)
    assert found["complete"] is True


@pytest.mark.parametrize(
    ("wanted", "nearly", "why"),
    [
        ("threshold = { max = 90 }", "threshold = 95", "threshold 95, wanted at most 90"),
        ("threshold = 80", "threshold = 79", "threshold 79, wanted 80"),
        ('comparison = ">"', 'comparison = "<"', "comparison <, wanted >"),
        ('period = { max = "5m" }', 'period = "10m"', "period 10m, wanted at most 5m"),
        ('period = { min = "2m" }', 'period = "1m"', "period 1m, wanted at least 2m"),
        ("periods = { min = 2, max = 3 }", "periods = 4", "4 periods, wanted 2 to 3"),
        ('stat = "Average"', 'stat = "Maximum"', "statistic Maximum, wanted Average"),
        ('missing = "missing"', 'missing = "ignore"', "missing data are ignore, wanted missing"),
        ("actions = true", "actions = {}", "it calls no action"),
        ("actions = true", "actions_enabled = false", "its actions are disabled"),
        ('actions = "*:on-call"', 'actions = topic .. "archive"', "it calls no action *:on-call"),
        (
            'dimensions = { path = "/" }',
            "periods = 3",
            "path is no dimension, wanted /",
        ),
    ],
)
def test_an_alarm_that_is_not_quite_what_is_wanted_is_told_why(moonwatch, wanted, nearly, why):
    extra = 'dimensions = { InstanceId = "i-0000000000000000a", path = "/" }' if "path" in wanted else ""
    code = (
        FLEET
        + f"""
    alarm("a", {{ metric = "CPUUtilization", {extra} }})
    alarm("d", {{ metric = "CPUUtilization", {nearly} }})
    local policy = {{ {{ metric = "CPUUtilization", {wanted} }} }}
    local rows = {{}}
    for _, row in ipairs(alarms.coverage(ec2.instances(), policy)) do rows[row.name] = row end
    return {{ good = rows.a.missing, lacks = rows.d.missing, near = rows.d.near }}
    """
    )
    found = moonwatch.value(code, "--local")
    assert found["good"] == []
    assert found["lacks"] == ["CPUUtilization"]
    assert found["near"] == ["d CPUUtilization: " + why]


def test_an_action_of_a_composite_alarm_above_counts(moonwatch):
    code = (
        FLEET
        + """
    alarm("c", { metric = "CPUUtilization", actions = {} })
    alarm("d", { metric = "CPUUtilization", actions = {} })
    alarms.define({ name = "lower", rule = 'ALARM("c CPUUtilization")' }):put()
    alarms.define({ name = "upper", rule = 'ALARM("lower")', actions = topic .. "on-call" }):put()
    local rows = {}
    local policy = { { metric = "CPUUtilization", actions = "*:on-call", name = "cpu that pages" } }
    for _, row in ipairs(alarms.coverage(ec2.instances(), policy)) do rows[row.name] = row.missing end
    return rows
    """
    )
    assert moonwatch.value(code, "--local") == {"a": [], "b": [], "c": [], "d": ["cpu that pages"]}


def test_an_expression_counts_where_no_threshold_is_wanted(moonwatch):
    code = (
        FLEET
        + """
    alarms.define({ name = "math", threshold = 5, expression = "cpu / 100", metrics = {
      cpu = { namespace = "AWS/EC2", name = "CPUUtilization", dimensions = { InstanceId = "i-0000000000000000c" } },
    } }):put()
    alarms.define({ name = "all of them", threshold = 5, metrics = { q = {
      expression = "SELECT MAX(CPUUtilization) FROM SCHEMA(\\"AWS/EC2\\", InstanceId)", period = "5m" } },
      returns = "q" }):put()
    local found = {}
    for name, requirement in pairs { any = {}, exact = { threshold = 5 } } do
      requirement.metric = "CPUUtilization"
      local coverage = alarms.coverage(ec2.instances(), requirement)
      for _, row in ipairs(coverage) do
        if row.name == "c" then found[name] = { missing = row.missing, near = row.near, unjudged = coverage.unjudged } end
      end
    end
    return found
    """
    )
    found = moonwatch.value(code, "--local")
    assert found["any"] == {"missing": [], "near": [], "unjudged": ["all of them"]}
    assert found["exact"]["missing"] == ["CPUUtilization"]
    assert found["exact"]["near"] == ["math: it compares an expression, not the metric"]


def test_incomplete_lists_are_refused(moonwatch):
    code = """
    local both = { "us-east-1", "eu-west-1" }
    for _, region in ipairs(both) do sim.cloud { region = region, instances = { { name = region } } } end
    local whole = ec2.instances { regions = both }
    sim.fault { operation = "DescribeInstances", error = "AccessDenied", region = "eu-west-1" }
    local part = ec2.instances { regions = both, partial = true }
    assert(#part == 1 and not part.complete)
    local codes = {}
    local function code(f, ...) codes[#codes + 1] = select(2, pcall(f, ...)).code end
    code(alarms.coverage, part, "CPUUtilization")
    sim.clear_faults()
    sim.fault { operation = "DescribeAlarms", error = "AccessDenied", region = "eu-west-1" }
    code(alarms.coverage, whole, "CPUUtilization")
    code(alarms.coverage, whole, "CPUUtilization", { alarms = alarms.list { regions = both, partial = true } })
    code(alarms.orphans, { regions = both })
    code(alarms.delete, alarms.orphans { regions = both, partial = true })
    return codes
    """
    assert moonwatch.value(code, "--local") == [
        "IncompleteList",
        "AccessDenied",
        "IncompleteList",
        "AccessDenied",
        "IncompleteList",
    ]


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("{}", "expected at least one requirement"),
        ('{ { metrik = "CPUUtilization" } }', "unknown option 'metrik' (did you mean 'metric'?)"),
        ('{ { metric = "A", threshold = "80%" } }', 'policy[1].threshold: expected a number, got "80%"'),
        ('{ { metric = "A", threshold = { min = 2, max = 1 } } }', "expected a min that is no more than max"),
        ('{ { metric = "A", comparison = "more" } }', 'expected one of >, >=, <, <=, got "more"'),
        ('{ "A", "A" }', "expected a name that no other requirement has"),
        ('{ { metric = "A", period = "soon" } }', "expected seconds or a duration"),
    ],
)
def test_a_policy_that_is_none_is_a_clear_error(moonwatch, policy, message):
    run = moonwatch("--local", "-e", f"alarms.coverage(ec2.instances(), {policy})")
    assert run.returncode == 1
    assert message in run.stderr


# MARK: Orphans

ORPHANS = """
local there = sim.cloud { instances = { { name = "web" } }, topics = { "ops" } }.instances.web
local function alarm(name, namespace, dimensions, region)
  alarms.define({ name = name, namespace = namespace, metric = "M", dimensions = dimensions, threshold = 1 })
    :put { region = region }
end
alarm("present", "AWS/EC2", { InstanceId = there })
alarm("gone", "AWS/EC2", { InstanceId = "i-0123456789abcdef0" })
local function names(rows)
  local list = json.list()
  for _, row in ipairs(rows) do list[#list + 1] = row.name end
  return list
end
"""


def test_only_what_is_proved_gone_is_deleted(moonwatch):
    code = (
        ORPHANS
        + """
    alarm("topic", "AWS/SNS", { TopicName = "ops" })
    alarm("no topic", "AWS/SNS", { TopicName = "none" })
    alarm("own", "Shop", { InstanceId = "i-0123456789abcdef0" })
    alarm("type", "AWS/EC2", { InstanceType = "t3.micro" })
    alarm("all", "AWS/EC2")
    alarm("on premises", "CWAgent", { InstanceId = "mi-0123456789abcdef0" })
    alarm("rule", "AWS/Events", { RuleName = "r", EventBusName = "b" })
    local function math(name, second, expression)
      local metrics = {}
      for id, instance in pairs { x = "i-0123456789abcdef0", y = second } do
        metrics[id] = { namespace = "AWS/EC2", name = "CPUUtilization", dimensions = { InstanceId = instance } }
      end
      alarms.define({ name = name, metrics = metrics, expression = "x + y", threshold = 1 }):put()
    end
    math("half alive", there)
    math("both gone", "i-0123456789abcdef1")
    alarms.define({ name = "above", rule = 'ALARM("present")' }):put()
    local found = alarms.orphans { grace = 0 }
    local why = {}
    for _, row in ipairs(found.unknown) do why[row.name] = row.why end
    local result = { gone = names(found), checked = found.checked, present = found.present, why = why }
    assert(not pcall(alarms.delete, found.unknown), "what is unknown was deleted")
    alarms.delete(found)
    result.left = names(alarms.list())
    return result
    """
    )
    found = moonwatch.value(code, "--local")
    assert sorted(found["gone"]) == ["both gone", "gone", "no topic"]
    assert (found["checked"], found["present"]) == (12, 2)
    assert found["why"] == {
        "own": "resources of Shop cannot be looked up",
        "type": "nothing says what InstanceType of AWS/EC2 names",
        "all": "the metric has no dimensions, so it is about no single resource",
        "on premises": "nothing says what InstanceId of CWAgent names",
        "rule": "rules of event buses cannot be looked up by name alone",
        "half alive": f"instance i-0123456789abcdef0 is gone, and instance {found['why']['half alive'].split()[-3]} is there",
        "above": "a composite alarm watches alarms",
    }
    assert sorted(found["left"]) == sorted([*found["why"], "present", "topic"])


@pytest.mark.parametrize(
    "error",
    ["UnauthorizedOperation", "Throttling", "InternalError", "ReadTimeout", "ConnectionReset", "UnknownHost"],
)
def test_a_look_up_that_fails_makes_no_orphan(moonwatch, error):
    code = (
        ORPHANS
        + f"""
    sim.fault {{ operation = "ec2:DescribeInstances", error = "{error}" }}
    local found = alarms.orphans {{ grace = 0 }}
    return {{ gone = names(found), unknown = names(found.unknown), why = found.unknown[1].why }}
    """
    )
    found = moonwatch.value(code, "--local")
    assert (found["gone"], sorted(found["unknown"])) == ([], ["gone", "present"])
    assert found["why"].startswith("the look-up has no answer: ")


def test_a_region_that_fails_never_leads_to_a_delete(moonwatch):
    code = (
        ORPHANS
        + """
    local both = { "us-east-1", "eu-west-1" }
    alarm("gone too", "AWS/EC2", { InstanceId = "i-0123456789abcdef0" }, "eu-west-1")
    alarm("elsewhere", "AWS/EC2", { InstanceId = there }, "eu-west-1")
    -- Its alarms cannot be read: nothing is said at all.
    sim.fault { operation = "DescribeAlarms", error = "AccessDenied", region = "eu-west-1" }
    local ok, failure = pcall(alarms.orphans, { regions = both, grace = 0 })
    assert(not ok and failure.partial and not failure.partial.complete)
    local refused = select(2, pcall(alarms.delete, failure.partial)).code
    sim.clear_faults()
    assert(#alarms.list { regions = both } == 4)
    -- Its instances cannot be read: its alarms stay.
    sim.fault { operation = "DescribeInstances", error = "AccessDenied", region = "eu-west-1" }
    local found = alarms.orphans { regions = both, grace = 0 }
    alarms.delete(found)
    sim.clear_faults()
    local result = { refused = refused, unknown = names(found.unknown), left = names(alarms.list { regions = both }) }
    -- An instance is looked for in its alarm's own Region, where it has to be.
    result.then_gone = names(alarms.orphans { regions = both, grace = 0 })
    return result
    """
    )
    found = moonwatch.value(code, "--local")
    assert found["refused"] == "IncompleteList"
    assert sorted(found["unknown"]) == ["elsewhere", "gone too"]
    assert sorted(found["left"]) == ["elsewhere", "gone too", "present"]
    assert sorted(found["then_gone"]) == ["elsewhere", "gone too"]


def test_what_was_made_just_now_is_left_alone(moonwatch):
    code = (
        ORPHANS
        + """
    local young = alarms.orphans()
    sim.advance("16m")
    return { young = names(young), why = young.unknown[1].why, old = names(alarms.orphans()) }
    """
    )
    found = moonwatch.value(code, "--local")
    assert (found["young"], found["old"]) == ([], ["gone"])
    assert found["why"].endswith("what was made just now may not be seen yet")


def test_an_orphan_says_which_composite_alarm_names_it(moonwatch):
    code = (
        ORPHANS
        + """
    alarms.define({ name = "above", rule = 'ALARM("gone")' }):put()
    return alarms.orphans({ grace = 0, prefix = "gone" })[1].named_by
    """
    )
    assert moonwatch.value(code, "--local") == "above"


def test_an_orphan_says_who_made_it_and_when_that_is_not_known(moonwatch):
    code = (
        ORPHANS
        + """
    local found = {}
    local function maker(name) found[name] = alarms.orphans({ grace = 0 })[1].made_by or "nobody" end
    maker("plain")
    alarms.get("gone"):tag { ["moonwatch:owner"] = "fleet" }
    maker("owned")
    sim.fault { operation = "ListTagsForResource", error = "AccessDenied" }
    maker("denied")
    return found
    """
    )
    assert moonwatch.value(code, "--local") == {
        "plain": "nobody",
        "owned": 'the owner "fleet"',
        "denied": "not known: its tags could not be read: AccessDenied",
    }


# MARK: On moto, every service


@pytest.fixture(scope="module")
def resources(moto):
    """By namespace: (dimension, value that is there, value that is not)."""
    ec2, scaling = moto.client("ec2"), moto.client("autoscaling")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    running, ended = (
        instance["InstanceId"]
        for instance in ec2.run_instances(ImageId=image, MinCount=2, MaxCount=2)["Instances"]
    )
    ec2.terminate_instances(InstanceIds=[ended])
    volume, lost = (
        ec2.create_volume(AvailabilityZone=REGION + "a", Size=1)["VolumeId"] for _ in range(2)
    )
    ec2.delete_volume(VolumeId=lost)
    scaling.create_launch_configuration(LaunchConfigurationName="c", ImageId=image, InstanceType="t3.micro")
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="group",
        LaunchConfigurationName="c",
        MinSize=0,
        MaxSize=1,
        AvailabilityZones=[REGION + "a"],
    )
    balancing = moto.client("elbv2")
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"][:2]]
    arns = [
        balancing.create_load_balancer(Name="web", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    ]
    # The same name again is another load balancer.
    balancing.delete_load_balancer(LoadBalancerArn=arns[0])
    arns.append(
        balancing.create_load_balancer(Name="web2", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    )
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    target = balancing.create_target_group(Name="t", Protocol="HTTP", Port=80, VpcId=vpc)
    target_arn = target["TargetGroups"][0]["TargetGroupArn"]
    moto.client("rds").create_db_instance(
        DBInstanceIdentifier="db", DBInstanceClass="db.t3.micro", Engine="postgres", MasterUsername="u",
        MasterUserPassword="longenough", AllocatedStorage=20,
    )  # fmt: skip
    moto.client("rds").create_db_cluster(
        DBClusterIdentifier="cluster", Engine="aurora-postgresql", MasterUsername="u", MasterUserPassword="longenough"
    )
    role = moto.client("iam").create_role(
        RoleName="r", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}'
    )["Role"]["Arn"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("main.py", "def handle(event, context):\n    return event\n")
    moto.client("lambda").create_function(
        FunctionName="function", Runtime="python3.12", Role=role, Handler="main.handle",
        Code={"ZipFile": packed.getvalue()},
    )  # fmt: skip
    moto.client("sns").create_topic(Name="topic")
    moto.client("logs").create_log_group(logGroupName="/app/web-2")
    moto.client("logs").create_log_group(logGroupName="/app/there")
    moto.client("events").put_rule(Name="rule", ScheduleExpression="rate(1 day)")
    moto.client("sqs").create_queue(QueueName="queue")
    moto.client("kinesis").create_stream(StreamName="stream", ShardCount=1)
    moto.client("dynamodb").create_table(
        TableName="table", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
    )  # fmt: skip
    moto.client("elb").create_load_balancer(
        LoadBalancerName="classic",
        Listeners=[{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}],
        AvailabilityZones=[REGION + "a"],
    )
    end = [arn.split(":loadbalancer/")[1] for arn in arns]
    return [
        ("AWS/EC2", "InstanceId", running, ended),
        ("CWAgent", "InstanceId", running, ended),
        ("AWS/EBS", "VolumeId", volume, lost),
        ("AWS/AutoScaling", "AutoScalingGroupName", "group", "no-group"),
        ("AWS/ApplicationELB", "LoadBalancer", end[1], end[0]),
        ("AWS/NetworkELB", "TargetGroup", target_arn.split(":")[-1], "targetgroup/t/0123456789abcdef"),
        ("AWS/ELB", "LoadBalancerName", "classic", "no-classic"),
        ("AWS/RDS", "DBInstanceIdentifier", "db", "no-db"),
        ("AWS/RDS", "DBClusterIdentifier", "cluster", "no-cluster"),
        ("AWS/Lambda", "FunctionName", "function", "no-function"),
        ("AWS/SNS", "TopicName", "topic", "no-topic"),
        ("AWS/Logs", "LogGroupName", "/app/there", "/app/web"),
        ("AWS/Events", "RuleName", "rule", "no-rule"),
        ("AWS/SQS", "QueueName", "queue", "no-queue"),
        ("AWS/DynamoDB", "TableName", "table", "no-table"),
        ("AWS/Kinesis", "StreamName", "stream", "no-stream"),
    ]


@pytest.fixture(scope="module")
def alarms_on(moto, resources):
    """Puts the two alarms of each resource."""
    for index, (namespace, dimension, there, gone) in enumerate(resources):
        for kind, value in (("there", there), ("gone", gone)):
            moto.client("cloudwatch").put_metric_alarm(
                AlarmName=f"{index:02} {kind}", Namespace=namespace, MetricName="M", Statistic="Sum", Period=60,
                Dimensions=[{"Name": dimension, "Value": value}], EvaluationPeriods=1, Threshold=1,
                ComparisonOperator="GreaterThanThreshold",
            )  # fmt: skip


FIND = """
local found = alarms.orphans { grace = 0 }
local result = { gone = {}, unknown = {}, present = found.present }
for _, alarm in ipairs(found) do result.gone[alarm.name] = alarm.resource end
for _, row in ipairs(found.unknown) do result.unknown[row.name] = row.why end
return result
"""


def test_each_service_says_what_is_gone(moonwatch, moto, resources, alarms_on):
    found = moonwatch.value(FIND, AWS_ENDPOINT_URL=moto.url, AWS_DATA_PATH=DATA)
    assert found["unknown"] == {}
    assert found["present"] == len(resources)
    for index, (_, _, _, gone) in enumerate(resources):
        assert found["gone"][f"{index:02} gone"].endswith(" " + gone)


def test_a_service_without_a_description_proves_nothing(moonwatch, moto, resources, alarms_on):
    found = moonwatch.value(FIND, AWS_ENDPOINT_URL=moto.url)
    elsewhere = ["AWS/ELB", "AWS/SQS", "AWS/DynamoDB", "AWS/Kinesis"]
    numbers = [i for i, (namespace, *_) in enumerate(resources) if namespace in elsewhere]
    assert sorted(found["unknown"]) == sorted(f"{i:02} {kind}" for i in numbers for kind in ("gone", "there"))
    assert all("AWS_DATA_PATH is not set" in why for why in found["unknown"].values())
    assert found["present"] == len(found["gone"]) == len(resources) - len(numbers)


def test_a_service_that_does_not_answer_proves_nothing(moonwatch, moto, resources, alarms_on):
    closed = {
        f"AWS_ENDPOINT_URL_{service}": f"http://127.0.0.1:{free_port()}"
        for service in (
            "EC2", "AUTO_SCALING", "ELASTIC_LOAD_BALANCING", "ELASTIC_LOAD_BALANCING_V2", "RDS", "LAMBDA", "SNS",
            "CLOUDWATCH_LOGS", "EVENTBRIDGE", "SQS", "DYNAMODB", "KINESIS",
        )
    }  # fmt: skip
    found = moonwatch.value(FIND, AWS_ENDPOINT_URL=moto.url, AWS_DATA_PATH=DATA, **closed)
    assert (found["gone"], found["present"]) == ({}, 0)
    assert len(found["unknown"]) == 2 * len(resources)


class OtherIdentity(http.server.BaseHTTPRequestHandler):
    """An STS of another account."""

    def do_POST(self):
        body = b"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:iam::999999999999:user/u</Arn><UserId>U</UserId><Account>999999999999</Account>
        </GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>
        </GetCallerIdentityResponse>"""
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_look_ups_in_another_account_prove_nothing(moonwatch, moto, resources, alarms_on):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), OtherIdentity)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        found = moonwatch.value(
            FIND, AWS_ENDPOINT_URL=moto.url, AWS_ENDPOINT_URL_STS=f"http://127.0.0.1:{server.server_port}"
        )
    finally:
        server.shutdown()
    assert (found["gone"], found["present"]) == ({}, 0)
    assert set(found["unknown"].values()) == {
        f"the alarm is of account {ACCOUNT}, and look-ups would ask 999999999999"
    }
