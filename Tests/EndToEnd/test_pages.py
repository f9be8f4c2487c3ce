"""Many pages: what a script is told when one of them does not come, and the part of their items that it
asks for, beside boto3."""

import json
import pathlib

import botocore
import pytest

from compare import same
from servers import FaultServer, response

# Services that are not embedded have their descriptions here.
DATA = str(pathlib.Path(botocore.__file__).parent / "data")

# Pages that do not come.


def page(number):
    """Two instances, and the token of the next page."""
    items = "".join(
        f"<item><instancesSet><item><instanceId>i-{number}{letter}</instanceId></item></instancesSet>"
        "</item>"
        for letter in "ab"
    )
    return response(
        200,
        "<DescribeInstancesResponse><reservationSet>"
        f"{items}</reservationSet><nextToken>{number + 1}</nextToken></DescribeInstancesResponse>",
    )


FAILURES = {
    "a server error": (response(503, ""), "503", 2),
    "throttling": (
        response(
            503,
            "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Slow.</Message>"
            "</Error></Errors></Response>",
        ),
        "RequestLimitExceeded",
        2,
    ),
    "a closed connection": (None, "ConnectionFailed", 2),
    "half a page": (response(200, page(3)[200:260], length=4000), "AnswerCutShort", 2),
    "denied": (
        response(
            403,
            "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No.</Message>"
            "</Error></Errors></Response>",
        ),
        "UnauthorizedOperation",
        1,
    ),
}


@pytest.fixture(params=FAILURES, ids=lambda name: name.replace(" ", "_"))
def failing(request):
    """A server whose third page fails for good, the code of the failure, and how often it is tried."""
    answer, code, attempts = FAILURES[request.param]
    with FaultServer(page(1), page(2), answer) as server:
        yield server, code, attempts


HEAD = "local ec2 = aws.ec2{max_attempts = 2, pace = false} "


def test_each_raises_where_the_pages_end(moonwatch, failing):
    server, code, attempts = failing
    value = moonwatch.value(
        HEAD
        + """
        local seen = {}
        local ok, err = pcall(function()
          for instance in ec2:each("DescribeInstances") do seen[#seen + 1] = instance.InstanceId end
        end)
        return {ok = ok, seen = seen, code = err.code, attempts = err.attempts, partial = err.partial}""",
        AWS_ENDPOINT_URL=server.url,
    )
    assert value == {
        "ok": False,
        "seen": ["i-1a", "i-1b", "i-2a", "i-2b"],
        "code": code,
        "attempts": attempts,
    }
    assert len(server.requests) == 2 + attempts
    assert all("NextToken=3" in body for _, body in server.requests[2:])


def test_collect_raises_and_keeps_what_there_is(moonwatch, failing):
    server, code, _ = failing
    value = moonwatch.value(
        HEAD
        + """
        local ok, err = pcall(ec2.collect, ec2, "DescribeInstances", {}, {fields = {"InstanceId"}})
        return {ok = ok, code = err.code, partial = err.partial, complete = err.partial.complete}""",
        AWS_ENDPOINT_URL=server.url,
    )
    rows = [{"InstanceId": i} for i in ("i-1a", "i-1b", "i-2a", "i-2b")]
    assert value == {"ok": False, "code": code, "partial": rows, "complete": False}


def test_a_script_that_does_not_catch_it_ends_with_the_reason_and_no_rows(moonwatch, failing):
    server, code, _ = failing
    run = moonwatch(
        "-o", "json", "-e", HEAD + 'return ec2:collect("DescribeInstances")',
        AWS_ENDPOINT_URL=server.url,
    )  # fmt: skip
    assert run.returncode == (77 if code == "UnauthorizedOperation" else 69)
    assert run.stdout == "" and code in run.stderr


PARTIAL = HEAD + 'local found = ec2:collect("DescribeInstances", {}, {partial = true}) '


def test_a_partial_list_is_shown_as_incomplete(moonwatch, failing):
    server, code, _ = failing
    table = moonwatch("-o", "table", "-e", PARTIAL + "return found", AWS_ENDPOINT_URL=server.url)
    assert table.returncode == 0
    *rows, last = table.stdout.splitlines()
    assert [row for row in rows if row.startswith("i-")] == ["i-1a", "i-1b", "i-2a", "i-2b"]
    assert last.startswith("incomplete: 4 rows, then ") and code in last


def test_a_partial_list_is_marked_in_every_other_format(moonwatch):
    for output in ("json", "jsonl", "csv"):
        with FaultServer(page(1), page(2), FAILURES["denied"][0]) as server:
            run = moonwatch("-o", output, "-e", PARTIAL + "return found", AWS_ENDPOINT_URL=server.url)
        assert run.returncode == 0
        assert run.stdout.count("i-") == 4
        assert "incomplete: 4 rows, then " in run.stderr


def test_what_would_do_harm_refuses_a_partial_list(moonwatch, failing):
    server, code, _ = failing
    value = moonwatch.value(
        PARTIAL
        + """
        local ok, err = pcall(function() return found:assert_complete() end)
        return {ok = ok, code = err.code, message = err.message, rows = #err.partial}""",
        AWS_ENDPOINT_URL=server.url,
    )
    assert (value["ok"], value["code"], value["rows"]) == (False, "IncompleteList", 4)
    assert code in value["message"]


# Fields of items.


def pruned(value, paths):
    """What is at some paths of a value, or below; a path goes through lists."""
    if [] in paths:
        return value
    if isinstance(value, list):
        return [pruned(item, paths) for item in value]
    if not isinstance(value, dict):
        return value
    below = {name: [path[1:] for path in paths if path[0] == name] for name in value}
    return {name: pruned(entry, below[name]) for name, entry in value.items() if below[name]}


FIELDS = {
    "ec2.DescribeInstances": ["InstanceId", "State.Name", "Tags", "NetworkInterfaces.Groups.GroupId"],
    "ec2.DescribeVolumes": ["VolumeId", "Attachments.InstanceId"],
    "cloudwatch.DescribeAlarms": ["AlarmName", "Dimensions.Value", "Threshold"],
    "cloudwatch.ListMetrics": ["Dimensions.Name"],
    "sns.ListTopics": ["TopicArn"],
    "logs.DescribeLogGroups": ["logGroupName", "creationTime"],
    "lambda.ListFunctions": ["FunctionName", "Environment.Variables"],
}
KEYS = {
    "ec2.DescribeInstances": ["Reservations", "Instances"],
    "ec2.DescribeVolumes": ["Volumes"],
    "cloudwatch.DescribeAlarms": ["MetricAlarms"],
    "cloudwatch.ListMetrics": ["Metrics"],
    "sns.ListTopics": ["Topics"],
    "logs.DescribeLogGroups": ["logGroups"],
    "lambda.ListFunctions": ["Functions"],
}


@pytest.fixture(scope="module")
def things(moto):
    """Some of each of what FIELDS asks for."""
    ec2 = moto.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    for number in range(7):
        tags = [{"Key": "Name", "Value": f"web-{number}"}, {"Key": "<&>", "Value": ""}]
        ec2.run_instances(
            ImageId=image, MinCount=1, MaxCount=2,
            TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
        )  # fmt: skip
    cloudwatch = moto.client("cloudwatch")
    for number in range(7):
        dimensions = [{"Name": "Service", "Value": f"s{number}"}, {"Name": "Zone", "Value": "a"}]
        cloudwatch.put_metric_data(
            Namespace="Fields",
            MetricData=[{"MetricName": "m", "Dimensions": dimensions, "Value": number}],
        )
        cloudwatch.put_metric_alarm(
            AlarmName=f"alarm {number}", Namespace="Fields", MetricName="m", Statistic="Average",
            Dimensions=dimensions, Period=60, EvaluationPeriods=1, Threshold=number / 3,
            ComparisonOperator="GreaterThanThreshold",
        )  # fmt: skip
        moto.client("sns").create_topic(Name=f"topic-{number}")
        moto.client("logs").create_log_group(logGroupName=f"/group/{number}")
    role = moto.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}" + " " * 20)
    for number in range(3):
        moto.client("lambda").create_function(
            FunctionName=f"f{number}", Runtime="python3.12", Role=role["Role"]["Arn"],
            Handler="a.b", Code={"ZipFile": b"x"}, Environment={"Variables": {"k": f"v{number}"}},
        )  # fmt: skip
    return moto


def boto3_items(server, operation):
    """The items of all pages, as boto3's paginator has them."""
    service, name = operation.split(".")
    client = server.client(service)
    method = {v: k for k, v in client.meta.method_to_api_mapping.items()}[name]
    found = []
    for answer in client.get_paginator(method).paginate():
        items = [answer]
        for key in KEYS[operation]:
            items = [inner for item in items for inner in item[key]]
        found += items
    return found


def items(moonwatch, operation, *arguments, fields=None, client="{}", **env):
    service, name = operation.split(".")
    options = "{}" if fields is None else '{fields = json.decode([==[%s]==])}' % json.dumps(fields)
    code = f'return aws.client("{service}", {client}):collect("{name}", {{}}, {options})'
    return moonwatch.value(code, *arguments, AWS_DATA_PATH=DATA, **env)


@pytest.mark.parametrize("operation", FIELDS)
def test_fields_are_what_boto3_has_of_them(moonwatch, things, operation):
    theirs = boto3_items(things, operation)
    assert len(theirs) >= 3
    fields = FIELDS[operation]
    ours = items(moonwatch, operation, fields=fields, AWS_ENDPOINT_URL=things.url)
    same(ours, pruned(theirs, [field.split(".") for field in fields]))
    # Each alone, too.
    for field in fields:
        ours = items(moonwatch, operation, fields=[field], AWS_ENDPOINT_URL=things.url)
        same(ours, pruned(theirs, [field.split(".")]))


def test_fields_of_metric_data_are_of_each_query(moonwatch, things):
    code = """
      local queries = {}
      for i = 0, 2 do
        local dimensions = {{Name = "Service", Value = "s" .. i}, {Name = "Zone", Value = "a"}}
        queries[i + 1] = {Id = "q" .. i, MetricStat = {Stat = "Sum", Period = 60,
          Metric = {Namespace = "Fields", MetricName = "m", Dimensions = dimensions}}}
      end
      local input = {StartTime = time.now() - 3600, EndTime = time.now() + 60, MetricDataQueries = queries}
      return aws.cloudwatch():collect("GetMetricData", input, {fields = {"Values"}})"""
    values = moonwatch.value(code, AWS_ENDPOINT_URL=things.url)
    assert values == [{"Values": [0]}, {"Values": [1]}, {"Values": [2]}]


def test_a_recording_holds_more_than_the_fields(moonwatch, things, tmp_path):
    operation, file = "ec2.DescribeInstances", tmp_path / "calls.jsonl"
    env = {"AWS_ENDPOINT_URL": things.url}
    fields = FIELDS[operation]
    recorded = items(moonwatch, operation, "--record", file, fields=fields, **env)
    nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    assert items(moonwatch, operation, "--replay", file, fields=fields, **nowhere) == recorded
    other = items(moonwatch, operation, "--replay", file, fields=["ImageId"], **nowhere)
    whole = items(moonwatch, operation, "--replay", file, **nowhere)
    assert other == pruned(whole, [["ImageId"]])
    same(whole, boto3_items(things, operation))


def test_the_embedded_cloud_has_fields_too(moonwatch, tmp_path):
    code = """-- @needs ec2:RunInstances
      local ec2 = aws.ec2()
      ec2:run_instances{ImageId = "ami-0abcdef1234567890", MinCount = 3, MaxCount = 3}
      return {ec2:collect("DescribeInstances"),
        ec2:collect("DescribeInstances", {}, {fields = {"InstanceId", "State.Name"}})}"""
    script, file = tmp_path / "fields.lua", tmp_path / "calls.jsonl"
    script.write_text(code)
    for arguments in (["--local"], ["--local", "--record", file], ["--replay", file]):
        run = moonwatch(*arguments, "-o", "json", script)
        assert (run.returncode, run.stderr) == (0, "")
        whole, part = json.loads(run.stdout)
        assert len(part) == 3
        assert part == pruned(whole, [["InstanceId"], ["State", "Name"]])


@pytest.mark.parametrize(
    "options, reason",
    [
        ('{fields = {"InstanceID"}}', "Instance has no member 'InstanceID' (did you mean 'InstanceId'?)"),
        ('{fields = {"State.Nme"}}', "InstanceState has no member 'Nme' (did you mean 'Name'?)"),
        ('{fields = {"State.Name.x"}}', "'State.Name.x': InstanceStateName is a string"),
        ("{fields = {}}", "expected at least one member, got none"),
        ('{fields = "InstanceId"}', "expected a list of members such as"),
        ("{fields = {7}}", "expected a list of members such as"),
        ("{field = {}}", "unknown option 'field' (did you mean 'fields'?)"),
    ],
)
def test_fields_that_no_item_has_are_refused_before_any_call(moonwatch, options, reason):
    with FaultServer(page(1)) as server:
        for method in ("each", "collect"):
            code = f'return aws.ec2():{method}("DescribeInstances", {{}}, {options})'
            run = moonwatch("-e", code, AWS_ENDPOINT_URL=server.url)
            assert run.returncode == 1, run.stderr
            assert reason in run.stderr
        assert server.requests == []


def test_whole_pages_have_no_fields(moonwatch):
    code = 'aws.ec2():pages("DescribeInstances", {}, {fields = {"InstanceId"}})'
    run = moonwatch("--local", "-e", code)
    assert run.returncode == 1
    assert "pages: takes an operation and its input; options such as fields" in run.stderr
