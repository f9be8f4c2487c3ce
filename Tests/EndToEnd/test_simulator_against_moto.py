"""The embedded cloud answers what moto answers, or differs where a table says by which rule of AWS's.

`Tests/Fixtures/Parity` has the calls, a file for each service, and the table: `differences.json`. A
difference that the table does not have fails, and so does one that no longer is."""

import json
import pathlib
import re
import time

import pytest

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "Fixtures/Parity"
DIFFERENCES = json.loads((FIXTURES / "differences.json").read_text())
SERVICES = sorted(path.stem for path in FIXTURES.glob("*.json") if path.stem != "differences")


def differences(local, moto, path=""):
    """Where two answers differ, as paths without the numbers of elements."""
    if isinstance(local, dict) and isinstance(moto, dict):
        for key in local.keys() | moto.keys():
            place = f"{path}.{key}" if path else key
            # A member that is not there is an empty list to some and nothing to others.
            ours, theirs = local.get(key), moto.get(key)
            if ours in (None, []) and theirs in (None, []):
                continue
            yield from differences(ours, theirs, place)
    elif isinstance(local, list) and isinstance(moto, list) and len(local) == len(moto):
        for ours, theirs in zip(local, moto):
            yield from differences(ours, theirs, path)
    elif isinstance(local, float) and isinstance(moto, float) and path.endswith("Timestamp"):
        # Times at which things were made: the two runs are some seconds apart.
        if abs(local - moto) > 300:
            yield path
    elif local != moto:
        yield path


def compare(local, moto):
    """The differences of all steps: {(step, path)}."""
    found = set()
    for ours, theirs in zip(local, moto, strict=True):
        name = ours["name"]
        if "error" in ours or "error" in theirs:
            if ours.get("error") != theirs.get("error"):
                found.add((name, "error"))
        else:
            found |= {(name, path) for path in differences(ours["output"], theirs["output"])}
    return found


@pytest.fixture(scope="module")
def results(module_moonwatch, moto):
    """What each service's steps come to on the embedded cloud and on moto."""

    def run(service, *flags, **environment):
        result = module_moonwatch(
            *flags, "-o", "json", FIXTURES / "run.lua", FIXTURES / f"{service}.json", now,
            **environment,
        )  # fmt: skip
        assert (result.returncode, result.stderr) == (0, ""), result.stderr
        return json.loads(result.stdout)

    now = int(time.time()) // 300 * 300
    return {
        service: (run(service, "--local"), run(service, AWS_ENDPOINT_URL=moto.url))
        for service in SERVICES
    }


@pytest.mark.parametrize("service", SERVICES)
def test_every_difference_is_in_the_table_with_its_rule(results, service):
    local, moto = results[service]
    assert len(local) > 40 or service != "cloudwatch"
    expected = {(row["step"], row["path"]) for row in DIFFERENCES if row["service"] == service}
    found = compare(local, moto)
    assert found - expected == set(), "differences without a rule"
    assert expected - found == set(), "rules without a difference"


def test_the_documentation_has_every_rule():
    page = (FIXTURES.parents[2] / "docs/embedded-cloud.md").read_text()
    text = re.sub(r"\s+", " ", page)
    for row in DIFFERENCES:
        assert row["rule"] and row["source"].startswith("https://docs.aws.amazon.com/"), row
        assert row["rule"] in text, f"docs/embedded-cloud.md does not say: {row['rule']}"


def test_the_example_leaves_the_same_alarms(module_moonwatch, second_moto, tmp_path):
    script = tmp_path / "both.lua"
    script.write_text(
        """--- Runs the example, then reads what it left.
--- @needs cloudwatch:*
args = {instance_id = "i-0123456789abcdef0"}
dofile("examples/monitor_performance.lua")
local file <close> = assert(io.open(os.getenv("LEFT"), "w"))
file:write(json.encode(aws.cloudwatch():describe_alarms{}))
"""
    )
    left = {}
    for name, flags, url in [("local", ["--local"], None), ("moto", [], second_moto.url)]:
        path = tmp_path / name
        run = module_moonwatch(*flags, script, AWS_ENDPOINT_URL=url, LEFT=str(path))
        assert (run.returncode, run.stderr) == (0, "")
        left[name] = json.loads(path.read_text())
    assert len(left["local"]["MetricAlarms"]) == 2
    known = {row["path"] for row in DIFFERENCES if row["step"] == "describe the alarm"}
    assert set(differences(left["local"], left["moto"])) == known
