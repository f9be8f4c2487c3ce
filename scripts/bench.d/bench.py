"""The comparisons of scripts/bench. What is compared runs in turns, and medians are taken, so that a
busy machine slows both sides alike."""

import argparse
import array
import contextlib
import json
import math
import os
import pathlib
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time

from page import page

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MOONWATCH = str(ROOT / ".build/release/moonwatch")
BENCH = str(ROOT / ".build/release/bench")
SAX_TO_LUA = str(ROOT / ".build/bench/sax_to_lua")
INSTANCES = 1000  # a page
FIELDS = "InstanceId,State.Name"

ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")} | {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}


def wall(command):
    """Seconds from the start of a process to its end."""
    began = time.perf_counter()
    child = os.posix_spawnp(
        command[0],
        command,
        ENVIRONMENT,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)],
    )
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        sys.exit(f"{' '.join(command)}: exit {status}")
    return time.perf_counter() - began


def report(command, **environment):
    """The JSON that a process prints."""
    run = subprocess.run(
        command, env=ENVIRONMENT | environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if run.returncode:
        sys.exit(f"{' '.join(command)}: exit {run.returncode}")
    return json.loads(run.stdout)


def in_turns(rounds, **measures):
    """Medians of measures that are taken one after the other, `rounds` times."""
    taken = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            taken[name].append(measure())
    return {name: statistics.median(values) for name, values in taken.items()}


def row(name, ours, theirs, unit, against, ratio, goal, met, note=None):
    return {
        "name": name,
        "moonwatch": ours,
        "other": theirs,
        "unit": unit,
        "against": against,
        "ratio": ratio,
        "goal": goal,
        "met": met,
        "note": note,
    }


def startup(rounds):
    """(a) How long it takes to start."""
    client = "import boto3; boto3.client('cloudwatch')"
    for command in (["curl", "--version"], [MOONWATCH, "-e", ""]):
        wall(command)  # once, for the page cache
    took = in_turns(
        rounds,
        moonwatch=lambda: wall([MOONWATCH, "-e", ""]),
        curl=lambda: wall(["curl", "--version"]),
        lua=lambda: wall(["lua5.4", "-e", ""]),
        moonwatch_client=lambda: wall([MOONWATCH, "-e", "aws.cloudwatch()"]),
    )
    took |= in_turns(max(3, rounds // 5), boto3_client=lambda: wall([sys.executable, "-c", client]))
    ms = {name: 1000 * seconds for name, seconds in took.items()}
    curl, lua = ms["moonwatch"] / ms["curl"], ms["moonwatch"] / ms["lua"]
    boto3 = ms["boto3_client"] / ms["moonwatch_client"]
    yield row("start", ms["moonwatch"], ms["curl"], "ms", "curl --version", curl, "≤ 1.5", curl <= 1.5)
    yield row("start", ms["moonwatch"], ms["lua"], "ms", "lua5.4 -e ''", lua, None, None)
    yield row(
        "start with a client", ms["moonwatch_client"], ms["boto3_client"], "ms", "boto3 client",
        boto3, "≥ 25 × faster", boto3 >= 25,
    )  # fmt: skip


def streaming(rounds, pages, boto3_pages):
    """(b) Pages of instances over the loopback interface."""
    server = subprocess.Popen(
        [sys.executable, str(HERE / "server.py"), str(INSTANCES)], stdout=subprocess.PIPE, text=True
    )
    try:
        url = f"http://127.0.0.1:{int(server.stdout.readline())}"
        peaks = {"lua": [], "fields": [], "boto3": []}

        def per_page(which, command, count):
            result = report([*command, str(count)], AWS_ENDPOINT_URL=url)
            if result["count"] != count * INSTANCES:
                sys.exit(f"{which} saw {result['count']} instances, not {count * INSTANCES}")
            peaks[which].append(result["peak_kib"] / 1024)
            return 1000 * result["seconds"] / count

        took = in_turns(
            rounds,
            lua=lambda: per_page("lua", [MOONWATCH, str(HERE / "stream.lua")], pages),
            fields=lambda: per_page(
                "fields", [MOONWATCH, str(HERE / "stream.lua"), "--fields", FIELDS], pages
            ),
            boto3=lambda: per_page("boto3", [sys.executable, str(HERE / "stream.py")], boto3_pages),
        )
    finally:
        server.terminate()
        server.wait()
    ratio = took["boto3"] / took["lua"]
    note = None
    if boto3_pages != pages:
        note = f"moonwatch read {pages} pages, boto3 {boto3_pages}; times are per page"
    yield row(
        f"stream {pages} pages of {INSTANCES}", took["lua"], took["boto3"], "ms/page",
        "boto3 paginator", ratio, "≥ 20 × faster", ratio >= 20, note,
    )  # fmt: skip
    ratio = took["lua"] / took["fields"]
    yield row(
        "of each two fields", took["fields"], took["lua"], "ms/page", "whole instances", ratio,
        "≥ 1.5 × faster", ratio >= 1.5,
    )  # fmt: skip
    ours, theirs = max(peaks["lua"]), max(peaks["boto3"])
    yield row(
        "its peak memory", ours, theirs, "MiB", "boto3 paginator", ours / theirs,
        "≤ 48 MiB", ours <= 48,
    )  # fmt: skip


def decoding(rounds, seconds):
    """(c) One page to Lua tables."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(page(0, INSTANCES, None))
        file.flush()

        def speed(*command):
            result = report([*command, file.name, str(seconds)])
            if result["instances"] != INSTANCES:
                sys.exit(f"{command[0]} saw {result['instances']} instances, not {INSTANCES}")
            return result["mb_per_second"]

        took = in_turns(rounds, ours=lambda: speed(BENCH, "decode"), c=lambda: speed(SAX_TO_LUA))
    ratio = took["ours"] / took["c"]
    yield row(
        "decode a page", took["ours"], took["c"], "MB/s", "C, SAX2 to Lua", ratio,
        "≥ 0.7", ratio >= 0.7,
    )  # fmt: skip


def reading_metrics(rounds, seconds):
    """(d) 500 series of 201 points each, to Lua tables."""
    for protocol, name in (("json", "JSON"), ("smithy-rpc-v2-cbor", "CBOR")):
        with tempfile.NamedTemporaryFile() as file:
            python = [sys.executable, str(HERE / "datapoints.py")]
            subprocess.run([*python, "write", protocol, file.name], check=True)
            sums = set()

            def millions(*command):
                result = report([*command, protocol, file.name, str(seconds)])
                sums.add((result["datapoints"], result["sum"]))
                return result["datapoints_per_second"] / 1e6

            took = in_turns(
                rounds,
                ours=lambda: millions(BENCH, "datapoints"),
                botocore=lambda: millions(*python, "parse"),
            )
            if len(sums) != 1:
                sys.exit(f"the datapoints differ: {sums}")
        ratio = took["ours"] / took["botocore"]
        goal, met = "≥ 60 × more", ratio >= 60
        if protocol != "json":
            goal, met = goal + ", 5 M/s", met and took["ours"] >= 5
        yield row(
            f"datapoints, {name}", took["ours"], took["botocore"], "M/s", "boto3's parser", ratio,
            goal, met,
        )  # fmt: skip


def calling(rounds):
    """(e) A function called from Lua."""
    taken = [report([BENCH, "calls"]) for _ in range(rounds)]
    swift = statistics.median(t["swift_ns"] for t in taken)
    c = statistics.median(t["c_ns"] for t in taken)
    yield row("call Swift from Lua", swift, c, "ns", "C function", swift / c, "≤ 2.5", swift / c <= 2.5)


@contextlib.contextmanager
def answers(*arguments):
    """The address of a server that answers at once, or after a delay."""
    server = subprocess.Popen(
        [sys.executable, str(HERE / "answers.py"), *arguments], stdout=subprocess.PIPE, text=True
    )
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.terminate()
        server.wait()


def changing(rounds, calls, boto3_calls):
    """(f) Processor time of the client for each of many small calls, 16 at a time."""
    with answers() as url:

        def each(command, count):
            return report([*command, str(count)], AWS_ENDPOINT_URL=url)["us"]

        took = in_turns(
            rounds,
            lua=lambda: each([MOONWATCH, str(HERE / "calls.lua")], calls),
            boto3=lambda: each([sys.executable, str(HERE / "calls.py")], boto3_calls),
        )
    ratio = took["boto3"] / took["lua"]
    note = None
    if boto3_calls != calls:
        note = f"moonwatch made {calls} calls, boto3 {boto3_calls}; times are per call"
    yield row(
        "PutMetricAlarm, CPU", took["lua"], took["boto3"], "us/call", "boto3, 16 threads", ratio,
        "≥ 10 × less", ratio >= 10, note,
    )  # fmt: skip


def signing(rounds, count):
    """(g) Signatures; both sides have to come to the same one."""

    def thousands(*command):
        result = report([*command, str(count)])
        signatures.add(result["signature"])
        return result["per_second"] / 1000

    signatures = set()
    took = in_turns(
        rounds,
        ours=lambda: thousands(BENCH, "sign"),
        botocore=lambda: thousands(sys.executable, str(HERE / "sign.py")),
    )
    if len(signatures) != 1:
        sys.exit(f"the signatures differ: {signatures}")
    ratio = took["ours"] / took["botocore"]
    yield row(
        "signatures", took["ours"], took["botocore"], "1000/s", "botocore", ratio,
        "≥ 30 × more", ratio >= 30,
    )  # fmt: skip


def fanning_out():
    """(h) Calls over Regions that take 50 ms each, and tasks that sleep."""
    with answers("0.05") as url:
        took = report([MOONWATCH, str(HERE / "regions.lua")], AWS_ENDPOINT_URL=url)
    ratio = took["all"] / took["one"]
    yield row(
        "17 Regions at once", 1000 * took["all"], 1000 * took["one"], "ms", "one call", ratio,
        "≤ 1.5", ratio <= 1.5,
    )  # fmt: skip
    each = report([MOONWATCH, str(HERE / "sleepers.lua")])
    yield row(
        "a sleeping task", each["process"], each["lua"], "KiB", "of it Lua's", each["process"] / each["lua"],
        "≤ 3 KiB", max(each.values()) <= 3,
    )  # fmt: skip


def simulating(rounds):
    """(h) The embedded cloud's alarms: 1,000 of them over a day of its clock."""
    taken = statistics.median(
        report([BENCH, "alarms", "1000", "24"])["seconds"] for _ in range(rounds)
    )  # fmt: skip
    day = 86_400
    yield row(
        "1,000 alarms, 24 h", taken, day, "s", "the day itself", day / taken, "≤ 10 s", taken <= 10
    )  # fmt: skip


def evaluating(rounds):
    """(i) A thousand alarms over two weeks of minutes: some twenty million evaluations."""
    taken = [report([BENCH, "evaluations", "1000"]) for _ in range(rounds)]
    for name, key in (("without gaps", "whole_s"), ("with gaps", "gaps_s")):
        seconds = statistics.median(t[key] for t in taken)
        millions = taken[0]["evaluations"] / 1e6
        yield row(
            f"{millions:.0f} M evaluations", seconds, 3, "s", f"3 s, {name}", seconds / 3,
            "≤ 3 s", seconds <= 3,
        )  # fmt: skip


def summarising(rounds, count):
    """(j) Statistics of many numbers; both sides have to come to the same ones. A sum takes less than a
    slice of the scheduler's time, so only the fastest of many can be told apart from the machine's load."""
    with tempfile.NamedTemporaryFile(suffix=".f64") as file:
        numbers = random.Random(9)
        array.array("d", (numbers.lognormvariate(3, 1) for _ in range(count))).tofile(file)
        file.flush()
        taken = [
            (
                report([BENCH, "statistics", file.name, "20"]),
                report([sys.executable, str(HERE / "statistics_of.py"), file.name, "20"]),
            )
            for _ in range(rounds)
        ]
    for name, tolerance in (("sum", 1e-12), ("average", 1e-12), ("p99", 0)):
        for ours, theirs in taken:
            if not math.isclose(ours[name]["value"], theirs[name]["value"], rel_tol=tolerance):
                sys.exit(f"{name}: {ours[name]['value']}, but numpy has {theirs[name]['value']}")
        ours, theirs = (statistics.median(t[side][name]["ms"] for t in taken) for side in (0, 1))
        yield row(
            f"{name} of {count / 1e6:.0f} M", ours, theirs, "ms", "numpy", theirs / ours,
            "≥ 0.5 × as fast", theirs / ours >= 0.5,
        )  # fmt: skip


def backtesting(rounds):
    """(i) 1,000 alarms replayed over 14 days of minutes, once they are fetched."""
    script = [MOONWATCH, "--local", str(HERE / "backtest.lua")]
    taken = statistics.median(report(script)["seconds"] for _ in range(rounds))
    past = 14 * 86_400
    yield row(
        "1,000 backtests, 14 days", taken, past, "s", "the days", past / taken, "≤ 3 s", taken <= 3
    )


def completing(rounds):
    """(k) Tab at the prompt, from the key to what it puts in or shows, echo included."""
    taken = [report([sys.executable, str(HERE / "tab.py"), MOONWATCH, "10000"]) for _ in range(rounds)]
    ms = {name: 1000 * statistics.median(t[name] for t in taken) for name in taken[0]}
    for name, key in (
        ("the first Tab", "first"), ("one of 10,000 ids", "one"), ("10,000 ids shown", "all"),
    ):  # fmt: skip
        yield row(
            name, ms[key], ms["echo"], "ms", "a letter's echo", ms[key] / ms["echo"], "≤ 50 ms",
            ms[key] <= 50,
        )  # fmt: skip


def main():
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and pages")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / ".build/bench.json")
    options = parser.parse_args()
    quick = options.quick

    rows = []
    print(f"{'':26}{'moonwatch':>11}{'other':>11} {'':8} {'ratio':>7}  goal", flush=True)
    for section in (
        startup(10 if quick else 40),
        streaming(1 if quick else 3, 20 if quick else 100, 2 if quick else 20),
        decoding(1 if quick else 5, 1 if quick else 2),
        reading_metrics(1 if quick else 5, 1 if quick else 2),
        calling(1 if quick else 5),
        changing(1 if quick else 5, 5000, 1000 if quick else 5000),
        signing(1 if quick else 5, 20_000),
        fanning_out(),
        simulating(1 if quick else 3),
        evaluating(1 if quick else 3),
        completing(1 if quick else 5),
        summarising(1 if quick else 3, 10_000_000),
        backtesting(1 if quick else 3),
    ):
        for r in section:
            rows.append(r)
            goal = "" if r["goal"] is None else f"{r['goal']}  {'met' if r['met'] else 'NOT MET'}"
            print(
                f"{r['name']:26}{r['moonwatch']:11.2f}{r['other']:11.2f} {r['unit']:8}"
                f" {r['ratio']:7.2f}  {goal:22} against {r['against']}",
                flush=True,
            )
            if r["note"]:
                print(f"  ({r['note']})")
    machine = {"cpus": os.cpu_count(), "machine": platform.machine(), "load": os.getloadavg()[0]}
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps({"machine": machine, "rows": rows}, indent=2) + "\n")
    print(f"written to {options.output}")


if __name__ == "__main__":
    main()
