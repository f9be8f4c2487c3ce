#!/usr/bin/env python3
"""Records what moto answers to a scenario, as the fixture that ParityTests replays.

    python3 Tests/Fixtures/Simulator/record.py > Tests/Fixtures/Simulator/moto.json

Each step is one call, and either the error's code or the values at some JMESPath expressions of the
answer. `<TYPE>` stands for the id of the instance of that type, since ids differ from cloud to cloud.

Left out, since moto 5.2 is known to differ from AWS's documentation: wildcards and Availability Zones
in instance filters, malformed instance ids, starting a terminated instance, percentiles, the state of
a new alarm (OK there), and paging.
"""
import json
import time

import boto3
import jmespath
from botocore.exceptions import ClientError
from moto import mock_aws

NOW = int(time.time()) // 3600 * 3600
KEYS = dict(region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
ALARM = {
    "AlarmName": "CPUUtilization", "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 1, "MetricName": "CPUUtilization", "Namespace": "AWS/EC2", "Period": 60,
    "Statistic": "Average", "Threshold": 80.0, "ActionsEnabled": True,
    "AlarmDescription": "Alarm when CPU utilization exceeds 80%",
    "Dimensions": [{"Name": "InstanceId", "Value": "i-0123456789abcdef0"}], "Unit": "Percent",
}
FIELDS = [f"MetricAlarms[].{name}" for name in (
    *ALARM, "AlarmArn", "OKActions", "AlarmActions", "InsufficientDataActions",
    "DatapointsToAlarm", "ExtendedStatistic")]
TYPES = "Reservations[].Instances[].InstanceType"
STATES = ["%s[].CurrentState.Name", "%s[].CurrentState.Code", "%s[].PreviousState.Name"]


def datum(minutes, **members):
    return {"MetricName": "Latency", "Timestamp": NOW - 60 * minutes, "Unit": "Milliseconds",
            "Dimensions": [{"Name": "host", "Value": "a"}], **members}


def query(stat, period):
    return {"MetricDataQueries": [{"Id": "m1", "MetricStat": {
        "Metric": {"Namespace": "Shop", "MetricName": "Latency",
                   "Dimensions": [{"Name": "host", "Value": "a"}]},
        "Period": period, "Stat": stat}}], "StartTime": NOW - 1800, "EndTime": NOW}


def launch(kind, zone, **tags):
    return ("ec2", "RunInstances", {
        "ImageId": "ami-12c6146b", "InstanceType": kind, "MinCount": 1, "MaxCount": 1,
        "Placement": {"AvailabilityZone": zone},
        "TagSpecifications": [{"ResourceType": "instance", "Tags": [
            {"Key": k, "Value": v} for k, v in tags.items()]}]},
        ["Instances[].State", "Instances[].InstanceType", "Instances[].Placement.AvailabilityZone",
         "Instances[].AmiLaunchIndex", "Instances[].Monitoring", "OwnerId"])


def where(*filters):
    return ("ec2", "DescribeInstances", {"Filters": [
        {"Name": name, "Values": list(values)} for name, *values in filters]}, [TYPES])


STEPS = [
    ("cloudwatch", "PutMetricAlarm", ALARM, []),
    ("cloudwatch", "DescribeAlarms", {"AlarmNames": ["CPUUtilization"]}, FIELDS),
    ("cloudwatch", "PutMetricAlarm", {**ALARM, "AlarmName": "disk", "Threshold": 90.0,
        "OKActions": ["arn:aws:sns:us-east-1:123456789012:operators"]}, []),
    ("cloudwatch", "DescribeAlarms", {"AlarmNamePrefix": "d"}, FIELDS),
    ("cloudwatch", "SetAlarmState",
        {"AlarmName": "disk", "StateValue": "ALARM", "StateReason": "drill"}, []),
    ("cloudwatch", "DescribeAlarms", {"StateValue": "ALARM"},
        [*FIELDS, "MetricAlarms[].StateValue", "MetricAlarms[].StateReason"]),
    ("cloudwatch", "DescribeAlarmsForMetric", {
        name: ALARM[name] for name in ("MetricName", "Namespace", "Dimensions")},
        ["MetricAlarms[].AlarmName"]),
    ("cloudwatch", "SetAlarmState",
        {"AlarmName": "ghost", "StateValue": "OK", "StateReason": ""}, []),
    ("cloudwatch", "DeleteAlarms", {"AlarmNames": ["disk"]}, []),
    ("cloudwatch", "DescribeAlarms", {}, ["MetricAlarms[].AlarmName"]),

    ("cloudwatch", "PutMetricData", {"Namespace": "Shop", "MetricData": [
        datum(20, Value=10.0), datum(19, Value=20.0), datum(19, Value=5.5),
        datum(12, Values=[1.0, 2.0, 3.0], Counts=[2.0, 3.0, 1.0]), datum(3, Value=-4.0)]}, []),
    ("cloudwatch", "ListMetrics", {"Namespace": "Shop"},
        ["Metrics[].MetricName", "Metrics[].Dimensions"]),
    *[("cloudwatch", "GetMetricData", query(stat, period),
        ["MetricDataResults[].Id", "MetricDataResults[].Values", "MetricDataResults[].Timestamps",
         "MetricDataResults[].StatusCode"])
      for stat in ("Average", "Sum", "Minimum", "Maximum", "SampleCount") for period in (60, 300)],
    ("cloudwatch", "GetMetricData", {**query("Sum", 60), "ScanBy": "TimestampAscending"},
        ["MetricDataResults[].Values", "MetricDataResults[].Timestamps"]),
    ("cloudwatch", "GetMetricStatistics", {
        "Namespace": "Shop", "MetricName": "Latency", "Period": 60, "Unit": "Milliseconds",
        "Dimensions": [{"Name": "host", "Value": "a"}], "StartTime": NOW - 1800, "EndTime": NOW,
        "Statistics": ["Average", "Sum", "Minimum", "Maximum", "SampleCount"]},
        ["Label", *[f"Datapoints[].{name}" for name in (
            "Timestamp", "Average", "Sum", "Minimum", "Maximum", "SampleCount", "Unit")]]),
    ("cloudwatch", "PutMetricData", {"Namespace": "Shop", "MetricData": [
        {"MetricName": "x", "Value": 1.0, "Values": [1.0]}]}, []),

    launch("m5.large", "us-east-1a", Name="web-1", env="prod"),
    launch("m5.xlarge", "us-east-1b", Name="web-2", env="prod", owner="ann"),
    launch("t3.micro", "us-east-1b", Name="db-1", env="test"),
    where(("instance-state-name", "running")),
    where(("tag:Name", "web-?")),
    where(("tag:env", "prod"), ("instance-type", "m5.xlarge", "t3.micro")),
    where(("tag-key", "owner")),
    where(("tag:env", "prod", "test")),
    where(("image-id", "ami-12c6146b"), ("tag:Name", "nobody")),
    where(("instance-id", "<t3.micro>")),
    ("ec2", "StopInstances", {"InstanceIds": ["<t3.micro>"]},
        [path % "StoppingInstances" for path in STATES]),
    where(("instance-state-name", "stopped")),
    ("ec2", "DescribeInstanceStatus", {},
        ["InstanceStatuses[].InstanceState", "InstanceStatuses[].SystemStatus.Status",
         "InstanceStatuses[].InstanceStatus.Status"]),
    ("ec2", "StartInstances", {"InstanceIds": ["<t3.micro>"]},
        [path % "StartingInstances" for path in STATES]),
    ("ec2", "CreateTags", {"Resources": ["<t3.micro>"],
        "Tags": [{"Key": "team", "Value": "data"}]}, []),
    ("ec2", "DescribeTags", {"Filters": [{"Name": "key", "Values": ["team"]}]},
        ["Tags[].Key", "Tags[].Value", "Tags[].ResourceType"]),
    ("ec2", "DeleteTags", {"Resources": ["<t3.micro>"], "Tags": [{"Key": "team"}]}, []),
    where(("tag-key", "team")),
    ("ec2", "TerminateInstances", {"InstanceIds": ["<m5.large>"]},
        [path % "TerminatingInstances" for path in STATES]),
    where(("instance-state-name", "terminated")),
    ("ec2", "DescribeInstances", {"InstanceIds": ["i-0123456789abcdef0"]}, []),
    ("ec2", "StopInstances", {"InstanceIds": ["i-0123456789abcdef0"]}, []),
    ("sts", "GetCallerIdentity", {}, ["Account"]),
]


def with_ids(value, ids):
    if isinstance(value, dict):
        return {key: with_ids(inner, ids) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_ids(inner, ids) for inner in value]
    if isinstance(value, str) and value.startswith("<"):
        return ids[value[1:-1]]
    return value


@mock_aws
def record():
    clients = {name: boto3.client(name, **KEYS) for name in ("cloudwatch", "ec2", "sts")}
    ids, steps = {}, []
    for service, operation, given, paths in STEPS:
        step = {"service": service, "operation": operation, "input": given}
        client = clients[service]
        names = {api: name for name, api in client.meta.method_to_api_mapping.items()}
        method = getattr(client, names[operation])
        try:
            answer = method(**with_ids(given, ids))
            for instance in answer.get("Instances", []):
                ids[instance["InstanceType"]] = instance["InstanceId"]
            answer = json.loads(json.dumps(answer, default=lambda time: time.timestamp()))
            step["expect"] = {path: jmespath.search(path, answer) for path in paths}
        except ClientError as error:
            step["error"] = error.response["Error"]["Code"]
        steps.append(step)
    return {"now": NOW, "steps": steps}


print(json.dumps(record(), indent=1))
