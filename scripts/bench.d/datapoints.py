"""A GetMetricData answer of 500 series with 201 points each:

    datapoints.py write PROTOCOL FILE           writes it, as CloudWatch would
    datapoints.py parse PROTOCOL FILE SECONDS   has botocore read it, for that long

`parse` prints datapoints a second and how many there are, as `bench datapoints` does.
"""

import json
import pathlib
import struct
import sys
import time

import botocore.parsers
import botocore.session

SERIES, POINTS = 500, 201
START = 1_770_076_800


def answer():
    """As plain values; times are a list of their own kind in CBOR."""
    return {
        "Messages": [],
        "MetricDataResults": [
            {
                "Id": f"m{s}",
                "Label": f"CPUUtilization i-{s:017x}",
                "StatusCode": "Complete",
                "Timestamps": [START + 60 * p for p in range(POINTS)],
                "Values": [(s * 7 + p * 13) % 1000 / 7 for p in range(POINTS)],
            }
            for s in range(SERIES)
        ],
    }


def head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    for info, size, form in ((24, 1, ">B"), (25, 2, ">H"), (26, 4, ">I")):
        if number < 1 << 8 * size:
            return bytes([major << 5 | info]) + struct.pack(form, number)
    raise ValueError(number)


def cbor(value):
    """RFC 8949; the whole numbers here are times, tag 1."""
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    if isinstance(value, str):
        return head(3, len(value)) + value.encode()
    if isinstance(value, int):
        return b"\xc1" + head(0, value)
    return b"\xfb" + struct.pack(">d", value)


def parse(protocol, body, seconds):
    model = botocore.session.get_session().get_service_model("cloudwatch")
    shape = model.operation_model("GetMetricData").output_shape
    parser = botocore.parsers.create_parser(protocol)
    headers = {}
    if protocol == "smithy-rpc-v2-cbor":
        headers = {"smithy-protocol": "rpc-v2-cbor"}
    response = {"status_code": 200, "headers": headers, "body": body, "context": {}}
    began = time.perf_counter()
    rounds = 0
    while True:
        parsed = parser.parse(response, shape)
        rounds += 1
        elapsed = time.perf_counter() - began
        if elapsed >= seconds:
            break
    results = parsed["MetricDataResults"]
    count = sum(len(r["Values"]) for r in results)
    assert all(len(r["Values"]) == len(r["Timestamps"]) for r in results)
    # What both sides have to agree on.
    total = sum(sum(r["Values"]) + sum(t.timestamp() - START for t in r["Timestamps"]) for r in results)
    return {"datapoints_per_second": rounds * count / elapsed, "datapoints": count, "sum": round(total)}


def main():
    mode, protocol, path = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    if mode == "write":
        body = json.dumps(answer()).encode() if protocol == "json" else cbor(answer())
        path.write_bytes(body)
    else:
        print(json.dumps(parse(protocol, path.read_bytes(), float(sys.argv[4]))))


if __name__ == "__main__":
    main()
