"""Recording and replay: what a run printed, it prints again without a cloud."""

import json
import stat

SCRIPT = """-- @needs cloudwatch:PutMetricAlarm cloudwatch:SetAlarmState
local cw = aws.cloudwatch{region = "eu-west-1"}
for _, name in ipairs{"a", "b"} do
  cw:put_metric_alarm{AlarmName = name, Namespace = "n", MetricName = "m", Statistic = "Average",
    Period = 60, EvaluationPeriods = 1, Threshold = 80, ComparisonOperator = "GreaterThanThreshold"}
end
local _, err = pcall(cw.set_alarm_state, cw, {AlarmName = "none", StateValue = "OK", StateReason = "r"})
print(err)
return cw:collect("describe_alarms", {MaxRecords = 1})
"""

NOWHERE = {
    "AWS_ACCESS_KEY_ID": None,
    "AWS_SECRET_ACCESS_KEY": None,
    "AWS_REGION": None,
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
}


def test_a_recorded_run_replays_with_the_same_output(moonwatch, tmp_path):
    script, file = tmp_path / "alarms.lua", tmp_path / "calls.jsonl"
    script.write_text(SCRIPT)
    recorded = moonwatch("--local", "--record", file, "-o", "json", script)
    assert (recorded.returncode, recorded.stderr) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    header, *calls = map(json.loads, file.read_text().splitlines())
    assert header["moonwatch_recording"] == 1
    assert [call["operation"] for call in calls[:2]] == ["PutMetricAlarm"] * 2
    replayed = moonwatch("--replay", file, "-o", "json", script, **NOWHERE)
    assert (replayed.returncode, replayed.stderr) == (0, "")
    assert replayed.stdout == recorded.stdout


def test_a_run_against_a_server_replays_without_it(moonwatch, moto, tmp_path):
    file = tmp_path / "calls.jsonl"
    code = "return aws.ec2():describe_availability_zones{}"
    arguments = ["-o", "json", "-e", code]
    recorded = moonwatch("--record", file, *arguments, AWS_ENDPOINT_URL=moto.url)
    assert (recorded.returncode, recorded.stderr) == (0, "")
    assert "testing-secret" not in file.read_text()
    replayed = moonwatch("--replay", file, *arguments, **NOWHERE)
    assert json.loads(replayed.stdout) == json.loads(recorded.stdout)


def test_what_is_not_recorded_or_not_readable_is_an_error(moonwatch, tmp_path):
    file = tmp_path / "calls.jsonl"
    assert moonwatch("--local", "--record", file, "-e", "").returncode == 0
    run = moonwatch("--replay", file, "-e", "aws.sts():get_caller_identity()", **NOWHERE)
    assert run.returncode == 1
    assert "NotRecorded" in run.stderr and "sts:GetCallerIdentity" in run.stderr
    file.write_text(file.read_text() + "{")
    run = moonwatch("--replay", file, "-e", "return 1")
    assert (run.returncode, run.stdout) == (78, "")
    assert f"{file}:2: " in run.stderr
    run = moonwatch("--replay", file, "--local", "-e", "return 1")
    assert run.returncode == 64
