"""Bad input: one clear message on standard error, nothing on standard output, the right status."""

import re

import pytest

from servers import FaultServer, free_port, response

OK, FAILURE, USAGE, UNAVAILABLE, CREDENTIALS, CONFIGURATION = 0, 1, 64, 69, 77, 78

EMPTY_INSTANCES = """<?xml version="1.0" encoding="UTF-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>8f7724cf-496f-496e-8fe3-example</requestId><reservationSet/>
</DescribeInstancesResponse>"""


def fails(run, status, *patterns):
    """The run failed with that status and one message; message and hints match every pattern."""
    assert (run.returncode, run.stdout) == (status, ""), run
    # One message is one line; below it, indented, stands what to do.
    messages = [line for line in run.stderr.splitlines() if line[:1] not in ("", " ")]
    assert len(messages) == 1, run.stderr
    for pattern in patterns:
        assert re.search(pattern, run.stderr), f"{pattern!r} is not in {run.stderr!r}"


# --- What is checked before anything is sent -------------------------------------------------

ALARM = """AlarmName = "a", ComparisonOperator = "GreaterThanThreshold", EvaluationPeriods = 1,
  MetricName = "m", Namespace = "n", Period = 60, Statistic = "Average", Threshold = 1.0"""

CHECKED = {
    "unknown-operation": (
        "aws.cloudwatch():describe_alarm{}",
        ["describe_alarm\\b", "(?i)did you mean.*describe_alarms"],
    ),
    "unknown-operation-by-name": (
        'aws.ec2():pages("DescribeInstance", {})',
        ["DescribeInstance\\b", "(?i)did you mean.*DescribeInstances"],
    ),
    "unknown-member": (
        'aws.cloudwatch():describe_alarms{AlarmNmes = {"a"}}',
        ["AlarmNmes", "(?i)did you mean.*AlarmNames"],
    ),
    "unknown-nested-member": (
        'aws.ec2():describe_instances{Filters = {{Name = "a", Value = {"b"}}}}',
        [r"Filters\[1\]", "Value\\b", "(?i)did you mean.*Values"],
    ),
    "wrong-type": (
        'aws.cloudwatch():describe_alarms{AlarmNames = {1, true}}',
        [r"AlarmNames\[\d\]", "string", "number|integer|boolean"],
    ),
    "a-fraction-for-an-integer": (
        "aws.ec2():describe_instances{MaxResults = 5.5}",
        ["MaxResults", "integer", "5.5"],
    ),
    "missing-required-member": (
        'aws.cloudwatch():list_tags_for_resource{}',
        ["ResourceARN", "required|missing"],
    ),
    "bad-enum-value": (
        'aws.cloudwatch():describe_alarms{StateValue = "ALARMING"}',
        ["StateValue", "ALARMING", "ALARM\\b"],
    ),
    "unknown-service": (
        'aws.client("cloudwach")',
        ["cloudwach", "(?i)did you mean.*cloudwatch"],
    ),
    "unknown-client-option": (
        'aws.cloudwatch{regoin = "eu-west-1"}',
        ["regoin", "(?i)did you mean.*region"],
    ),
}


@pytest.mark.parametrize(("code", "patterns"), CHECKED.values(), ids=CHECKED)
def test_a_wrong_call_is_not_sent(moonwatch, code, patterns):
    with FaultServer(response(500, "")) as server:
        # No tail call: Lua forgets who made one.
        run = moonwatch("-e", f"\nlocal answer = {code}", AWS_ENDPOINT_URL=server.url)
        fails(run, FAILURE, r"\(command line\):2", *patterns)
        assert server.requests == []


@pytest.mark.parametrize("mode", [[], ["--local"]], ids=["live", "local"])
def test_a_script_changes_only_what_it_declares(moonwatch, tmp_path, mode):
    script = tmp_path / "undeclared.lua"
    script.write_text("-- Declares nothing.\n\naws.cloudwatch():put_metric_alarm{%s}\n" % ALARM)
    with FaultServer(response(500, "")) as server:
        run = moonwatch(*mode, script, AWS_ENDPOINT_URL=server.url)
        fails(run, FAILURE, "undeclared.lua:3", "cloudwatch:PutMetricAlarm", "@needs")
        assert server.requests == []


def test_a_chunk_of_the_command_line_is_read_only_on_aws(moonwatch):
    code = "return aws.cloudwatch():put_metric_alarm{%s}" % ALARM
    with FaultServer(response(200, "{}", "application/x-amz-json-1.0")) as server:
        run = moonwatch("-e", code, AWS_ENDPOINT_URL=server.url)
        fails(run, FAILURE, "PutMetricAlarm", "--allow-write")
        assert server.requests == []
        run = moonwatch("--allow-write", "-e", code, AWS_ENDPOINT_URL=server.url)
        assert (run.returncode, run.stderr) == (OK, "")
        assert len(server.requests) == 1


# --- Lua ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "patterns"),
    [
        ("local x = = 1\n", ["bad.lua:1:", "near '='"]),
        ("\n\nfor i = 1, 2 do\n", ["bad.lua:4:", "'end' expected", "<eof>"]),
        ("local t = nil\n\nreturn t.x\n", ["bad.lua:3:", "attempt to index a nil value"]),
        ("\nerror('out of luck')\n", ["bad.lua:2:", "out of luck"]),
        ("error({})\n", ["table"]),
        ("\x1bLua", ["bad.lua", "binary|bytecode"]),
    ],
    ids=["syntax", "unfinished", "runtime", "error", "error-object", "bytecode"],
)
def test_an_error_in_a_script_names_file_and_line(moonwatch, tmp_path, source, patterns):
    script = tmp_path / "bad.lua"
    script.write_text(source)
    fails(moonwatch("--local", script), FAILURE, *patterns)


def test_an_error_in_standard_input_names_it(moonwatch):
    fails(moonwatch("--local", "-", stdin="\nlocal x = = 1\n"), FAILURE, "stdin:2:", "near '='")


# --- The command line ----------------------------------------------------------------------------


def test_a_file_that_is_not_there(moonwatch):
    fails(moonwatch("no-such-script.lua"), USAGE, "no-such-script.lua")


def test_arguments_are_checked_against_the_header(moonwatch, tmp_path):
    script = tmp_path / "typed.lua"
    script.write_text(
        "--- Shows its arguments.\n"
        "--- @arg name string   who\n"
        "--- @arg count int=3   how many\n"
        "--- @arg size string{small,large}=small   how large\n"
        "return args\n"
    )
    run = moonwatch("--local", "-o", "json", script, "ada", "--count", "4")
    assert (run.returncode, run.stderr) == (OK, "")
    assert '"ada"' in run.stdout and '4' in run.stdout and '"small"' in run.stdout
    fails(moonwatch("--local", script, "ada", "many"), USAGE, "count", "many", "integer")
    fails(moonwatch("--local", script, "ada", "--size", "huge"), USAGE, "size", "huge", "small")
    fails(moonwatch("--local", script, "ada", "--cuont", "4"), USAGE, "cuont", "--count")
    fails(moonwatch("--local", script, "ada", "1", "large", "more"), USAGE, "more")


# --- Credentials and configuration ----------------------------------------------------------------

CALL = "return aws.ec2():describe_instances{}"


def test_no_credentials(moonwatch):
    with FaultServer(response(500, "")) as server:
        run = moonwatch(
            "-e", CALL, AWS_ENDPOINT_URL=server.url,
            AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None,
        )
        fails(run, CREDENTIALS, "credentials", "AWS_ACCESS_KEY_ID")
        assert server.requests == []


def test_an_unknown_profile(moonwatch):
    (moonwatch.home / ".aws/config").write_text("[profile staging]\nregion = eu-west-1\n")
    run = moonwatch("--profile", "stagin", "-e", CALL)
    fails(run, CONFIGURATION, "stagin\\b", "staging")


def test_an_unknown_profile_of_the_environment(moonwatch):
    run = moonwatch("-e", CALL, AWS_PROFILE="nobody")
    fails(run, CONFIGURATION, "nobody")


def test_no_region(moonwatch):
    run = moonwatch("-e", CALL, AWS_REGION=None)
    fails(run, CONFIGURATION, "[Rr]egion", "AWS_REGION|--region")


def test_a_profile_gives_keys_region_and_endpoint(moonwatch):
    with FaultServer(response(200, EMPTY_INSTANCES)) as server:
        (moonwatch.home / ".aws/config").write_text(
            f"[profile staging]\nregion = eu-west-3\nendpoint_url = {server.url}\n"
        )
        (moonwatch.home / ".aws/credentials").write_text(
            "[staging]\naws_access_key_id = AKIASTAGING\naws_secret_access_key = abc\n"
        )
        run = moonwatch("--profile", "staging", "-o", "json", "-e", CALL, AWS_REGION=None)
        assert (run.returncode, run.stderr) == (OK, "")
        ((head, body),) = server.requests
        assert re.search(r"Credential=AKIASTAGING/\d{8}/eu-west-3/ec2/aws4_request", head)
        assert "Action=DescribeInstances" in body


# --- The network -----------------------------------------------------------------------------------


def test_a_refused_connection(moonwatch):
    port = free_port()
    run = moonwatch("-e", CALL, AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}")
    fails(run, UNAVAILABLE, f"127.0.0.1:{port}", "DescribeInstances")


def test_a_host_that_is_not_there(moonwatch):
    run = moonwatch("-e", CALL, AWS_ENDPOINT_URL="http://moonwatch.invalid")
    fails(run, UNAVAILABLE, "moonwatch.invalid")


CLOUDWATCH = "return aws.cloudwatch():describe_alarms{}"
JSON = "application/x-amz-json-1.0"
BROKEN = {
    "not-xml": (CALL, response(200, "<html><body>Sign in to the airport")),
    "empty": (CALL, response(200, "")),
    "unfinished-xml": (CALL, response(200, EMPTY_INSTANCES[:200])),
    "cut-short": (CALL, response(200, EMPTY_INSTANCES, length=100_000)),
    "closed-at-once": (CALL, None),
    "not-http": (CALL, b"SSH-2.0-OpenSSH_9.9\r\n"),
    "not-json": (CLOUDWATCH, response(200, "<html>Sign in</html>", JSON)),
    "unfinished-json": (CLOUDWATCH, response(200, '{"MetricAlarms": [', JSON)),
    "json-of-another-kind": (CLOUDWATCH, response(200, '["MetricAlarms"]', JSON)),
    "json-cut-short": (CLOUDWATCH, response(200, '{"MetricAlarms": []}', JSON, length=999)),
}


@pytest.mark.parametrize(("code", "answer"), BROKEN.values(), ids=BROKEN)
def test_an_answer_that_cannot_be_read(moonwatch, code, answer):
    with FaultServer(answer) as server:
        run = moonwatch("-e", code, AWS_ENDPOINT_URL=server.url)
        fails(run, UNAVAILABLE, "DescribeInstances|DescribeAlarms")
        assert len(server.requests) == 1


def test_a_service_that_is_down(moonwatch):
    with FaultServer(response(503, "<html>Service Unavailable</html>", "text/html")) as server:
        run = moonwatch("-e", CALL, AWS_ENDPOINT_URL=server.url, AWS_MAX_ATTEMPTS="2")
        fails(run, UNAVAILABLE, "503", "DescribeInstances")
        assert len(server.requests) == 2


THROTTLED = """<Response><Errors><Error><Code>RequestLimitExceeded</Code>
<Message>Request limit exceeded.</Message></Error></Errors><RequestID>r-1</RequestID></Response>"""


def test_throttling_to_the_end(moonwatch):
    with FaultServer(response(503, THROTTLED)) as server:
        run = moonwatch("-e", CALL, AWS_ENDPOINT_URL=server.url, AWS_MAX_ATTEMPTS="2")
        fails(run, UNAVAILABLE, "RequestLimitExceeded", "r-1")
        assert len(server.requests) == 2


def test_a_throttled_call_is_signed_again_and_succeeds(moonwatch):
    with FaultServer(response(503, THROTTLED), response(200, EMPTY_INSTANCES)) as server:
        run = moonwatch(
            "-o", "json", "-e", CALL, AWS_ENDPOINT_URL=server.url, AWS_MAX_ATTEMPTS=None
        )
        assert (run.returncode, run.stderr) == (OK, "")
        assert len(server.requests) == 2


def test_a_deadline_ends_a_slow_call_with_124(moonwatch):
    with FaultServer(response(200, EMPTY_INSTANCES), delay=20) as server:
        run = moonwatch("--timeout", "1s", "-e", CALL, AWS_ENDPOINT_URL=server.url, timeout=15)
        assert (run.returncode, run.stdout) == (124, "")
        assert "deadline" in run.stderr or "timeout" in run.stderr.lower()


def test_an_error_can_be_caught_and_read(moonwatch):
    code = """
      local ok, err = pcall(function() return aws.ec2():describe_instances{} end)
      return {ok = ok, kind = err.kind, code = err.code, status = err.status,
        operation = err.operation, region = err.region, request_id = err.request_id,
        attempts = err.attempts, retryable = err.retryable}"""
    with FaultServer(response(503, THROTTLED)) as server:
        value = moonwatch.value(code, AWS_ENDPOINT_URL=server.url)
    assert value == {
        "ok": False,
        "kind": "aws",
        "code": "RequestLimitExceeded",
        "status": 503,
        "operation": "DescribeInstances",
        "region": "us-east-1",
        "request_id": "r-1",
        "attempts": 1,
        "retryable": True,
    }
