"""Computes with numpy what `bench statistics` computes: statistics_of.py FILE ROUNDS. For each
statistic prints its value and the milliseconds of the fastest round."""

import json
import sys
import time

import numpy

values = numpy.fromfile(sys.argv[1], dtype="<f8")
result = {}
for name, compute in {
    "sum": lambda: values.sum(),
    "average": lambda: values.mean(),
    # By the inverted distribution function, as CloudWatch's: a value that was seen, no interpolation.
    "p99": lambda: numpy.percentile(values, 99, method="inverted_cdf"),
}.items():
    best = float("inf")
    for _ in range(int(sys.argv[2])):
        began = time.perf_counter()
        value = compute()
        best = min(best, time.perf_counter() - began)
    result[name] = {"value": float(value), "ms": 1000 * best}
print(json.dumps(result))
