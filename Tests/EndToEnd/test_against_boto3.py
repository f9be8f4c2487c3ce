"""The same calls to the same server: what the program decodes is what boto3 decodes."""

import datetime
import json

import pytest

from compare import output, same

# 13 reservations, of which 11 match the filter: three pages of five, at most five a page.
WEB, BATCH = 11, 2
PAGE = 5


@pytest.fixture(scope="module")
def instances(moto):
    """Instances with tags, each in a reservation of its own; in the order in which they started."""
    ec2 = moto.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    for index in range(WEB + BATCH):
        role = "web" if index < WEB else "batch"
        ec2.run_instances(
            ImageId=image,
            InstanceType="t3.micro" if index % 2 else "m5.large",
            MinCount=1,
            MaxCount=1,
            TagSpecifications=[
                {
                    "ResourceType": "instance",
                    "Tags": [
                        {"Key": "Name", "Value": f"{role}-{index} <&> \"ü\""},
                        {"Key": "role", "Value": role},
                    ],
                }
            ],
        )
    return moto


FILTERS = [
    {"Name": "tag:role", "Values": ["web"]},
    {"Name": "instance-state-name", "Values": ["running", "pending"]},
]
LUA_FILTERS = """{
  {Name = "tag:role", Values = {"web"}},
  {Name = "instance-state-name", Values = {"running", "pending"}},
}"""


def test_pages_of_instances_equal_boto3s(moonwatch, instances):
    paginator = instances.client("ec2").get_paginator("describe_instances")
    pages = paginator.paginate(Filters=FILTERS, PaginationConfig={"PageSize": PAGE})
    expected = [output(page) for page in pages]
    assert len(expected) == 3

    before = instances.request_count()
    code = f"""
      local pages = {{}}
      local input = {{Filters = {LUA_FILTERS}, MaxResults = {PAGE}}}
      for page in aws.ec2():pages("DescribeInstances", input) do pages[#pages + 1] = page end
      return pages"""
    same(moonwatch.value(code, AWS_ENDPOINT_URL=instances.url), expected)
    assert instances.request_count() - before >= 3


def test_each_streams_the_instances_of_every_page_in_order(moonwatch, instances):
    paginator = instances.client("ec2").get_paginator("describe_instances")
    expected = [
        instance
        for page in paginator.paginate(Filters=FILTERS)
        for reservation in page["Reservations"]
        for instance in reservation["Instances"]
    ]
    assert len(expected) == WEB

    before = instances.request_count()
    code = f"""
      local found = {{}}
      local input = {{Filters = {LUA_FILTERS}, MaxResults = {PAGE}}}
      for instance in aws.ec2():each("DescribeInstances", input) do found[#found + 1] = instance end
      return found"""
    same(moonwatch.value(code, AWS_ENDPOINT_URL=instances.url), expected)
    assert instances.request_count() - before >= 3


def test_collect_gathers_what_each_streams(moonwatch, instances):
    code = f"""
      local ec2 = aws.ec2()
      local collected = ec2:collect("DescribeInstances", {{MaxResults = {PAGE}}})
      local streamed = {{}}
      for instance in ec2:each("DescribeInstances", {{}}) do streamed[#streamed + 1] = instance end
      return {{collected, streamed}}"""
    collected, streamed = moonwatch.value(code, AWS_ENDPOINT_URL=instances.url)
    assert len(collected) == WEB + BATCH
    assert collected == streamed


CALLS = [
    ("ec2", "describe_instances", {}),
    ("ec2", "describe_instances", {"Filters": [{"Name": "tag-key", "Values": ["nobody"]}]}),
    ("ec2", "describe_instance_status", {"IncludeAllInstances": True}),
    ("ec2", "describe_regions", {}),
    ("ec2", "describe_tags", {"Filters": [{"Name": "resource-type", "Values": ["instance"]}]}),
    ("ec2", "describe_instance_types", {"InstanceTypes": ["t3.micro", "m5.large"]}),
    ("ec2", "describe_volumes", {}),
    ("sts", "get_caller_identity", {}),
    ("sns", "list_topics", {}),
    ("cloudwatch", "describe_alarms", {}),
    ("cloudwatch", "list_metrics", {"Namespace": "Moonwatch/Tests"}),
    (
        "cloudwatch",
        "get_metric_statistics",
        {
            "Namespace": "Moonwatch/Tests",
            "MetricName": "Latency",
            "Dimensions": [{"Name": "Service", "Value": "checkout"}],
            "StartTime": "2026-01-01T00:00:00Z",
            "EndTime": "2026-01-01T01:00:00Z",
            "Period": 300,
            "Statistics": ["Average", "Maximum", "SampleCount"],
        },
    ),
    (
        "cloudwatch",
        "get_metric_data",
        {
            "StartTime": "2026-01-01T00:00:00Z",
            "EndTime": "2026-01-01T01:00:00Z",
            "ScanBy": "TimestampAscending",
            "MetricDataQueries": [
                {
                    "Id": "latency",
                    "MetricStat": {
                        "Metric": {
                            "Namespace": "Moonwatch/Tests",
                            "MetricName": "Latency",
                            "Dimensions": [{"Name": "Service", "Value": "checkout"}],
                        },
                        "Period": 300,
                        "Stat": "Average",
                    },
                }
            ],
        },
    ),
]


@pytest.fixture(scope="module")
def metrics(moto):
    """An alarm, a topic and an hour of data, put by boto3."""
    cloudwatch = moto.client("cloudwatch")
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    cloudwatch.put_metric_data(
        Namespace="Moonwatch/Tests",
        MetricData=[
            {
                "MetricName": "Latency",
                "Dimensions": [{"Name": "Service", "Value": "checkout"}],
                "Timestamp": start + datetime.timedelta(minutes=5 * step),
                "Value": 0.1 + step / 3,
                "Unit": "Milliseconds",
            }
            for step in range(12)
        ],
    )
    cloudwatch.put_metric_alarm(
        AlarmName="checkout latency",
        Namespace="Moonwatch/Tests",
        MetricName="Latency",
        Statistic="Average",
        Period=300,
        EvaluationPeriods=3,
        DatapointsToAlarm=2,
        Threshold=2.5,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
        AlarmActions=["arn:aws:sns:us-east-1:123456789012:pager"],
    )
    moto.client("sns").create_topic(Name="pager")
    return moto


@pytest.mark.parametrize(
    ("service", "method", "parameters"),
    CALLS,
    ids=[f"{service}.{method}-{index}" for index, (service, method, _) in enumerate(CALLS)],
)
def test_the_decoded_answer_equals_boto3s(
    moonwatch, instances, metrics, service, method, parameters
):
    expected = output(getattr(metrics.client(service), method)(**parameters))
    code = f"return aws.{service}():{method}(json.decode([==[{json.dumps(parameters)}]==]))"
    same(moonwatch.value(code, AWS_ENDPOINT_URL=metrics.url), expected)


def test_metric_data_put_from_lua_is_what_boto3_queries(moonwatch, moto, tmp_path):
    script = tmp_path / "put.lua"
    script.write_text(
        """--- Puts an hour of data.
--- @needs cloudwatch:PutMetricData
local start = time.parse("2026-02-01T00:00:00Z")
local data = {}
for step = 0, 11 do
  data[#data + 1] = {
    MetricName = "Queue",
    Dimensions = {{Name = "Service", Value = "mail & <parcels>"}},
    Timestamp = start + 300 * step,
    Value = step + 0.25,
    Unit = "Count",
  }
end
aws.cloudwatch():put_metric_data{Namespace = "Moonwatch/Put", MetricData = data}
"""
    )
    run = moonwatch(script, AWS_ENDPOINT_URL=moto.url)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")

    answer = moto.client("cloudwatch").get_metric_data(
        StartTime="2026-02-01T00:00:00Z",
        EndTime="2026-02-01T01:00:00Z",
        ScanBy="TimestampAscending",
        MetricDataQueries=[
            {
                "Id": "queue",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "Moonwatch/Put",
                        "MetricName": "Queue",
                        "Dimensions": [{"Name": "Service", "Value": "mail & <parcels>"}],
                    },
                    "Period": 300,
                    "Stat": "Sum",
                    "Unit": "Count",
                },
            }
        ],
    )
    (series,) = answer["MetricDataResults"]
    assert series["Values"] == [step + 0.25 for step in range(12)]
    assert [moment.minute for moment in series["Timestamps"]] == list(range(0, 60, 5))


def test_calls_of_tasks_run_beside_one_another_and_keep_their_order(moonwatch, instances):
    code = """
      local ids = {}
      for instance in aws.ec2():each("DescribeInstances", {}) do ids[#ids + 1] = instance.InstanceId end
      local answers = task.map(ids, function(id)
        local answer = aws.ec2():describe_instances{InstanceIds = {id}}
        return answer.Reservations[1].Instances[1].InstanceId
      end, {concurrency = 4})
      local same = #answers == #ids
      for i, id in ipairs(ids) do same = same and answers[i] == id end
      return {n = answers.n, same = same}"""
    value = moonwatch.value(code, AWS_ENDPOINT_URL=instances.url)
    assert value == {"n": WEB + BATCH, "same": True}
