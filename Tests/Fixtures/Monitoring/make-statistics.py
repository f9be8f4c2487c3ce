"""Makes statistics.tsv: statistics of samples as numpy and scipy compute them.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    /tmp/venv/bin/python make-statistics.py > statistics.tsv

A line of samples, then one for each statistic: its name in AWS's notation, and its value. Percentiles
are numpy's by the inverted distribution function; trimming is scipy's, which drops whole samples only.
"""

import random

import numpy
from scipy import stats
from scipy.stats import mstats

random.seed(4)


def trimmed(samples, low, high):
    """What is left when so many percent are cut from below, and down to so many from above."""
    ordered = sorted(samples)
    bottom = int(low * len(ordered) / 100 + 1e-9)
    top = int((100 - high) * len(ordered) / 100 + 1e-9)
    return ordered[bottom : len(ordered) - top]


def rows(samples):
    data = numpy.array(samples)
    yield "Average", data.mean()
    yield "Sum", data.sum()
    yield "Minimum", data.min()
    yield "Maximum", data.max()
    yield "SampleCount", len(data)
    for percent in (0, 1, 25, 50, 75, 90, 95, 99, 99.9, 100):
        yield f"p{percent}", numpy.percentile(data, percent, method="inverted_cdf")
    yield "IQM", stats.trim_mean(data, 0.25)
    yield "TM(10%:90%)", stats.trim_mean(data, 0.1)
    yield "TM(2%:98%)", stats.trim_mean(data, 0.02)
    yield "WM(10%:90%)", mstats.winsorize(data, limits=(0.1, 0.1)).mean()
    yield "wm98", mstats.winsorize(data, limits=(0, 0.02)).mean()
    yield "tm90", numpy.mean(trimmed(data, 0, 90))
    yield "tc90", len(trimmed(data, 0, 90))
    yield "ts90", numpy.sum(trimmed(data, 0, 90))
    inside = data[(data > 20) & (data <= 60)]
    yield "PR(20:60)", stats.percentileofscore(data, 60, "weak") - stats.percentileofscore(
        data, 20, "weak"
    )
    yield "PR(:60)", stats.percentileofscore(data, 60, "weak")
    yield "TC(20:60)", len(inside)
    yield "TS(20:60)", inside.sum()
    if len(inside):
        yield "TM(20:60)", inside.mean()
    yield "WM(20:60)", data.clip(20, 60).mean()


for size in (1, 2, 3, 7, 10, 50, 101):
    for make in (
        lambda: round(random.uniform(-10, 110), 2),
        lambda: float(random.randint(0, 10) * 10),
        lambda: 42.0,
    ):
        samples = [make() for _ in range(size)]
        print("samples", *samples, sep="\t")
        for name, value in rows(samples):
            print(name, float(value), sep="\t")
