"""What a run costs and did: budgets, the counts of a real exchange, and the line at the end."""

import re

import pexpect
import pytest

from servers import FaultServer, response

ALARMS = response(200, '{"MetricAlarms":[]}', "application/x-amz-json-1.0")
BUSY = response(503, "")
THROTTLED = response(400, '{"__type":"ThrottlingException","message":"Rate exceeded"}', "application/x-amz-json-1.0")


def script(tmp_path, text):
    path = tmp_path / "script.lua"
    path.write_text(text)
    return path


def summary(run):
    return run.stderr.splitlines()[-1]


def test_a_budget_stops_the_run_before_the_call_that_would_pass_it(moonwatch, moto):
    before = moto.request_count()
    run = moonwatch(
        "--max-cost", "0.00003", stdin="for i = 1, 9 do aws.cloudwatch():describe_alarms() end",
        AWS_ENDPOINT_URL=moto.url,
    )
    assert run.returncode == 1
    assert moto.request_count() - before == 3
    assert "cloudwatch:DescribeAlarms was not sent" in run.stderr
    assert "USD 0.00003 is spent, and --max-cost is USD 0.00003" in run.stderr


def test_metrics_asked_for_are_counted(moonwatch, moto):
    code = """
local now, queries = time.now(), {}
for i = 1, 20 do
  queries[i] = { Id = "m" .. i, MetricStat = { Stat = "Sum", Period = 60,
    Metric = { Namespace = "n", MetricName = "m" .. i } } }
end
aws.cloudwatch():get_metric_data { MetricDataQueries = queries, StartTime = now - 3600, EndTime = now }
"""
    run = moonwatch("-v", "-e", code, AWS_ENDPOINT_URL=moto.url)
    assert run.returncode == 0, run.stderr
    assert re.fullmatch(r"moonwatch: 1 call · about USD 0\.0002\d* · .*", summary(run).replace("0.00020", "0.0002"))
    run = moonwatch("--max-cost", "0.00019", "-e", code, AWS_ENDPOINT_URL=moto.url)
    assert run.returncode == 1 and "costs about USD 0.0002," in run.stderr


def test_a_retry_costs_again_and_a_budget_stops_it(moonwatch):
    with FaultServer(BUSY, THROTTLED, ALARMS) as server:
        run = moonwatch(
            "-v", "-e", "aws.cloudwatch():describe_alarms()", AWS_ENDPOINT_URL=server.url, AWS_MAX_ATTEMPTS="3"
        )
        assert run.returncode == 0, run.stderr
        assert "1 call · 2 retries · 1 throttled · about USD 0.00003 · " in summary(run)
    with FaultServer(BUSY, ALARMS) as server:
        run = moonwatch(
            "--max-cost", "0.00001", "-e", "aws.cloudwatch():describe_alarms()", AWS_ENDPOINT_URL=server.url,
            AWS_MAX_ATTEMPTS="3",
        )
        assert run.returncode == 1 and "was not tried again" in run.stderr
        assert "(1 attempt: 503)" in run.stderr
        assert len(server.requests) == 1


def test_what_did_not_reach_aws_costs_nothing(moonwatch):
    code = """
for _ = 1, 5 do pcall(function() aws.cloudwatch { endpoint_url = "http://127.0.0.1:1" }:describe_alarms() end) end
aws.cloudwatch():describe_alarms()
"""
    with FaultServer(ALARMS) as server:
        run = moonwatch("-v", "--max-cost", "0.00001", "-e", code, AWS_ENDPOINT_URL=server.url)
    assert run.returncode == 0, run.stderr
    assert "6 calls · about USD 0.00001 · " in summary(run)


@pytest.mark.parametrize("how", ["local", "replay"])
def test_a_budget_can_be_tried(moonwatch, tmp_path, how):
    path = script(tmp_path, "for _ = 1, 3 do aws.cloudwatch():describe_alarms() end")
    flags = ["--local"]
    if how == "replay":
        recording = tmp_path / "calls.jsonl"
        assert moonwatch("--local", "--record", recording, path).returncode == 0
        flags = ["--replay", recording]
    assert moonwatch(*flags, "--max-cost", "0.00003", path).returncode == 0
    run = moonwatch(*flags, "--max-cost", "0.00002", path)
    assert run.returncode == 1 and "--max-cost is USD 0.00002" in run.stderr


def test_a_budget_may_stand_in_file_or_environment(moonwatch, tmp_path):
    path = script(tmp_path, "aws.cloudwatch():describe_alarms()")
    folder = moonwatch.home / ".config/moonwatch"
    folder.mkdir(parents=True)
    (folder / "config.lua").write_text("max_cost = 0\n")
    assert moonwatch("--local", path).returncode == 1
    assert moonwatch("--local", path, MOONWATCH_MAX_COST="1").returncode == 0
    assert moonwatch("--local", path, "--max-cost", "0", MOONWATCH_MAX_COST="1").returncode == 1
    (folder / "config.lua").write_text("max_cots = 0\n")
    run = moonwatch("--local", path)
    assert run.returncode == 78 and "Did you mean 'max_cost'?" in run.stderr
    assert moonwatch("--help").returncode == 0


def test_the_protocol_setting_reaches_the_wire(moonwatch):
    with FaultServer(response(503, "")) as server:
        for code in ("aws.cloudwatch():describe_alarms()", 'aws.cloudwatch{protocol="json"}:describe_alarms()'):
            moonwatch(
                "-e", code, AWS_ENDPOINT_URL=server.url, MOONWATCH_PROTOCOL="cloudwatch=smithy-rpc-v2-cbor"
            )
    heads = [head.lower() for head, _ in server.requests]
    assert "smithy-protocol: rpc-v2-cbor" in heads[0] and "application/x-amz-json-1.0" in heads[1]


# --- The line at the end ---------------------------------------------------------------------------


def test_a_run_ends_with_its_counts_on_a_terminal_only(moonwatch, tmp_path):
    path = script(tmp_path, "aws.cloudwatch():describe_alarms()")
    assert moonwatch("--local", path).stderr == ""
    assert re.fullmatch(r"moonwatch: 1 call · about USD 0\.00001 · \d.*\n", moonwatch("--local", "-v", path).stderr)
    for words, shown in (([path], True), (["-q", path], False), (["-e", path.read_text()], False)):
        child = pexpect.spawn(
            moonwatch.binary, ["--local", *map(str, words)], env=moonwatch.environment(), encoding="utf-8", timeout=20
        )
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0
        assert ("1 call · " in child.before) == shown, child.before


def test_a_run_without_calls_has_nothing_to_count(moonwatch):
    assert moonwatch("--local", "-v", "-e", "return 1").stderr == ""


def test_changes_are_counted_and_those_of_a_dry_run_apart(moonwatch, tmp_path):
    path = script(
        tmp_path,
        """-- @needs cloudwatch:*
aws.cloudwatch():put_metric_data { Namespace = "n", MetricData = { { MetricName = "m", Value = 1 } } }
""",
    )
    assert "1 call · 1 change · about" in summary(moonwatch("--local", "-v", path))
    line = summary(moonwatch("--local", "-v", "-n", path))
    assert "moonwatch: 1 change not made (dry run) · " in line
