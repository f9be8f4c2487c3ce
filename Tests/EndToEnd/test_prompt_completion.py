"""Tab at the prompt: what it puts in, what it shows, and that it neither waits nor runs anything."""

import json
import re
import time

import pexpect
import pytest

from servers import FaultServer, response
from terminal import Session

TAB = "\t"


@pytest.fixture
def prompt(moonwatch):
    session = Session(moonwatch, "--local")
    session.until("local> ")
    yield session
    session.close(force=True)


def plain(text):
    """Without escapes, and with every way of going to the left as the start of a line."""
    return re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", text).replace("\r", "\n")


def entered(session, keys, prompt="local> "):
    """What an entry becomes by its keys, as the prompt's own history has it."""
    session.send(keys)
    session.expect(r"(?s).+")  # the keys' echo: completion is over when the next line is read
    session.send("\x01x = [==[\x05]==]\r")
    session.until(prompt)
    return session.enter("print(x)", prompt)[0]


def listed(session, keys, last):
    """The lines that Tab twice shows for keys, up to one that begins so. The line is left empty."""
    session.send(keys + TAB)
    session.send(TAB)
    session.expect(re.escape(last) + r"[^\r\n]*\r?\n")
    lines = [line for line in plain(session.before + session.after).split("\n") if line.strip()]
    session.send("\x15")
    session.send("\r")
    session.until("local> ")
    return lines


# --- What is put in ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "keys, text",
    [
        ("alar" + TAB, "alarms"),
        ("alarms.disa" + TAB, "alarms.disable"),
        ("alarms.list{sta" + TAB + "'AL" + TAB, "alarms.list{state='ALARM'"),
        ("alarms.get('search" + TAB + ")", "alarms.get('search-2-status-check')"),
        ("aws.cloudwatch():describe_alarm_h" + TAB, "aws.cloudwatch():describe_alarm_history"),
        ("metrics.metric{namespace='AW" + TAB, "metrics.metric{namespace='AWS/EC2'"),
        ("aws.ec2{region='eu-ce" + TAB + "1" + TAB, "aws.ec2{region='eu-central-1'"),
        ("('a'):rev" + TAB + "()", "('a'):reverse()"),
        ("x = fals" + TAB, "x = false"),
        # Nothing to complete, and no names of files.
        ("print('/et" + TAB + "')", "print('/et')"),
        ("-- alar" + TAB, "-- alar"),
        ("nothing.such" + TAB, "nothing.such"),
    ],
)
def test_a_word_is_completed(prompt, keys, text):
    assert entered(prompt, keys) == text


def test_the_name_of_an_instance_becomes_its_id(prompt):
    (name, instance) = prompt.enter("i = ec2.instances{tags={Name='web-1'}}[1] print(i.name, i.id)")[0].split()
    assert name == "web-1"
    assert entered(prompt, "ec2.get('web-1" + TAB) == f"ec2.get('{instance}'"


def test_what_is_typed_behind_the_cursor_stays(prompt):
    # Back over `)`, so that no quote is put before it.
    assert entered(prompt, "alarms.get('search)\x02" + TAB) == "alarms.get('search-2-status-check)"


def test_a_further_line_belongs_to_the_entry(prompt):
    prompt.send("x = alarms.list {\r")
    prompt.until("..> ")
    prompt.send(TAB + "sta" + TAB + "'ALA" + TAB + "}\r")
    prompt.until("local> ")
    assert prompt.enter("x[1].state") == ["ALARM"]


def test_commands_and_their_arguments(prompt, moonwatch, tmp_path):
    (tmp_path / "a file.lua").write_text("return 6 * 7\n")
    (tmp_path / "other.lua").write_text("return 1\n")
    assert prompt.enter(f".loa{TAB}{tmp_path}/oth{TAB}")[-1] == "1"
    prompt.send(f".hel{TAB}task.sle{TAB}\r")
    assert any("task.sleep(duration)" in line for line in prompt.until("local> "))


# --- What is shown -------------------------------------------------------------------------------


def test_the_choices_are_shown_with_what_they_are(prompt):
    lines = listed(prompt, "alarms.list{region", "regions ")
    assert any(re.match(r"region +string", line) for line in lines)
    lines = listed(prompt, "ec2.get('web", "i-")
    assert any(re.match(r"i-[0-9a-f]+  web-\d", line) for line in lines)


def test_the_line_is_shown_again_below_the_choices(prompt):
    prompt.send("alarms.get('" + TAB + TAB)
    prompt.expect_exact("worker-1-cpu-high")
    prompt.expect_exact("local> alarms.get('")
    prompt.send("check" + TAB + ").name\r")
    assert prompt.until("local> ")[-2] == "checkout-latency-high"


def test_a_narrow_terminal_cuts_notes_not_names(moonwatch):
    session = Session(moonwatch, "--local")
    session.setwinsize(24, 30)
    session.until("local> ")
    session.send("ec2." + TAB + TAB)
    session.expect_exact("status")
    lines = [line for line in plain(session.before).split("\n") if line.strip()]
    assert all(len(line) <= 30 for line in lines)
    assert any(line.startswith("instances") and line.endswith("…") for line in lines)
    session.close(force=True)


# --- What does not happen ------------------------------------------------------------------------


def test_no_code_of_a_script_runs(prompt):
    prompt.enter("calls = 0")
    prompt.enter(
        "trap = setmetatable({ rawkey = 1 }, { __index = function() calls = calls + 1 return {} end })"
    )
    assert entered(prompt, "trap.raw" + TAB) == "trap.rawkey"
    assert entered(prompt, "trap.other.ra" + TAB) == "trap.other.ra"
    assert prompt.enter("calls") == ["0"]
    # The trap is one.
    assert prompt.enter("trap.other ~= nil and calls") == ["1"]


def describe_alarms(*names):
    """DescribeAlarms's answer."""
    alarms = [{"AlarmName": name, "StateValue": "OK"} for name in names]
    return response(200, json.dumps({"MetricAlarms": alarms}), "application/x-amz-json-1.0")


LIVE = "default/us-east-1 (read-only)> "


def live(moonwatch, server):
    config = moonwatch.home / ".config/moonwatch"
    config.mkdir(parents=True, exist_ok=True)
    session = Session(moonwatch, "--endpoint-url", server.url, AWS_PROFILE=None)
    session.until(LIVE)
    return session


def test_a_slow_aws_is_not_waited_for_and_its_values_come_later(moonwatch):
    with FaultServer(describe_alarms("slow-one", "other"), delay=5) as server:
        session = live(moonwatch, server)
        session.send("alarms.get('slo" + TAB)
        begun = time.monotonic()
        # The next key is echoed once Tab has returned.
        session.send("w")
        session.expect_exact("w")
        # 300 ms are promised; a busy machine is given more, and still less than the server takes.
        assert time.monotonic() - begun < 3
        assert len(server.requests) <= 1
        deadline = time.monotonic() + 60
        while True:
            session.send(TAB)
            if session.expect_exact(["-one'", pexpect.TIMEOUT], timeout=1) == 0:
                break
            assert time.monotonic() < deadline, "the values never came"
        assert len(server.requests) == 1, "asked once"
        session.close(force=True)


def test_an_error_is_silent_and_asked_again_later(moonwatch):
    denied = response(
        403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
    )
    with FaultServer(denied) as server:
        session = live(moonwatch, server)
        assert entered(session, "alarms.get('x" + TAB, LIVE) == "alarms.get('x"
        assert entered(session, "alarms.get('x" + TAB, LIVE) == "alarms.get('x"
        assert len(server.requests) == 1
        assert "AccessDenied" in "".join(session.enter("alarms.get('x')", LIVE))
        session.close(force=True)


def test_another_region_has_its_own_values(moonwatch):
    with FaultServer(describe_alarms("here"), describe_alarms("there")) as server:
        session = live(moonwatch, server)
        assert entered(session, "alarms.get('he" + TAB, LIVE) == "alarms.get('here'"
        other = LIVE.replace("us-east-1", "eu-west-1")
        session.enter(".region eu-west-1", other)
        assert entered(session, "alarms.get('th" + TAB, other) == "alarms.get('there'"
        session.close(force=True)


def test_control_c_while_tab_waits(moonwatch):
    with FaultServer(describe_alarms("a"), delay=20) as server:
        session = live(moonwatch, server)
        session.send("alarms.get('" + TAB)
        session.sendintr()
        session.until(LIVE)
        assert session.enter("6 * 7", LIVE) == ["42"]
        session.close(force=True)


def test_nothing_is_read_for_a_recording(moonwatch, tmp_path):
    record = tmp_path / "calls.jsonl"
    session = Session(moonwatch, "--local", "--record", str(record))
    session.until("local> ")
    assert entered(session, "alarms.get('search" + TAB) == "alarms.get('search-2-status-check'"
    session.enter("aws.sts():get_caller_identity()")
    session.send("\x04")
    assert session.leaves() == 0
    text = record.read_text()
    assert "GetCallerIdentity" in text and "DescribeAlarms" not in text
