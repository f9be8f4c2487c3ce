"""Streams instances with boto3's paginator: stream.py PAGES. Prints count, seconds and peak KiB."""

import json
import re
import sys
import time

import boto3

paginator = boto3.client("ec2").get_paginator("describe_instances")
filters = [{"Name": "pages", "Values": [sys.argv[1]]}]
began = time.monotonic()
count = 0
for page in paginator.paginate(Filters=filters):
    for reservation in page["Reservations"]:
        for instance in reservation["Instances"]:
            count += instance["InstanceId"].startswith("i-")
seconds = time.monotonic() - began
with open("/proc/self/status") as status:
    peak = int(re.search(r"VmHWM:\s+(\d+)", status.read())[1])
print(json.dumps({"count": count, "seconds": seconds, "peak_kib": peak}))
