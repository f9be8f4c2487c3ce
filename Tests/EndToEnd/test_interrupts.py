"""Deadlines and signals: what a run does when it is told to stop, and what stops it when it does not."""

import signal
import subprocess
import time

import pytest

GRACE = 5


def run(moonwatch, code, number=None, *flags, timeout=30):
    """Runs a chunk and, once it has said that it is ready, sends it a signal. Returns status, output,
    errors, and seconds from then."""
    code = 'print("ready") io.stdout:flush() ' + code
    child = subprocess.Popen(
        [moonwatch.binary, "--local", *flags, "-e", code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=moonwatch.environment(),
    )
    try:
        assert child.stdout.readline() == "ready\n"
        began = time.monotonic()
        if number is not None:
            time.sleep(0.3)  # until it is deep in what comes next
            child.send_signal(number)
        output, errors = child.communicate(timeout=timeout)
        return child.returncode, output, errors, time.monotonic() - began
    finally:
        child.kill()


ENDINGS = pytest.mark.parametrize(
    ("number", "flags", "status"),
    [
        (signal.SIGINT, [], 130),
        (signal.SIGTERM, [], 143),
        (None, ["--timeout", "0.3s"], 124),
    ],
    ids=["INT", "TERM", "deadline"],
)

# One call of a C function that takes for ever: no hook runs in it.
PATTERN = "string.find(string.rep('a', 40), string.rep('a?', 40) .. string.rep('a', 41) .. 'b') "
STUCK = {
    "a-pattern": "while true do " + PATTERN + "end",
    "a-finalizer": "setmetatable({}, {__gc = function() while true do end end}) collectgarbage() task.sleep('1h')",
    "a-clean-up": "local g <close> = setmetatable({}, {__close = function() while true do end end}) task.sleep('1h')",
    "a-clean-up-that-waits": "local g <close> = setmetatable({}, {__close = function() task.sleep('1h') end}) task.sleep('1h')",
}


@ENDINGS
@pytest.mark.parametrize("code", STUCK.values(), ids=STUCK)
def test_what_does_not_heed_is_ended_after_the_grace(moonwatch, code, number, flags, status):
    got, _, errors, seconds = run(moonwatch, code, number, *flags)
    assert got == status
    assert GRACE - 0.5 < seconds < GRACE + 4
    assert "did not stop in time" in errors


@ENDINGS
def test_cleaning_up_has_the_grace(moonwatch, number, flags, status):
    code = """
      local g <close> = setmetatable({}, {__close = function()
        task.sleep(1)
        print(aws.sts():get_caller_identity().Account)
      end})
      task.map({1, 2, 3}, function() while true do pcall(task.sleep, 60) end end)"""
    got, output, _, seconds = run(moonwatch, code, number, *flags)
    assert (got, output) == (status, "123456789012\n")
    assert 0.9 < seconds < GRACE


def test_a_second_signal_ends_a_clean_up(moonwatch):
    child = subprocess.Popen(
        [
            moonwatch.binary,
            "--local",
            "-e",
            """
            local outer <close> = setmetatable({}, {__close = function() print("outer") end})
            local inner <close> = setmetatable({}, {__close = function()
              print("cleaning") io.stdout:flush()
              while true do end
            end})
            print("ready") io.stdout:flush()
            while true do end""",
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=moonwatch.environment(),
    )
    for word in ("ready\n", "cleaning\n"):
        assert child.stdout.readline() == word
        child.send_signal(signal.SIGINT)
    assert child.communicate(timeout=GRACE - 1)[0] == "outer\n"
    assert child.returncode == 130


def test_a_finalizer_that_never_ends_does_not_hold_up_the_end(moonwatch):
    code = "keep = setmetatable({}, {__gc = function() while true do end end})"
    got, _, errors, seconds = run(moonwatch, code, None)
    assert got == 124
    assert seconds < GRACE + 4
    assert "did not stop in time" in errors


def test_finalizers_run_at_the_end(moonwatch):
    code = "keep = setmetatable({}, {__gc = function() print('finalized') end})"
    assert run(moonwatch, code)[:2] == (0, "finalized\n")


def test_an_error_that_comes_with_the_end_is_not_lost(moonwatch):
    code = """
      local g <close> = setmetatable({}, {__close = function() error("in the clean-up") end})
      task.sleep('1h')"""
    got, _, errors, _ = run(moonwatch, code, signal.SIGTERM)
    assert got == 143
    assert "in the clean-up" in errors


def test_exit_during_the_clean_up_does_not_hide_the_signal(moonwatch):
    code = """
      local g <close> = setmetatable({}, {__close = function() os.exit(0) end})
      task.sleep('1h')"""
    assert run(moonwatch, code, signal.SIGTERM)[0] == 143
