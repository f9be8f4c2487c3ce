"""`script.fail`: a run that found something ends with status 2."""

import json

import pexpect
import pytest


def run(moonwatch, tmp_path, body, *flags, header="--- Looks.\n"):
    script = tmp_path / "look.lua"
    script.write_text(header + body, encoding="utf-8")
    return moonwatch("--local", *flags, script)


def test_findings_are_shown_and_counted(moonwatch, tmp_path):
    ended = run(moonwatch, tmp_path, 'script.fail({ { name = "a" }, { name = "b" } })', "-o", "json")
    assert (ended.returncode, ended.stderr) == (2, "moonwatch: 2 findings\n")
    assert json.loads(ended.stdout) == [{"name": "a"}, {"name": "b"}]


def test_a_text_is_said(moonwatch, tmp_path):
    ended = run(moonwatch, tmp_path, 'script.fail("the queue is full")')
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", "moonwatch: the queue is full\n")


def test_no_findings_are_no_failure(moonwatch, tmp_path):
    ended = run(moonwatch, tmp_path, 'script.fail(alarms.list()) print("on")')
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "on\n", "")


def test_nothing_that_a_script_catches_holds_it_up(moonwatch, tmp_path):
    body = """
    local held <close> = setmetatable({}, { __close = function() print("closed") end })
    while true do pcall(function() script.fail("found") end) end
    """
    ended = run(moonwatch, tmp_path, body)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "closed\n", "moonwatch: found\n")


def test_an_incomplete_list_without_rows_proves_nothing(moonwatch, tmp_path):
    body = """
    sim.fault { error = "AccessDenied" }
    script.fail(alarms.list { partial = true })
    """
    ended = run(moonwatch, tmp_path, body)
    assert ended.returncode not in (0, 2)
    assert "IncompleteList" in ended.stderr


@pytest.mark.parametrize("value", ["nil", "5", "{ a = 1 }"])
def test_what_is_no_finding_is_refused(moonwatch, tmp_path, value):
    ended = run(moonwatch, tmp_path, f"script.fail({value})")
    assert ended.returncode == 1
    assert "expected a text or a list of findings" in ended.stderr


def test_a_refused_change_is_worse(moonwatch, tmp_path):
    body = """
    pcall(function() aws.cloudwatch():delete_alarms { AlarmNames = { "a" } } end)
    script.fail("found")
    """
    assert run(moonwatch, tmp_path, body).returncode == 1


def test_lint_and_fail_are_one_line(moonwatch):
    code = 'script.fail(alarms.lint(nil, { severity = "error" }))'
    ended = moonwatch("--local", "--cloud", "@fleet", "-o", "jsonl", "-e", code)
    assert ended.returncode == 2
    found = [json.loads(line) for line in ended.stdout.splitlines()]
    assert {"no-such-metric", "no-such-topic"} <= {f["rule"] for f in found}
    assert ended.stderr == f"moonwatch: {len(found)} findings\n"


def test_the_deadline_is_by_the_monotonic_clock(moonwatch, tmp_path):
    body = "local left = script.deadline - time.monotonic() assert(left > 60 and left <= 120, left)"
    ended = run(moonwatch, tmp_path, body, header="--- Looks.\n--- @timeout 2m\n")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_at_the_prompt_it_ends_the_entry(moonwatch):
    child = pexpect.spawn(
        moonwatch.binary, ["--local", "--no-color"], env=moonwatch.environment(TERM="dumb"), encoding="utf-8",
        timeout=20, dimensions=(50, 100),
    )
    child.expect_exact("local> ")
    child.sendline('script.fail("the queue is full") print("not " .. "reached")')
    child.expect_exact("\nthe queue is full")
    child.expect_exact("local> ")
    child.sendline('print("still " .. "here")')
    child.expect_exact("still here")
    assert "not reached" not in child.before
    child.expect_exact("local> ")
    child.sendeof()
    child.expect(pexpect.EOF)
