"""The services that are embedded in part: without any folder of descriptions, what the program decodes is what
boto3 decodes."""

import http.server
import io
import json
import threading
import zipfile

import boto3
import pytest

from compare import output, same
from servers import REGION


@pytest.fixture(scope="module")
def filled(moto):
    """A moto with something of each service."""
    ec2, scaling, balancing = moto.client("ec2"), moto.client("autoscaling"), moto.client("elbv2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    scaling.create_launch_configuration(LaunchConfigurationName="c", ImageId=image, InstanceType="t3.micro")
    for name in ("web", "batch", "empty"):
        scaling.create_auto_scaling_group(
            AutoScalingGroupName=name, LaunchConfigurationName="c", MinSize=0, MaxSize=3,
            DesiredCapacity=0 if name == "empty" else 1, AvailabilityZones=[REGION + "a"],
            Tags=[{"Key": "team", "Value": "ü & <b>", "PropagateAtLaunch": True}],
        )  # fmt: skip
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"][:2]]
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    made = balancing.create_load_balancer(Name="web", Subnets=subnets)["LoadBalancers"][0]
    target = balancing.create_target_group(Name="t", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0]
    balancing.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"], Protocol="HTTP", Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": target["TargetGroupArn"]}],
    )  # fmt: skip
    events = moto.client("events")
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)", Description="ü")
    events.put_targets(Rule="nightly", Targets=[{"Id": "1", "Arn": f"arn:aws:sns:{REGION}:123456789012:t"}])
    logs = moto.client("logs")
    logs.create_log_group(logGroupName="/app", tags={"team": "web"})
    logs.create_log_stream(logGroupName="/app", logStreamName="s")
    logs.put_metric_filter(
        logGroupName="/app", filterName="errors", filterPattern="ERROR",
        metricTransformations=[{"metricName": "Errors", "metricNamespace": "App", "metricValue": "1"}],
    )  # fmt: skip
    role = moto.client("iam").create_role(
        RoleName="r", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}'
    )["Role"]["Arn"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("main.py", "def handle(event, context):\n    return event\n")
    moto.client("lambda").create_function(
        FunctionName="f", Runtime="python3.12", Role=role, Handler="main.handle",
        Code={"ZipFile": packed.getvalue()}, Tags={"team": "web"},
    )  # fmt: skip
    moto.client("rds").create_db_instance(
        DBInstanceIdentifier="db", DBInstanceClass="db.t3.micro", Engine="postgres", MasterUsername="u",
        MasterUserPassword="longenough", AllocatedStorage=20, Tags=[{"Key": "team", "Value": "web"}],
    )  # fmt: skip
    moto.client("rds").create_db_cluster(
        DBClusterIdentifier="cluster", Engine="aurora-postgresql", MasterUsername="u", MasterUserPassword="longenough"
    )
    ssm = moto.client("ssm")
    for number in range(3):
        ssm.put_parameter(Name=f"/app/{number}", Value=f"v{number}", Type="String")
    return {"load_balancer": made["LoadBalancerArn"], "target_group": target["TargetGroupArn"]}


CALLS = [
    ("autoscaling", "describe_auto_scaling_groups", {}),
    ("autoscaling", "describe_auto_scaling_groups", {"AutoScalingGroupNames": ["web", "none"]}),
    ("autoscaling", "describe_auto_scaling_instances", {}),
    ("autoscaling", "describe_tags", {"Filters": [{"Name": "key", "Values": ["team"]}]}),
    ("elbv2", "describe_load_balancers", {}),
    ("elbv2", "describe_target_groups", {}),
    ("elbv2", "describe_listeners", {"LoadBalancerArn": "{load_balancer}"}),
    ("elbv2", "describe_target_health", {"TargetGroupArn": "{target_group}"}),
    ("elbv2", "describe_tags", {"ResourceArns": ["{load_balancer}"]}),
    ("events", "list_rules", {}),
    ("events", "describe_rule", {"Name": "nightly"}),
    ("events", "list_targets_by_rule", {"Rule": "nightly"}),
    ("lambda", "list_functions", {}),
    ("lambda", "get_function_configuration", {"FunctionName": "f"}),
    ("logs", "describe_log_groups", {"logGroupNamePrefix": "/a"}),
    ("logs", "describe_log_streams", {"logGroupName": "/app"}),
    ("logs", "describe_metric_filters", {"logGroupName": "/app"}),
    ("rds", "describe_db_instances", {}),
    ("rds", "describe_db_clusters", {}),
    ("ssm", "get_parameter", {"Name": "/app/1"}),
    ("ssm", "get_parameters_by_path", {"Path": "/app"}),
    ("ssm", "describe_parameters", {}),
]


def lua(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {lua(element)}" for key, element in value.items()) + " }"
    if isinstance(value, list):
        return "{ " + ", ".join(map(lua, value)) + " }"
    return json.dumps(value)


def named(value, names):
    """The input with the ARNs of this moto."""
    if isinstance(value, dict):
        return {key: named(element, names) for key, element in value.items()}
    if isinstance(value, list):
        return [named(element, names) for element in value]
    return value.format(**names)


@pytest.mark.parametrize(("service", "method", "given"), CALLS, ids=[f"{c[0]}-{c[1]}-{i}" for i, c in enumerate(CALLS)])
def test_an_answer_is_what_boto3_reads(moonwatch, moto, filled, service, method, given):
    given = named(given, filled)
    ours = moonwatch.value(f'return aws["{service}"]():{method}({lua(given)})', AWS_ENDPOINT_URL=moto.url)
    theirs = output(getattr(moto.client(service), method)(**given))
    assert theirs, "nothing to compare"
    same(without_clock(ours), without_clock(theirs))


def without_clock(value):
    """An answer without the member that is moto's own time of day."""
    if isinstance(value, dict):
        return {k: without_clock(v) for k, v in value.items() if k != "LatestRestorableTime"}
    return [without_clock(element) for element in value] if isinstance(value, list) else value


class Tagging(http.server.BaseHTTPRequestHandler):
    """A tagging API of two pages. moto's own wants packages that are not installed."""

    requests = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Tagging.requests.append((self.path, self.headers["X-Amz-Target"], self.headers["Content-Type"], body))
        is_first = not body.get("PaginationToken")
        answer = json.dumps(
            {
                "PaginationToken": "more" if is_first else "",
                "ResourceTagMappingList": [
                    {
                        "ResourceARN": f"arn:aws:sns:{REGION}:123456789012:{'a' if is_first else 'b'}",
                        "Tags": [{"Key": "team", "Value": "web ü"}],
                        "ComplianceDetails": {"ComplianceStatus": True},
                    }
                ],
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def test_tagged_resources_are_asked_for_and_read_as_by_boto3(moonwatch):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tagging)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        ours = moonwatch.value(
            """return aws.resourcegroupstaggingapi():collect("GetResources", {
              TagFilters = { { Key = "team", Values = { "web" } } } })""",
            AWS_ENDPOINT_URL=url,
        )
        mine, Tagging.requests = Tagging.requests, []
        client = boto3.client(
            "resourcegroupstaggingapi", region_name=REGION, endpoint_url=url, aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )  # fmt: skip
        pages = client.get_paginator("get_resources").paginate(TagFilters=[{"Key": "team", "Values": ["web"]}])
        same(ours, pages.build_full_result()["ResourceTagMappingList"])
        assert len(ours) == 2
        assert mine == Tagging.requests
    finally:
        server.shutdown()


def test_a_function_is_invoked_only_where_changes_are_allowed(moonwatch, moto, filled):
    code = 'return aws.lambda():invoke { FunctionName = "f", Payload = "{}" }'
    refused = moonwatch("-e", code, AWS_ENDPOINT_URL=moto.url)
    assert refused.returncode == 1
    assert "lambda:Invoke" in refused.stderr


def test_what_is_left_out_says_where_it_would_be(moonwatch):
    run = moonwatch("-e", "aws.rds():create_db_instance{}")
    assert run.returncode == 1
    assert "rds has the operation 'CreateDBInstance', but its description is not embedded" in run.stderr
