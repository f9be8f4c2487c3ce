"""`ec2` of the Lua library beside boto3, on the same moto."""

import json

import pytest

from servers import REGION, write_gone_profile

FLEET = [
    # (name, env, type, state)
    *[(f"web-{i}", "prod", "t3.micro", "running") for i in range(1, 8)],
    *[(f"db-{i}", "prod", "m5.large", "running") for i in range(1, 4)],
    ("batch-1", "dev", "m5.large", "stopped"),
    ("batch-2", "dev", "t3.micro", "terminated"),
]


@pytest.fixture(scope="module")
def fleet(moto):
    """Instances of several kinds, and one in another Region."""
    ec2 = moto.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    ids = {}
    for name, env, kind, state in FLEET:
        tags = [{"Key": "Name", "Value": name}, {"Key": "env", "Value": env}]
        run = ec2.run_instances(
            ImageId=image,
            MinCount=1,
            MaxCount=1,
            InstanceType=kind,
            TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
        )
        ids[name] = run["Instances"][0]["InstanceId"]
        if state == "stopped":
            ec2.stop_instances(InstanceIds=[ids[name]])
        if state == "terminated":
            ec2.terminate_instances(InstanceIds=[ids[name]])
    return ids


def described(ec2, **arguments):
    """boto3's instances, flat as the library's rows."""
    rows = []
    for page in ec2.get_paginator("describe_instances").paginate(**arguments):
        for reservation in page["Reservations"]:
            for instance in reservation["Instances"]:
                tags = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}
                row = {
                    "id": instance["InstanceId"],
                    "name": tags.get("Name"),
                    "state": instance["State"]["Name"],
                    "type": instance["InstanceType"],
                    "az": instance["Placement"]["AvailabilityZone"],
                    "account": reservation["OwnerId"],
                    "private_ip": instance.get("PrivateIpAddress"),
                    "public_ip": instance.get("PublicIpAddress"),
                    "launch_time": instance["LaunchTime"].timestamp(),
                    "image": instance["ImageId"],
                    "vpc": instance.get("VpcId"),
                    "subnet": instance.get("SubnetId"),
                    "tags": tags,
                }
                rows.append({k: v for k, v in row.items() if v is not None})
    return sorted(rows, key=lambda row: row["id"])


def listed(moonwatch, moto, options):
    rows = moonwatch.value(f"return ec2.instances({options})", "--endpoint-url", moto.url)
    keys = {
        "id", "name", "state", "type", "az", "account", "private_ip", "public_ip", "launch_time",
        "image", "vpc", "subnet", "tags",
    }  # fmt: skip
    assert all(row["region"] == REGION for row in rows)
    return sorted(
        ({k: v for k, v in row.items() if k in keys} for row in rows), key=lambda row: row["id"]
    )


FILTERS = [
    ("", {}),
    ('{ state = "running" }', {"instance-state-name": ["running"]}),
    (
        '{ state = { "stopped", "terminated" } }',
        {"instance-state-name": ["stopped", "terminated"]},
    ),
    ('{ tags = { env = "prod", Name = "web-*" } }', {"tag:env": ["prod"], "tag:Name": ["web-*"]}),
    ("{ tags = { env = true } }", {"tag-key": ["env"]}),
    ('{ tags = { Name = { "web-1", "db-2" } } }', {"tag:Name": ["web-1", "db-2"]}),
    (
        '{ filters = { ["instance-type"] = "m5.large" }, state = "running" }',
        {"instance-type": ["m5.large"], "instance-state-name": ["running"]},
    ),
]


@pytest.mark.parametrize(("options", "filters"), FILTERS)
def test_what_is_listed_is_what_boto3_lists(moonwatch, moto, fleet, options, filters):
    wanted = [{"Name": name, "Values": values} for name, values in filters.items()]
    expected = described(moto.client("ec2"), Filters=wanted)
    assert expected, "nothing to compare"
    assert listed(moonwatch, moto, options) == expected


def test_ids_and_filters_hold_together(moonwatch, moto, fleet):
    ids = [fleet["web-1"], fleet["batch-1"]]
    lua = ", ".join(f'"{id}"' for id in ids)
    assert listed(moonwatch, moto, f"{{ ids = {{ {lua} }} }}") == described(
        moto.client("ec2"), InstanceIds=ids
    )
    rows = listed(moonwatch, moto, f'{{ ids = {{ {lua} }}, state = "stopped" }}')
    assert [row["id"] for row in rows] == [fleet["batch-1"]]


def test_each_gives_what_the_list_gives(moonwatch, moto, fleet):
    code = """
    local ids = {}
    for instance in ec2.each { fields = { "id" } } do ids[#ids + 1] = instance.id end
    return ids
    """
    ids = moonwatch.value(code, "--endpoint-url", moto.url)
    assert sorted(ids) == [row["id"] for row in described(moto.client("ec2"))]


def test_status_is_what_boto3_says(moonwatch, moto, fleet):
    for options, arguments in (("", {}), ("{ include_all = true }", {"IncludeAllInstances": True})):
        rows = moonwatch.value(f"return ec2.status({options})", "--endpoint-url", moto.url)
        expected = moto.client("ec2").describe_instance_status(**arguments)["InstanceStatuses"]
        assert sorted((r["id"], r["state"], r["instance"], r["system"]) for r in rows) == sorted(
            (
                s["InstanceId"],
                s["InstanceState"]["Name"],
                s["InstanceStatus"]["Status"],
                s["SystemStatus"]["Status"],
            )
            for s in expected
        )


def test_an_instance_that_is_not_there_is_named_with_its_region(moonwatch, moto, fleet):
    meant = fleet["db-1"]
    wrong = meant[:-1] + ("0" if meant[-1] != "0" else "1")
    run = moonwatch("--endpoint-url", moto.url, "-e", f'ec2.get("{wrong}")')
    assert run.returncode == 1
    assert f"ec2.get: no instance {wrong} in {REGION}; did you mean {meant}?" in run.stderr


def test_stopping_and_tagging_change_what_boto3_sees(moonwatch, moto, fleet):
    code = f"""
    local instance = ec2.get("{fleet['web-7']}")
    instance:stop {{ wait = "30s" }}
    instance:tag {{ owner = "ana" }}
    instance:untag("env")
    return {{ state = instance.state, tags = instance.tags }}
    """
    left = moonwatch.value(code, "--endpoint-url", moto.url, "--allow-write")
    assert left == {"state": "stopped", "tags": {"Name": "web-7", "owner": "ana"}}
    (row,) = described(moto.client("ec2"), InstanceIds=[fleet["web-7"]])
    assert (row["state"], row["tags"]) == (left["state"], left["tags"])


def test_an_account_that_fails_raises_with_the_other_ones_instances(moonwatch, moto, fleet):
    write_gone_profile(moonwatch.home, moto.url)
    run = moonwatch("-e", 'return ec2.instances { profiles = { "here", "gone" } }')
    assert run.returncode == 69 and run.stdout == ""
    assert f"1 of 2 targets failed: gone/{REGION}: " in run.stderr
    code = """
    local ok, err = pcall(ec2.instances, { profiles = { "here", "gone" } })
    return { kind = err.kind, count = #err.partial, complete = err.partial.complete,
      profile = err.partial.errors[1].profile }
    """
    count = len(described(moto.client("ec2")))
    expected = {"kind": "network", "count": count, "complete": False, "profile": "gone"}
    assert moonwatch.value(code) == expected


def test_a_partial_list_is_shown_as_such(moonwatch, moto, fleet):
    write_gone_profile(moonwatch.home, moto.url)
    code = 'return ec2.instances { profiles = { "here", "gone" }, partial = true, state = "stopped" }'
    shown = moonwatch("-e", code)
    assert shown.returncode == 0
    assert "incomplete: " in shown.stdout.splitlines()[-1]
    as_json = moonwatch("-o", "json", "-e", code)
    assert all("raw" not in row for row in json.loads(as_json.stdout))
    assert "incomplete: " in as_json.stderr
