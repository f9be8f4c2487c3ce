"""Calls of PutMetricAlarm with boto3, in 16 threads: calls.py COUNT. Prints processor microseconds for
each."""

import concurrent.futures
import json
import sys
import time

import boto3
from botocore.config import Config

count = int(sys.argv[1])
client = boto3.client("cloudwatch", config=Config(max_pool_connections=16))


def call(number):
    client.put_metric_alarm(
        AlarmName=f"cpu-{number}",
        Namespace="AWS/EC2",
        MetricName="CPUUtilization",
        Dimensions=[{"Name": "InstanceId", "Value": "i-0123456789abcdef0"}],
        Statistic="Average",
        Period=300,
        EvaluationPeriods=2,
        Threshold=80,
        ComparisonOperator="GreaterThanThreshold",
    )


call(0)  # what is made once
with concurrent.futures.ThreadPoolExecutor(16) as threads:
    began = time.process_time()
    list(threads.map(call, range(count)))
    print(json.dumps({"us": (time.process_time() - began) / count * 1e6}))
