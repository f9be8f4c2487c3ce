"""`alarms.lint`: each rule has cases in which it fires and near-misses in which nothing does."""

import json
import pathlib
import subprocess

import pytest

from conftest import BINARY, ROOT

CASES = ROOT / "Tests/Fixtures/Lint/cases.lua"


def evaluate(code):
    """What code gives on the embedded cloud, at collection; nothing where the program is not built."""
    if not BINARY.exists():
        return []
    run = subprocess.run(
        [BINARY, "--local", "-o", "json", "-e", code], capture_output=True, cwd=ROOT, timeout=60, check=True
    )
    return json.loads(run.stdout)


RULES = evaluate("return alarms.lint_rules()")
ALL_CASES = sorted((c["rule"], c["kind"], c["name"]) for c in evaluate(f'return dofile("{CASES}")()'))


def cases(kind):
    return [pytest.param(rule, name, id=f"{rule}: {name}") for rule, k, name in ALL_CASES if k == kind]


def lint(moonwatch, rule, kind, name):
    return moonwatch.value(f"return dofile({str(CASES)!r})({rule!r}, {kind!r}, {name!r})", "--local")


def test_every_rule_has_a_case_that_fires_and_a_near_miss():
    ids = {rule["id"] for rule in RULES}
    assert len(ids) == len(RULES) >= 27
    assert {rule for rule, kind, _ in ALL_CASES if kind == "fires"} == ids
    assert {rule for rule, kind, _ in ALL_CASES if kind == "passes"} == ids


@pytest.mark.parametrize(("rule", "name"), cases("fires"))
def test_a_rule_fires(moonwatch, rule, name):
    result = lint(moonwatch, rule, "fires", name)
    found = [f for f in result["findings"] if f["rule"] == rule]
    assert found, result
    for finding in found:
        assert finding["severity"] in ("error", "warning", "note")
        assert finding["alarm"] and finding["reason"] and finding["fix"]
    assert any(result["says"] in f["reason"] + " " + f["fix"] for f in found), result


@pytest.mark.parametrize(("rule", "name"), cases("passes"))
def test_nothing_fires_on_a_near_miss(moonwatch, rule, name):
    assert lint(moonwatch, rule, "passes", name)["findings"] == []


def test_nothing_fires_on_sound_alarms(moonwatch):
    result = moonwatch.value('return dofile("Tests/Fixtures/Lint/sound.lua")', "--local")
    assert result["count"] >= 30
    assert result["states"]["OK"] >= 25, result["states"]
    assert (result["before"], result["after"], result["again"]) == ([], [], [])
