"""The other examples do what their headers say; monitor_performance has a file of its own."""

import csv
import datetime
import io
import json


def start(ec2, count, **tags):
    image = ec2.describe_images()["Images"][0]["ImageId"]
    answer = ec2.run_instances(
        ImageId=image,
        InstanceType="t3.micro",
        MinCount=count,
        MaxCount=count,
        TagSpecifications=[
            {
                "ResourceType": "instance",
                "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
            }
        ],
    )
    return [instance["InstanceId"] for instance in answer["Instances"]]


def test_instance_cpu_lists_running_instances_busiest_first(moonwatch, moto):
    ec2, cloudwatch = moto.client("ec2"), moto.client("cloudwatch")
    idle, busy, silent = start(ec2, 3, Name="web", role="web")
    (other,) = start(ec2, 1, role="batch")
    (stopped,) = start(ec2, 1, role="web")
    ec2.stop_instances(InstanceIds=[stopped])
    now = datetime.datetime.now(datetime.timezone.utc)
    cloudwatch.put_metric_data(
        Namespace="AWS/EC2",
        MetricData=[
            {
                "MetricName": "CPUUtilization",
                "Dimensions": [{"Name": "InstanceId", "Value": instance}],
                "Timestamp": now - datetime.timedelta(minutes=minutes),
                "Value": value,
                "Unit": "Percent",
            }
            for instance, values in [(idle, (1.0, 3.0)), (busy, (50.0, 90.0)), (other, (99.0, 99.0))]
            for minutes, value in zip((40, 20), values)
        ],
    )

    run = moonwatch(
        "-o", "json", "examples/instance_cpu.lua", "--tag", "role=web", AWS_ENDPOINT_URL=moto.url
    )
    assert (run.returncode, run.stderr) == (0, "")
    rows = json.loads(run.stdout)
    assert [row["InstanceId"] for row in rows] == [busy, idle, silent]
    assert [(row.get("Mean"), row.get("Peak"), row.get("Latest")) for row in rows] == [
        (70.0, 90.0, 90.0),
        (2.0, 3.0, 3.0),
        (None, None, None),
    ]
    assert all(row["Name"] == "web" and row["Type"] == "t3.micro" for row in rows)

    # Without the tag the other instance leads; CSV has a line for each and one for the names.
    run = moonwatch("-o", "csv", "examples/instance_cpu.lua", AWS_ENDPOINT_URL=moto.url)
    assert (run.returncode, run.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO(run.stdout)))
    assert [row["InstanceId"] for row in rows] == [other, busy, idle, silent]

    run = moonwatch("examples/instance_cpu.lua", "30m", AWS_ENDPOINT_URL=moto.url)
    assert (run.returncode, run.stderr) == (0, "")
    table = run.stdout
    assert table.index(other) < table.index(busy) < table.index(idle) < table.index(silent)


def test_a_tag_without_a_value_is_a_clear_error(moonwatch):
    run = moonwatch("--local", "examples/instance_cpu.lua", "--tag", "role")
    assert (run.returncode, run.stdout) == (1, "")
    assert "KEY=VALUE expected, got role" in run.stderr


def test_in_alarm_names_the_instance_of_each_alarm_longest_first(moonwatch, moto):
    cloudwatch = moto.client("cloudwatch")
    (there,) = start(moto.client("ec2"), 1, Name="web-9", role="alarm")
    for name, instance in [("gone-cpu", "i-0123456789abcdef0"), ("web-9-cpu", there)]:
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            Namespace="AWS/EC2",
            MetricName="CPUUtilization",
            Dimensions=[{"Name": "InstanceId", "Value": instance}],
            Statistic="Average",
            Period=300,
            EvaluationPeriods=2,
            Threshold=80,
            ComparisonOperator="GreaterThanThreshold",
        )
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="test")
    for flags in ([], ["--regions", "us-east-1"], ["--prefix", "web-9"]):
        run = moonwatch("-o", "json", "examples/in_alarm.lua", *flags, AWS_ENDPOINT_URL=moto.url)
        assert (run.returncode, run.stderr) == (0, "")
        rows = {row["Alarm"]: row for row in json.loads(run.stdout)}
        assert rows["web-9-cpu"]["Instance"] == "web-9"
        assert rows["web-9-cpu"]["Condition"] == "CPUUtilization > 80 for 2 of 2 × 5m"
        if "--prefix" in flags:
            assert list(rows) == ["web-9-cpu"]
        else:
            assert list(rows) == ["gone-cpu", "web-9-cpu"]
            assert rows["gone-cpu"]["InstanceId"] and "Instance" not in rows["gone-cpu"]


FLEET_ALARMS = """
--- @needs cloudwatch:* ec2:*
local ids = sim.cloud({
  topics = { "on-call" },
  instances = {
    { name = "same-a", tags = { alarms = "yes" }, launch_time = "1d ago" },
    { name = "same-b", tags = { alarms = "yes" }, launch_time = "1d ago" },
    { name = "other", tags = { alarms = "no" } },
  },
}).instances
local example = assert(loadfile("examples/fleet_alarms.lua"))
local function run(changes)
  args = { tag = "alarms=yes", threshold = 80, owner = "fleet", apply = false,
    topic = "arn:aws:sns:us-east-1:000000000000:on-call" }
  for name, value in pairs(changes or {}) do args[name] = value end
  return example()
end
assert(#run().create == 4 and #alarms.list() == 0)
-- The clock moves while the new alarms wait for their states.
local clock = task.spawn(function()
  wait_until(function() return #alarms.list() == 4 end, { every = 0.01 })
  assert(#alarms.list { actions_enabled = true } == 0)
  for _ = 1, 20 do sim.advance("1m") end
end)
run { apply = true }
task.all { clock }
assert(#alarms.list { actions_enabled = true, state = "OK" } == 4, show.text(alarms.list()))
assert(run():is_empty())
local changed = run { threshold = 90 }
assert(#changed.update == 2 and #changed.update[1].changes == 1 and changed.update[1].changes[1].field == "threshold")
ec2.get(ids["same-b"]):tag { alarms = "no" }
local gone = run { apply = true }
assert(#gone.delete == 2 and gone.delete[1].name == ids["same-b"] .. " cpu" and #alarms.list() == 2)
"""


def test_fleet_alarms_keeps_two_alarms_on_each_tagged_instance(moonwatch, tmp_path):
    script = tmp_path / "script.lua"
    script.write_text(FLEET_ALARMS, encoding="utf-8")
    run = moonwatch("--local", "-q", script)
    assert run.returncode == 0, run.stderr
    # And as its header says, with nothing to do.
    empty = moonwatch("--local", "examples/fleet_alarms.lua")
    assert "NothingWanted" in empty.stderr
