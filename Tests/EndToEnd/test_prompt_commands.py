"""What the prompt does beside Lua: session variables, commands with a dot, help, background tasks,
questions before changes, and Ctrl-C where Lua cannot stop."""

import http.server
import json
import re
import stat
import threading
import time

import pytest

from terminal import Session

PATHOLOGICAL = '("a"):rep(60):find(("a?"):rep(60) .. ("a"):rep(60))'


@pytest.fixture
def prompt(moonwatch):
    session = Session(moonwatch, "--local")
    session.until("local> ")
    yield session
    session.close(force=True)


def without_time(lines):
    """Lines without those that say how long something took."""
    return [line for line in lines if not re.search(r"\d (ms|s)$", line)]


# --- Entries -------------------------------------------------------------------------------------


def test_a_local_lives_as_long_as_the_session(prompt):
    assert prompt.enter("local n = 20") == ["(a local at the prompt lives as long as the session)"]
    assert prompt.enter("local function twice() return n * 2 end") == []
    assert prompt.enter("n = 21") == []
    assert prompt.enter("twice()") == ["42"]


def test_results_are_kept_and_so_are_those_before(prompt):
    prompt.enter("10")
    prompt.enter("20")
    prompt.enter("x = 1")
    assert prompt.enter("_ + 0") == ["20"]
    assert prompt.enter("_2") == ["10"]


def test_a_line_below_says_how_many_rows_calls_and_how_long(prompt):
    assert prompt.enter("{ { a = 1 }, { a = 2 } }")[-1].startswith("2 rows · ")
    assert re.match(r"1 call · \d+ ms$", prompt.enter("aws.sts():get_caller_identity()")[-1])
    assert prompt.enter("1 + 1") == ["2"]


def test_a_pasted_text_is_one_entry(prompt):
    prompt.send("\x1b[200~for i = 1, 2 do\n  print(i)\nend\x1b[201~\r")
    assert prompt.until("local> ")[-2:] == ["1", "2"]
    assert prompt.enter(".history 2")[:1] == ["for i = 1, 2 do"]


def test_what_a_task_writes_stands_above_the_line(prompt):
    prompt.enter("task.spawn(function() task.sleep(0.5) print('done') error('bad luck') end)")
    prompt.send("6 *")
    prompt.expect_exact("a background task failed: prompt:1: bad luck")
    assert prompt.before.index("done") > prompt.before.index("6 *")
    prompt.expect_exact("local> 6 *")
    prompt.send(" 7\r")
    assert prompt.until("local> ")[-1] == "42"


# --- Help ----------------------------------------------------------------------------------------


def test_a_question_mark_asks_what_a_thing_is(prompt, moonwatch):
    lines = prompt.enter("task.sleep?")
    assert lines[0].startswith("task.sleep(duration)")
    assert "task.sleep = native.sleep" in prompt.enter("task.sleep??")
    assert prompt.enter(".help task.sleep") == lines
    prompt.enter("function mine(a, b) end")
    assert prompt.enter("mine?") == ["function(a, b), defined in prompt:1"]
    (line, *_) = prompt.enter("task.sleeep?")
    assert "Did you mean 'task.sleep'?" in line


def test_commands_are_listed_and_a_wrong_one_is_named(prompt):
    assert any(line.startswith("  .watch [SECONDS] EXPR") for line in prompt.enter(".help"))
    assert prompt.enter(".wtach 1 x")[0].endswith("Did you mean '.watch'?")
    # Only at the primary prompt.
    prompt.send("x = {\r")
    prompt.until("..> ")
    assert "unexpected symbol" in "".join(prompt.enter(".help }"))


# --- Commands ------------------------------------------------------------------------------------


def test_a_watch_draws_in_place_until_a_key(prompt):
    prompt.enter("n = 0 function count() n = n + 1 return n end")
    prompt.send(".watch 0.2 count()\r")
    # The second picture begins by going up over the first.
    prompt.expect_exact("\x1b[2F\x1b[J")
    prompt.expect_exact("UTC; a key ends it\r\n2\r\n")
    prompt.send("q")
    prompt.until("local> ")
    assert int(prompt.enter("n")[0]) >= 2


def test_control_c_ends_a_watch_and_its_error_is_said(prompt):
    prompt.send(".watch 60 'still here'\r")
    prompt.expect_exact("still here")
    prompt.sendintr()
    prompt.until("local> ")
    assert any("no luck" in line for line in prompt.enter(".watch 1 error('no luck')"))


def test_time_and_trace(prompt):
    assert re.match(r"\d+ ms$", prompt.enter(".time 6 * 7")[-1])
    prompt.enter("function f() error('deep') end")
    prompt.enter("f()")
    trace = prompt.enter(".trace")
    assert any("stack traceback" in line for line in trace) and "prompt:1" in "".join(trace)


def test_a_saved_session_gives_the_same_in_batch(prompt, moonwatch, tmp_path):
    path = tmp_path / "session.lua"
    shown = []
    for entry in (
        "local total = 0",
        "for i = 1, 4 do total = total + i end",
        "total * 2",
        "_ + 1",
        "this is no Lua",
        "error('nor does this work')",
        "{ { name = 'a', n = total } }",
        'aws.cloudwatch():put_metric_alarm { AlarmName = "mine", Namespace = "n", MetricName = "m", '
        'Period = 60, EvaluationPeriods = 1, Threshold = 1, Statistic = "Sum", '
        'ComparisonOperator = "LessThanThreshold" }',
        "#aws.cloudwatch():describe_alarms { AlarmNames = { 'mine' } }.MetricAlarms",
        "print('end')",
    ):
        lines = prompt.enter(entry)
        if "error" not in entry and "no Lua" not in entry:
            shown += [line for line in without_time(lines) if not line.startswith("(a local")]
    (line,) = prompt.enter(f".save {path}")
    assert line.startswith("8 entries saved")
    assert "it is there already" in prompt.enter(f".save {path}")[0]
    assert stat.S_IMODE(path.stat().st_mode) & 0o700 == 0o700
    assert "@needs cloudwatch:PutMetricAlarm" in path.read_text()
    run = moonwatch("--local", path)
    assert (run.returncode, run.stderr) == (0, "")
    assert [line for line in run.stdout.split("\n") if line] == shown


def test_a_file_is_loaded_as_if_entered_and_one_at_the_start(moonwatch, tmp_path):
    config = moonwatch.home / ".config/moonwatch"
    config.mkdir(parents=True)
    (config / "init.lua").write_text("local mine = 'from the start'\n")
    other = tmp_path / "other.lua"
    other.write_text("local more = 7\nreturn more * 6\n")
    session = Session(moonwatch, "--local")
    session.until("local> ")
    assert session.enter("mine") == ["from the start"]
    assert session.enter(f".load {other}") == ["42"]
    assert session.enter("more") == ["7"]
    assert "cannot open" in session.enter(".load /nowhere.lua")[0]
    session.close(force=True)


def test_a_start_up_file_that_fails_does_not_end_the_session(moonwatch):
    config = moonwatch.home / ".config/moonwatch"
    config.mkdir(parents=True)
    (config / "init.lua").write_text("error('broken')\n")
    session = Session(moonwatch, "--local")
    assert any("init.lua:1: broken" in line for line in session.until("local> "))
    assert session.enter("1 + 1") == ["2"]
    session.close(force=True)


# --- Where calls go ------------------------------------------------------------------------------


@pytest.fixture
def profiles(moonwatch):
    (moonwatch.home / ".aws/config").write_text(
        "[default]\nregion = us-west-2\n[profile prod]\nregion = eu-west-1\n[profile test]\n"
    )


def test_profile_and_region_are_switched(moonwatch, profiles):
    session = Session(moonwatch, AWS_REGION=None, AWS_DEFAULT_REGION=None)
    session.until("default/us-west-2 (read-only)> ")
    assert session.enter(".profile", "default/us-west-2 (read-only)> ") == [
        "* default", "  prod", "  test",
    ]
    session.enter(".profile prod", "prod/eu-west-1 (read-only)> ")
    session.enter(".region eu-central-1", "prod/eu-central-1 (read-only)> ")
    (line, hint) = session.enter(".profile prd", "prod/eu-central-1 (read-only)> ")
    assert "Did you mean 'prod'?" in line and "default, prod, test" in hint
    session.enter(".profile test", "test/no Region (read-only)> ")
    session.close(force=True)


def alarm(name):
    return (
        f'aws.cloudwatch():put_metric_alarm {{ AlarmName = "{name}", Namespace = "n", '
        'MetricName = "m", Period = 60, EvaluationPeriods = 1, Threshold = 1, '
        'Statistic = "Sum", ComparisonOperator = "LessThanThreshold" }'
    )


def names(moto):
    return [row["AlarmName"] for row in moto.client("cloudwatch").describe_alarms()["MetricAlarms"]]


def test_a_change_is_refused_then_asked_about(moonwatch, moto):
    session = Session(moonwatch, AWS_ENDPOINT_URL=moto.url)
    read_only, asking = "default/us-east-1 (read-only)> ", "default/us-east-1> "
    session.until(read_only)
    assert ".write on" in "".join(session.enter(alarm("a"), read_only))
    assert session.enter(".write on", asking) == ["changes are asked about"]
    session.send(alarm("b") + "\r")
    session.expect_exact("cloudwatch:PutMetricAlarm in us-east-1, profile default")
    session.expect_exact('"AlarmName": "b"')
    session.expect_exact("Make this change? [y/N] ")
    session.send("n\r")
    assert any("was not confirmed" in line for line in session.until(asking))
    session.send(alarm("c") + "\r")
    session.expect_exact("[y/N] ")
    session.sendintr()
    session.until(asking)
    assert names(moto) == []
    session.send(alarm("d") + "\r")
    session.expect_exact("[y/N] ")
    session.send("y\r")
    session.until(asking)
    assert names(moto) == ["d"]
    assert session.enter(".write off", read_only) == ["changes are refused"]
    session.close(force=True)


def test_the_embedded_cloud_asks_and_refuses_where_told_to(prompt):
    assert prompt.enter(".write") == ["changes are made without a question"]
    assert prompt.enter(".write on") == ["changes are asked about"]
    prompt.send(alarm("mine") + "\r")
    prompt.expect_exact("Make this change? [y/N] ")
    prompt.send("y\r")
    prompt.until("local> ")
    assert prompt.enter(".write off", "local (read-only)> ") == ["changes are refused"]
    assert ".write on" in "".join(prompt.enter(alarm("other"), "local (read-only)> "))
    assert prompt.enter("#alarms.list { prefix = 'mine' }", "local (read-only)> ")[0] == "1"


def test_production_is_red_and_wants_its_name(moonwatch, moto):
    config = moonwatch.home / ".config/moonwatch"
    config.mkdir(parents=True)
    (config / "config.lua").write_text('production = { "default" }\n')
    session = Session(moonwatch, TERM="xterm", AWS_ENDPOINT_URL=moto.url)
    session.expect_exact("\x1b[31mdefault/us-east-1 (read-only)> \x1b[0m")
    session.send(".write on\r")
    session.expect_exact("default/us-east-1> ")
    for answer, made in (("y", []), ("default", ["e"])):
        session.send(alarm("e") + "\r")
        session.expect_exact("This is production. To make the change, type default: ")
        session.send(answer + "\r")
        session.expect_exact("default/us-east-1> ")
        assert [name for name in names(moto) if name == "e"] == made
    session.close(force=True)


# --- Ctrl-C --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entry", [PATHOLOGICAL, "setmetatable({}, {__gc = function() while true do end end}) collectgarbage()"]
)
def test_where_lua_cannot_stop_a_person_may_end_the_session(moonwatch, entry):
    session = Session(moonwatch, "--local")
    session.until("local> ")
    session.send(entry + "\r")
    session.expect_exact("\n")
    time.sleep(0.3)
    session.sendintr()
    time.sleep(0.1)
    session.sendintr()
    session.expect_exact("nothing can stop")
    session.sendintr()
    session.expect_exact("End the session, and lose its variables? [y/N] ")
    session.send("n\r")
    time.sleep(0.1)
    session.sendintr()
    session.expect_exact("[y/N] ")
    session.send("y\r")
    assert session.leaves() == 130


def test_a_hundred_interrupts_leave_the_session(prompt):
    for _ in range(50):
        prompt.send("while true do end\r")
        prompt.expect_exact("\n")
        prompt.sendintr()
        prompt.until("local> ")
        prompt.sendintr()
        prompt.until("local> ")
    assert prompt.enter("1 + 1") == ["2"]


def test_control_d_asks_while_tasks_run(prompt):
    prompt.enter("task.spawn(function() task.sleep(60) end)")
    prompt.sendeof()
    prompt.expect_exact("1 task is still running. Leave and end it? [y/N] ")
    prompt.send("n\r")
    prompt.until("local> ")
    prompt.sendeof()
    prompt.expect_exact("[y/N] ")
    prompt.send("y\r")
    assert prompt.leaves() == 0


# --- History -------------------------------------------------------------------------------------


def test_two_sessions_lose_nothing_and_a_private_one_leaves_nothing(moonwatch):
    sessions = [Session(moonwatch, "--local") for _ in range(2)]
    private = Session(moonwatch, "--local", "--private")
    for session in (*sessions, private):
        session.until("local> ")
    for i in range(3):
        for who, session in enumerate(sessions):
            session.enter(f"{who + 1}00 + {i}")
        private.enter(f"999 + {i}")
    for session in (*sessions, private):
        session.sendeof()
        assert session.leaves() == 0
    text = (moonwatch.home / ".local/state/moonwatch/history").read_text()
    for i in range(3):
        assert f"\n100 + {i}\n" in text and f"\n200 + {i}\n" in text
    assert "999" not in text


def test_entries_of_a_long_history_are_all_there(moonwatch):
    state = moonwatch.home / ".local/state/moonwatch"
    state.mkdir(parents=True)
    (state / "history").write_text(
        "".join(f"#{1700000000 + i}\nprint({i})\n" for i in range(50_000)) + "#1800000000\nif x then\nend\n"
    )
    session = Session(moonwatch, "--local")
    session.until("local> ")
    assert session.enter(".history 2") == ["if x then", "    end", ".history 2"]
    session.send("\x12print(17)\r")
    assert session.until("local> ")[-1] == "17"
    session.close(force=True)


class Hanging(http.server.BaseHTTPRequestHandler):
    """Answers the first page of DescribeAlarms, and nothing after it."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        operation = self.headers["x-amz-target"].split(".")[-1]
        self.server.operations.append(operation)
        if operation != "DescribeAlarms" or b"NextToken" in body:
            return self.server.release.wait(30)
        rows = [{"AlarmName": f"a{i}"} for i in range(3)]
        answer = json.dumps({"MetricAlarms": rows, "NextToken": "more"}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def hanging():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hanging)
    server.operations, server.release = [], threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.release.set()
    server.shutdown()


def wait_for(condition):
    for _ in range(200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def test_control_c_keeps_what_came_and_says_how_far(moonwatch, hanging):
    read_only = "default/us-east-1 (read-only)> "
    session = Session(moonwatch, AWS_ENDPOINT_URL=f"http://127.0.0.1:{hanging.server_port}")
    session.until(read_only)
    session.send('aws.cloudwatch():collect("DescribeAlarms")\r')
    wait_for(lambda: len(hanging.operations) == 2)
    session.sendintr()
    lines = session.until(read_only)
    assert "interrupted: stopped after 3: 3 metric alarms in _, incomplete" in "".join(lines)
    assert "incomplete: 3 rows" in session.enter("_:note()", read_only)[0]
    assert session.enter("_1[3].AlarmName", read_only) == ["a2"]
    session.send("task.map({ 1, 2, 3 }, function(i) if i == 2 then task.sleep(60) end return i * 10 end)\r")
    time.sleep(0.5)
    session.sendintr()
    assert any("stopped with 2 of 3 done" in line for line in session.until(read_only))
    assert session.enter("json.encode(_)", read_only) == ["[10,false,30]"]
    session.close(force=True)


def test_control_c_during_a_change_says_that_it_may_have_been_made(moonwatch, hanging):
    prompt = "default/us-east-1> "
    session = Session(moonwatch, "--allow-write", AWS_ENDPOINT_URL=f"http://127.0.0.1:{hanging.server_port}")
    session.until(prompt)
    session.send(alarm("x") + "\r")
    wait_for(lambda: hanging.operations == ["PutMetricAlarm"])
    session.sendintr()
    assert any("may have taken effect" in line for line in session.until(prompt))
    session.close(force=True)


# --- Terminals -----------------------------------------------------------------------------------


def test_a_table_fits_a_terminal_that_became_narrow(prompt):
    wide = prompt.enter('alarms.list { state = "ALARM" }')
    assert max(map(len, wide)) > 60
    prompt.setwinsize(24, 40)
    narrow = prompt.enter("_1 or _")
    assert max(len(line) for line in narrow if "·" not in line) <= 40
    assert any(line.startswith("… not shown: ") for line in narrow)


def test_a_terminal_without_utf_8_gets_letters_that_it_has(moonwatch):
    session = Session(moonwatch, "--local", LANG="C")
    session.until("local> ")
    lines = session.enter('alarms.list { state = "ALARM" }') + session.enter('plot({ 1, 2, 5 })')
    assert all(line.isascii() for line in lines), lines
    session.close(force=True)


def test_no_color_where_none_is_wanted(moonwatch):
    for env in ({"NO_COLOR": "1", "TERM": "xterm"}, {"TERM": "dumb"}):
        session = Session(moonwatch, "--local", **env)
        session.until("local> ")
        session.send("alarms.list()\r")
        session.expect_exact("alarms · ")
        assert "\x1b[2m" not in session.before and "\x1b[3" not in session.before
        session.close(force=True)
