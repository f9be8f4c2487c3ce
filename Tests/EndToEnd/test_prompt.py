"""The prompt on a terminal: entries, history, Ctrl-C, Ctrl-D, and the terminal given back."""

import re
import signal
import stat
import termios
import time

import pytest

from terminal import Session


@pytest.fixture
def prompt(moonwatch):
    session = Session(moonwatch, "--local")
    session.until("local> ")
    yield session
    session.close(force=True)


def history(moonwatch):
    return moonwatch.home / ".local/state/moonwatch/history"


def entries(moonwatch):
    """The entries of the history file: what stands between lines of `#` and a time."""
    text = history(moonwatch).read_text()
    parts = re.split(r"(?m)^#\d+\n", text)
    assert parts[0] == "", text
    return [part.rstrip("\n") for part in parts[1:]]


# --- Entries -------------------------------------------------------------------------------------


def test_an_expression_prints_its_value(prompt):
    assert prompt.enter("1 + 1") == ["2"]
    assert prompt.enter("x = 20") == []
    assert prompt.enter("x * 2") == ["40"]


def test_an_unfinished_entry_goes_on(prompt):
    prompt.send("for i = 1, 2 do\r")
    prompt.until("..> ")
    prompt.send("print(i * 10)\r")
    prompt.until("..> ")
    assert prompt.enter("end") == ["10", "20"]


def test_an_error_is_one_line_and_the_session_goes_on(prompt):
    (line,) = prompt.enter("error('out of luck')")
    assert line.endswith("out of luck")
    (line,) = prompt.enter("x = = 1")
    assert "near '='" in line
    assert prompt.enter("1 + 1") == ["2"]


def test_it_reads_the_embedded_cloud_and_may_change_it(prompt):
    assert "123456789012" in "\n".join(prompt.enter("aws.sts():get_caller_identity()"))
    prompt.enter(
        'aws.cloudwatch():put_metric_alarm{AlarmName="mine", Threshold=1, Period=60, '
        'ComparisonOperator="LessThanThreshold", EvaluationPeriods=1, MetricName="m", '
        'Namespace="n", Statistic="Sum"}'
    )
    names = 'for _, a in ipairs(aws.cloudwatch():describe_alarms{}.MetricAlarms) do print(a.AlarmName) end'
    assert "mine" in prompt.enter(names)


def test_on_aws_the_prompt_names_where_it_is_and_reads_only(moonwatch):
    (moonwatch.home / ".aws/config").write_text("[profile prod]\nregion = eu-west-1\n")
    session = Session(moonwatch, "--profile", "prod", AWS_REGION=None)
    session.until("prod/eu-west-1 (read-only)> ")
    (line,) = session.enter(
        'aws.cloudwatch():delete_alarms{AlarmNames={"a"}}', "prod/eu-west-1 (read-only)> "
    )
    assert "DeleteAlarms" in line and "--allow-write" in line
    session.sendeof()
    assert session.leaves() == 0


# --- Ctrl-C, Ctrl-D --------------------------------------------------------------------------------


def test_control_c_clears_the_line(prompt):
    prompt.send("print('never')")
    prompt.expect_exact("never')")
    prompt.sendintr()
    prompt.until("local> ")
    assert prompt.enter("1 + 1") == ["2"]


def test_control_c_drops_the_lines_before(prompt):
    prompt.send("for i = 1, 2 do\r")
    prompt.until("..> ")
    prompt.sendintr()
    prompt.until("local> ")
    assert prompt.enter("1 + 1") == ["2"]


@pytest.mark.parametrize("body", ["while true do end", "while true do pcall(error) end"])
def test_control_c_stops_a_loop_and_not_the_session(prompt, body):
    prompt.send(body + "\r")
    # The terminal is the program's again as soon as the entry runs.
    prompt.expect_exact("\n")
    prompt.sendintr()
    assert "interrupted" in "".join(prompt.until("local> "))
    assert prompt.enter("1 + 1") == ["2"]


def test_control_c_stops_a_wait(prompt):
    prompt.send("task.sleep(60)\r")
    prompt.expect_exact("\n")
    prompt.sendintr()
    assert "interrupted" in "".join(prompt.until("local> "))


def test_control_d_leaves_and_gives_the_terminal_back(prompt):
    prompt.sendeof()
    assert prompt.leaves() == 0


def test_a_running_entry_has_the_terminal_as_it_was(moonwatch):
    session = Session(moonwatch, "--local")
    session.until("local> ")
    during = termios.tcgetattr(session.child_fd)[3]
    session.send("while true do end\r")
    session.expect_exact("\n")
    running = during
    for _ in range(100):
        running = termios.tcgetattr(session.child_fd)[3]
        if running & termios.ICANON:
            break
        time.sleep(0.02)
    assert running & termios.ICANON and not during & termios.ICANON
    session.close(force=True)


def test_control_d_in_an_unfinished_entry_drops_it(prompt):
    prompt.send("for i = 1, 2 do\r")
    prompt.until("..> ")
    prompt.sendeof()
    prompt.until("local> ")
    assert prompt.enter("1 + 1") == ["2"]


def test_os_exit_leaves_with_its_status(prompt):
    prompt.send("os.exit(5)\r")
    assert prompt.leaves() == 5


def test_a_termination_leaves(prompt):
    prompt.kill(signal.SIGTERM)
    assert prompt.leaves() == 143


# --- History ---------------------------------------------------------------------------------------


def test_history_is_private_and_keeps_each_entry_once(moonwatch):
    session = Session(moonwatch, "--local")
    session.until("local> ")
    session.enter("1 + 1")
    session.enter(" secret = 1")
    session.enter("2 + 2")
    session.enter("1 + 1")
    session.send("if true then\r")
    session.until("..> ")
    session.enter("end")
    session.sendeof()
    session.leaves()
    assert stat.S_IMODE(history(moonwatch).stat().st_mode) == 0o600

    session = Session(moonwatch, "--local")
    session.until("local> ")
    assert entries(moonwatch) == ["1 + 1", "2 + 2", "1 + 1", "if true then\nend"]
    assert session.enter(".history") == ["2 + 2", "1 + 1", "if true then", "    end", ".history"]
    # Up, three times: an entry of the session before.
    session.send("\x1b[A\x1b[A\x1b[A\r")
    assert session.until("local> ")[-1] == "2"
    session.sendeof()
    session.leaves()


def test_a_home_that_cannot_be_written_is_said_once(moonwatch):
    state = moonwatch.home / "state"
    state.write_text("not a folder")
    session = Session(moonwatch, "--local", XDG_STATE_HOME=str(state))
    assert any("no history" in line for line in session.until("local> "))
    assert session.enter("1 + 1") == ["2"]
    session.close(force=True)


# --- Terminals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"TERM": None}, {"LANG": "C"}, {"LANG": "xx_YY"}])
def test_a_poor_terminal_is_good_enough(moonwatch, env):
    session = Session(moonwatch, "--local", **env)
    session.until("local> ")
    assert session.enter("1 + 1") == ["2"]
    session.sendeof()
    assert session.leaves() == 0


def test_the_prompt_wants_a_terminal(moonwatch):
    run = moonwatch("repl", stdin="1 + 1\n")
    assert (run.returncode, run.stdout) == (64, "")
    assert "terminal" in run.stderr


def test_the_prompt_has_no_deadline(moonwatch):
    session = Session(moonwatch, "--local", "--timeout", "5s")
    assert session.leaves() == 64
    assert "--timeout" in session.before
