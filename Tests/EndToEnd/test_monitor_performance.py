"""examples/monitor_performance.lua leaves what the Python program it was leaves."""

import datetime

import pexpect

from monitor_performance import monitor_performance

EXAMPLE = "examples/monitor_performance.lua"
INSTANCE = "i-0123456789abcdef0"


def alarms(server):
    """Every alarm of a server, whole but for the times at which it was made."""
    answer = server.client("cloudwatch").describe_alarms()
    return {
        alarm["AlarmName"]: {
            k: v for k, v in alarm.items() if not isinstance(v, datetime.datetime)
        }
        for alarm in answer["MetricAlarms"]
    }


def test_boto3_reads_back_what_the_python_program_leaves(moonwatch, moto, second_moto):
    run = moonwatch(EXAMPLE, INSTANCE, AWS_ENDPOINT_URL=moto.url)
    assert (run.returncode, run.stderr) == (0, "")
    assert "CPUUtilization" in run.stdout and "NetworkLatency" in run.stdout

    monitor_performance(second_moto.client("cloudwatch"), INSTANCE)
    expected = alarms(second_moto)
    assert expected.keys() == {"CPUUtilization", "NetworkLatency"}
    assert alarms(moto) == expected


def test_the_embedded_cloud_shows_both_alarms(moonwatch):
    run = moonwatch("--local", EXAMPLE, INSTANCE, AWS_ACCESS_KEY_ID=None, AWS_REGION=None)
    assert (run.returncode, run.stderr) == (0, "")
    assert "CPUUtilization" in run.stdout and "NetworkLatency" in run.stdout


def test_on_a_terminal_it_asks(moonwatch, second_moto):
    child = pexpect.spawn(
        moonwatch.binary,
        [EXAMPLE],
        env=moonwatch.environment(AWS_ENDPOINT_URL=second_moto.url),
        encoding="utf-8",
        timeout=30,
    )
    child.expect_exact("Enter the instance ID: ")
    child.sendline("i-0fedcba9876543210")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    dimensions = [alarm["Dimensions"] for alarm in alarms(second_moto).values()]
    assert dimensions == [[{"Name": "InstanceId", "Value": "i-0fedcba9876543210"}]] * 2


def test_without_a_terminal_it_exits_64_and_names_the_argument(moonwatch, second_moto):
    run = moonwatch(EXAMPLE, AWS_ENDPOINT_URL=second_moto.url)
    assert run.returncode == 64
    assert run.stdout == ""
    assert "instance_id" in run.stderr
    assert alarms(second_moto) == {}
