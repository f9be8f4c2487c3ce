"""The command by itself: where chunks come from, how they end, how results are written."""

import json
import signal
import subprocess
import time

import pytest


def test_standard_input_is_a_script(moonwatch):
    for arguments in (["--local", "-"], ["--local"]):
        run = moonwatch(*arguments, stdin="return 6 * 7\n")
        assert (run.returncode, run.stdout, run.stderr) == (0, "42\n", "")


def test_what_a_chunk_returns_is_shown_and_nil_is_not(moonwatch):
    assert moonwatch("--local", "-e", "return nil").stdout == ""
    assert moonwatch("--local", "-e", "").stdout == ""
    assert moonwatch("--local", "-e", "print('raw', 1) return 2").stdout == "raw\t1\n2\n"


RECORDS = 'return {{name = "a,b", n = 1}, {name = "c\\"d", n = 2.5, ok = true}}'


def test_formats_hold_the_same_records(moonwatch):
    expected = [{"name": "a,b", "n": 1}, {"name": 'c"d', "n": 2.5, "ok": True}]
    assert json.loads(moonwatch("--local", "-o", "json", "-e", RECORDS).stdout) == expected
    lines = moonwatch("--local", "-o", "jsonl", "-e", RECORDS).stdout.splitlines()
    assert [json.loads(line) for line in lines] == expected
    csv = moonwatch("--local", "-o", "csv", "-e", RECORDS).stdout.splitlines()
    assert len(csv) == 3
    assert '"a,b"' in csv[1] and '"c""d"' in csv[2]
    table = moonwatch("--local", "-e", RECORDS).stdout
    assert "name" in table and "a,b" in table and "2.5" in table


def test_an_empty_list_stays_a_list_and_an_empty_map_a_map(moonwatch):
    answer = moonwatch.value(
        'return json.decode(\'{"list": [], "map": {}, "null": [null]}\')', "--local"
    )
    assert answer == {"list": [], "map": {}, "null": [None]}


def test_exit_unwinds_and_gives_its_status(moonwatch):
    code = """
      local guard <close> = setmetatable({}, {__close = function() print("closed") end})
      os.exit(7)"""
    run = moonwatch("--local", "-e", code)
    assert (run.returncode, run.stdout, run.stderr) == (7, "closed\n", "")


def test_spawned_tasks_are_waited_for_and_their_errors_end_the_run(moonwatch):
    code = 'task.spawn(function() task.sleep(0.05) print("later") end) print("now")'
    run = moonwatch("--local", "-e", code)
    assert (run.returncode, run.stdout) == (0, "now\nlater\n")
    run = moonwatch("--local", "-e", 'task.spawn(function() task.sleep(0.05) error("late") end)')
    assert run.returncode == 1 and "late" in run.stderr


LOOPS = {
    "a-loop": "while true do end",
    "a-pcall": "while true do pcall(function() while true do end end) end",
    "a-coroutine": "for _ in coroutine.wrap(function() while true do end end) do end",
    "a-sleep": "task.sleep('1h')",
}


@pytest.mark.parametrize("code", LOOPS.values(), ids=LOOPS)
def test_a_deadline_ends_what_never_ends(moonwatch, code):
    began = time.monotonic()
    run = moonwatch("--local", "--timeout", "0.3s", "-e", code)
    assert (run.returncode, run.stdout) == (124, "")
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"]
)
@pytest.mark.parametrize("code", LOOPS.values(), ids=LOOPS)
def test_a_signal_ends_what_never_ends_and_cleans_up(moonwatch, code, number, status):
    code = f"""
      local guard <close> = setmetatable({{}}, {{__close = function() print("closed") end}})
      print("ready")
      io.stdout:flush()
      {code}"""
    child = subprocess.Popen(
        [moonwatch.binary, "--local", "-e", code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=moonwatch.environment(),
    )
    assert child.stdout.readline() == "ready\n"
    child.send_signal(number)
    output, _ = child.communicate(timeout=4)
    assert (child.returncode, output) == (status, "closed\n")


def test_a_memory_limit_is_an_error_of_the_script(moonwatch):
    run = moonwatch("--local", "--memory-limit", "32M", "-e", "local t = {} while true do t[#t + 1] = {} end")
    assert (run.returncode, run.stdout) == (1, "")
    assert "not enough memory" in run.stderr


def test_a_reader_that_leaves_ends_the_run_quietly(moonwatch):
    child = subprocess.Popen(
        [moonwatch.binary, "--local", "-e", "for i = 1, 1e9 do print(i) end"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=moonwatch.environment(),
    )
    assert child.stdout.readline() == b"1\n"
    child.stdout.close()
    assert (child.wait(timeout=20), child.stderr.read()) == (141, b"")


def test_nothing_of_the_embedded_cloud_is_used_unless_asked_for(moonwatch):
    run = moonwatch("-e", "return sim", AWS_ACCESS_KEY_ID=None)
    assert (run.returncode, run.stdout) == (0, "")
    run = moonwatch("-e", "aws.cloudwatch():describe_alarms{}", AWS_ENDPOINT_URL="http://127.0.0.1:1")
    assert run.returncode == 69
