"""The program that examples/monitor_performance.lua is, call for call: what boto3 leaves behind is
what the example has to leave behind."""

import sys

import boto3


def monitor_performance(cloudwatch, instance_id):
    cloudwatch.put_metric_alarm(
        AlarmName="CPUUtilization",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        MetricName="CPUUtilization",
        Namespace="AWS/EC2",
        Period=60,
        Statistic="Average",
        Threshold=80.0,
        ActionsEnabled=True,
        AlarmDescription="Alarm when CPU utilization exceeds 80%",
        Dimensions=[{"Name": "InstanceId", "Value": instance_id}],
        Unit="Percent",
    )
    cloudwatch.put_metric_alarm(
        AlarmName="NetworkLatency",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        MetricName="NetworkLatency",
        Namespace="AWS/EC2",
        Period=60,
        Statistic="Average",
        Threshold=1.0,
        ActionsEnabled=True,
        AlarmDescription="Alarm when network latency exceeds 1 ms",
        Dimensions=[{"Name": "InstanceId", "Value": instance_id}],
        Unit="Milliseconds",
    )


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else input("Enter the instance ID: ")
    monitor_performance(boto3.client("cloudwatch"), given)
