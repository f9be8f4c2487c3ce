#!/usr/bin/env python3
"""Makes cbor.json: CBOR items of every kind (RFC 8949, appendix A and more) as botocore's parser reads
them, and calls of CloudWatch as botocore's serializer writes them.

    .venv/bin/python Tests/Fixtures/make-cbor.py > Tests/Fixtures/cbor.json
"""

import base64
import datetime
import json
import math

import botocore.parsers
import botocore.serialize
import botocore.session

# Appendix A of RFC 8949, but for simple values that mean nothing.
ITEMS = """
00 01 0a 17 1818 1819 1864 1903e8 1a000f4240 1b000000e8d4a51000 20 29 3863 3903e7
1b7fffffffffffffff 3b7fffffffffffffff
f90000 f98000 f93c00 fb3ff199999999999a f93e00 f97bff fa47c35000 fa7f7fffff fb7e37e43c8800759c
f90001 f90400 f9c400 fbc010666666666666 f97c00 f97e00 f9fc00 fa7f800000 fa7fc00000 faff800000
fb7ff0000000000000 fb7ff8000000000000 fbfff0000000000000
f4 f5 f6 f7 40 4401020304 60 6161 6449455446 62225c 62c3bc 63e6b0b4 64f0908591
80 83010203 8301820203820405 98190102030405060708090a0b0c0d0e0f101112131415161718181819
a0 a26161016162820203 826161a161626163 a56161614161626142616361436164614461656145
5f42010243030405ff 7f657374726561646d696e67ff 9fff 9f018202039f0405ffff 9f01820203820405ff
83018202039f0405ff 83019f0203ff820405 9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff
bf61610161629f0203ffff 826161bf61626163ff bf6346756ef563416d7421ff
c11a514b67b0 c1fb41d452d9ec200000
""".split()


def plain(value):
    if isinstance(value, bytes):
        return {"blob": base64.b64encode(value).decode()}
    if isinstance(value, datetime.datetime):
        return {"time": value.timestamp()}
    if isinstance(value, float) and not math.isfinite(value):
        return {"double": str(value)}
    if isinstance(value, list):
        return [plain(x) for x in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value


CALLS = [
    ("PutMetricAlarm", {"AlarmName": "ü", "ComparisonOperator": "GreaterThanThreshold",
                        "EvaluationPeriods": 3, "Threshold": 80.5, "ActionsEnabled": True,
                        "Dimensions": [{"Name": "InstanceId", "Value": "i-1"}], "Tags": []}),
    ("PutMetricData", {"Namespace": "N", "MetricData": [
        {"MetricName": "m", "Timestamp": 1700000000, "Values": [1.0, 2.5], "Counts": [1.0, 3.0],
         "StorageResolution": 1}, {"MetricName": "n", "Value": 0.0}]}),
    ("GetMetricData", {"StartTime": 1700000000, "EndTime": 1700003600, "MaxDatapoints": 100800,
                       "MetricDataQueries": [{"Id": "a", "Expression": "x+1", "ReturnData": False}]}),
    ("SetAlarmState", {"AlarmName": "a" * 30, "StateValue": "OK", "StateReason": "b" * 300}),
    ("ListDashboards", {}),
]


def main():
    # The parser's own way from bytes to values; it has no public name.
    parser = botocore.parsers.RpcV2CBORParser()
    items = [
        [item, plain(parser.parse_data_item(parser.get_peekable_stream_from_bytes(bytes.fromhex(item))))]
        for item in ITEMS
    ]
    model = botocore.session.get_session().get_service_model("cloudwatch")
    serializer = botocore.serialize.create_serializer("smithy-rpc-v2-cbor", False)
    calls = []
    for name, params in CALLS:
        typed = json.loads(json.dumps(params))
        for datum in typed.get("MetricData", []) + [typed]:
            for key in ("Timestamp", "StartTime", "EndTime"):
                if key in datum:
                    datum[key] = datetime.datetime.fromtimestamp(datum[key], datetime.timezone.utc)
        request = serializer.serialize_to_request(typed, model.operation_model(name))
        calls.append({
            "operation": name, "input": params, "uri": request["url_path"],
            "headers": dict(request["headers"]), "body": request["body"].hex(),
        })
    print(json.dumps({"items": items, "calls": calls}, indent=0, ensure_ascii=False))


main()
