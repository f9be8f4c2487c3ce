"""The command line around a script: its sources, its flags, its arguments, and how a run ends."""

import signal
import subprocess
import time

import pytest

SCRIPT = """#!/usr/bin/env moonwatch
--- Greets.
--- @arg name string      Who is greeted
--- @ask name Who is it?
--- @arg times int=1      How often
--- @arg loud bool        Shout
for _ = 1, args.times do print((args.loud and string.upper or tostring)(args.name)) end
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "greet.lua"
    path.write_text(SCRIPT)
    return path


def clean(run):
    assert (run.returncode, run.stderr) == (0, ""), run
    return run.stdout


# --- Where a script comes from ---------------------------------------------------------------------


def test_a_script_may_be_a_program_of_its_own(moonwatch, script):
    script.chmod(0o755)
    path = f"{script.parent}:/usr/bin:/bin"
    (script.parent / "moonwatch").symlink_to(moonwatch.binary)
    run = subprocess.run(
        [script, "ada", "--local"], capture_output=True, text=True,
        env=moonwatch.environment(PATH=path),
    )
    assert clean(run) == "ada\n"


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte-order-mark"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_encodings_and_line_ends(moonwatch, tmp_path, prefix, newline):
    path = tmp_path / "odd.lua"
    path.write_bytes(prefix + SCRIPT.replace("\n", newline).encode())
    assert clean(moonwatch("--local", path, "Ada", "--loud")) == "ADA\n"


def test_modules_beside_the_script_are_found(moonwatch, tmp_path):
    (tmp_path / "lua").mkdir()
    (tmp_path / "more").mkdir()
    (tmp_path / "lua/mine.lua").write_text("return 'mine'")
    (tmp_path / "more/ours.lua").write_text("return 'ours'")
    path = tmp_path / "main.lua"
    path.write_text("print((require('mine')), (require('ours')))")
    assert clean(moonwatch("--local", "-L", tmp_path / "more", path)) == "mine\tours\n"


# --- Flags and arguments ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["--local -o json FILE ada --times 2", "FILE ada --local --times=2 -ojson", "FILE 2 --name ada --local"],
)
def test_flags_stand_on_either_side_of_the_file(moonwatch, script, words):
    args = [script if word == "FILE" else word for word in words.split()]
    assert clean(moonwatch(*args)) == "ada\nada\n"


def test_a_missing_argument_is_named(moonwatch, script):
    run = moonwatch("--local", script)
    assert (run.returncode, run.stdout) == (64, "")
    assert "'name'" in run.stderr and "Who is greeted" in run.stderr


def test_help_of_a_script_does_not_run_it(moonwatch, script):
    script.write_text(SCRIPT + "error('ran')")
    out = clean(moonwatch(script, "--help"))
    assert "Greets." in out and "How often (default 1)" in out and "--[no-]loud" in out


def test_a_wrong_header_names_its_line(moonwatch, tmp_path):
    path = tmp_path / "wrong.lua"
    path.write_text("--- Text.\n--- @need ec2:StopInstances\nprint('ran')\n")
    run = moonwatch("--local", path)
    assert (run.returncode, run.stdout) == (1, "")
    assert "wrong.lua:2: unknown tag '@need'. Did you mean '@needs'?" in run.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--reigon", "x", "FILE"], "Unknown option '--reigon'. Did you mean '--region'?"),
        (["FILE", "ada", "--tmies", "2"], "Unknown option '--tmies'. Did you mean '--times'?"),
        (["--log", "f", "FILE"], "'--log' is not in this version"),
        (["FILE", "ada", "often"], "Argument 'times': expected an integer, got 'often'"),
        (["-o", "xml", "FILE"], "'xml' is invalid"),
    ],
)
def test_a_wrong_command_line_is_a_usage_error(moonwatch, script, args, message):
    run = moonwatch(*[script if arg == "FILE" else arg for arg in args])
    assert (run.returncode, run.stdout) == (64, "")
    assert message in run.stderr


# --- How a run ends ----------------------------------------------------------------------------------


def test_the_header_sets_a_deadline(moonwatch):
    run = moonwatch("--local", stdin="-- @timeout 300ms\nwhile true do end")
    assert run.returncode == 124


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"]
)
@pytest.mark.parametrize("body", ["while true do end", "task.sleep(60)"], ids=["loop", "wait"])
def test_a_signal_cleans_up_and_ends_the_run(moonwatch, number, status, body):
    code = (
        "local guard <close> = setmetatable({}, {__close = function() print('closed') end})\n"
        "print('ready') io.stdout:flush() " + body
    )
    process = subprocess.Popen(
        [moonwatch.binary, "--local", "-e", code], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env=moonwatch.environment(),
    )
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (status, "closed\n"), err
    assert len(err.splitlines()) == 1


def test_output_that_is_lost_is_an_error(moonwatch):
    with open("/dev/full", "w") as full:
        run = subprocess.run(
            [moonwatch.binary, "--local", "-e", "print('x')"], stdout=full,
            stderr=subprocess.PIPE, text=True, env=moonwatch.environment(),
        )
    assert run.returncode == 1
    assert "cannot write to standard output" in run.stderr


def test_results_and_errors_keep_their_order(moonwatch):
    run = subprocess.run(
        [moonwatch.binary, "--local", "-e", "print('first') error('second')"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=moonwatch.environment(),
    )
    assert run.stdout.splitlines() == ["first", "moonwatch: (command line):1: second"]


def test_a_traceback_is_shown_on_request(moonwatch):
    code = "local function deep() error('x') end deep()"
    assert "traceback" not in moonwatch("-e", code).stderr
    assert "stack traceback:" in moonwatch("-v", "-e", code).stderr


def test_a_refused_change_fails_the_run_even_when_caught(moonwatch):
    run = moonwatch(
        "--local", stdin="pcall(function() aws.cloudwatch():delete_alarms{AlarmNames={'a'}} end)"
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert "refused" in run.stderr
