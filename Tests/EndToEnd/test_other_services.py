"""Services that are not embedded, described by botocore's own data folder: what the program decodes is
what boto3 decodes."""

import io
import json
import pathlib
import zipfile

import botocore
import pytest

from compare import output, same

DATA = str(pathlib.Path(botocore.__file__).parent / "data")


@pytest.fixture
def call(moonwatch, moto):
    """Runs a chunk against moto with AWS_DATA_PATH set; its value, by way of JSON."""

    def run(code, **env):
        environment = {"AWS_ENDPOINT_URL": moto.url, "AWS_DATA_PATH": DATA} | env
        return moonwatch.value(code, "--allow-write", **environment)

    return run


def test_sqs_sends_and_lists_as_boto3_does(call, moto):
    sqs = moto.client("sqs")
    made = call('return aws.sqs():create_queue{QueueName = "jobs", Attributes = {DelaySeconds = "0"}}')
    assert made == output(sqs.get_queue_url(QueueName="jobs"))
    sent = call(
        f"""return aws.sqs():send_message{{
          QueueUrl = "{made["QueueUrl"]}", MessageBody = "a <&> ü",
          MessageAttributes = {{
            kind = {{DataType = "String", StringValue = "x"}},
            raw = {{DataType = "Binary", BinaryValue = "\\0\\255"}},
          }},
        }}"""
    )
    assert set(sent) >= {"MessageId", "MD5OfMessageBody"}
    received = sqs.receive_message(QueueUrl=made["QueueUrl"], MessageAttributeNames=["All"])
    (message,) = received["Messages"]
    assert (message["Body"], message["MessageId"]) == ("a <&> ü", sent["MessageId"])
    assert message["MessageAttributes"]["raw"]["BinaryValue"] == b"\0\xff"
    for number in range(3):
        sqs.create_queue(QueueName=f"more-{number}")
    queues = call('return aws.sqs():collect("ListQueues", {MaxResults = 2})')
    same(queues, sqs.list_queues()["QueueUrls"])
    # The query protocol's code, which boto3 reports too.
    failure = call(
        'local ok, e = pcall(function() return aws.sqs():get_queue_url{QueueName = "none"} end) '
        "return {code = e.code, status = e.status}"
    )
    with pytest.raises(sqs.exceptions.QueueDoesNotExist) as theirs:
        sqs.get_queue_url(QueueName="none")
    answer = theirs.value.response
    assert failure == {
        "code": answer["Error"]["Code"],
        "status": answer["ResponseMetadata"]["HTTPStatusCode"],
    }


def test_dynamodb_items_equal_boto3s(call, moto):
    dynamodb = moto.client("dynamodb")
    call(
        """return aws.dynamodb():create_table{
          TableName = "t", BillingMode = "PAY_PER_REQUEST",
          AttributeDefinitions = {{AttributeName = "id", AttributeType = "S"}},
          KeySchema = {{AttributeName = "id", KeyType = "HASH"}},
        }"""
    )
    for number in range(7):
        item = (
            f'{{id = {{S = "i-{number}"}}, n = {{N = "{number}.5"}}, b = {{B = "\\1\\2"}}, '
            'l = {L = {{S = "x"}, {NULL = true}}}, m = {M = {k = {BOOL = false}}}, ss = {SS = {"a"}}}'
        )
        call(f'return aws.dynamodb():put_item{{TableName = "t", Item = {item}}}')
    described = call('return aws.dynamodb():describe_table{TableName = "t"}')
    same(described, output(dynamodb.describe_table(TableName="t")))

    def as_json(value):
        # A blob is a string of bytes in Lua.
        return json.loads(json.dumps(value, default=lambda blob: blob.decode()))

    items = call('return aws.dynamodb():collect("Scan", {TableName = "t", Limit = 3})')
    same(items, as_json(dynamodb.scan(TableName="t")["Items"]))
    assert len(items) == 7


def test_log_events_equal_boto3s(call, moto):
    logs = moto.client("logs")
    call('return aws.logs():create_log_group{logGroupName = "/app", tags = {team = "x"}}')
    call('return aws.logs():create_log_stream{logGroupName = "/app", logStreamName = "s"}')
    call(
        """
        local now = math.floor(time.now() * 1000)
        return aws.logs():put_log_events{logGroupName = "/app", logStreamName = "s", logEvents = {
          {timestamp = now - 1, message = "first"}, {timestamp = now, message = "second ü"}}}
        """
    )
    same(call("return aws.logs():describe_log_groups()"), output(logs.describe_log_groups()))
    found = call('return aws.logs():filter_log_events{logGroupName = "/app"}')
    same(found, output(logs.filter_log_events(logGroupName="/app")))
    assert [event["message"] for event in found["events"]] == ["first", "second ü"]


def test_lambda_functions_equal_boto3s(call, moto, tmp_path):
    """REST-JSON: labels, queries, headers, a payload, and errors that a header names."""
    client = moto.client("lambda")
    role = moto.client("iam").create_role(
        RoleName="r", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}'
    )["Role"]["Arn"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("main.py", "def handle(event, context):\n    return event\n")
    path = tmp_path / "code.zip"
    path.write_bytes(packed.getvalue())
    made = call(
        f"""
        local file <close> = assert(io.open("{path}", "rb"))
        return aws.lambda():create_function{{
          FunctionName = "f", Runtime = "python3.12", Role = "{role}", Handler = "main.handle",
          Code = {{ZipFile = file:read("a")}}, Environment = {{Variables = {{A = "b c"}}}},
          Tags = {{team = "x y"}},
        }}"""
    )
    assert made["CodeSize"] == len(packed.getvalue())
    got = call('return aws.lambda():get_function{FunctionName = "f"}')
    same(got, output(client.get_function(FunctionName="f")))
    listed = call('return aws.lambda():collect("ListFunctions", {MaxItems = 10})')
    same(listed, client.list_functions()["Functions"])
    arn = made["FunctionArn"]
    # A label with colons, and keys of a query in a list.
    call(f'return aws.lambda():untag_resource{{Resource = "{arn}", TagKeys = {{"team", "x&y"}}}}')
    assert client.list_tags(Resource=arn)["Tags"] == {}
    failure = call(
        'local ok, e = pcall(function() return aws.lambda():get_function{FunctionName = "g"} end) '
        "return {code = e.code, status = e.status}"
    )
    assert failure == {"code": "ResourceNotFoundException", "status": 404}


def test_an_operation_that_is_not_embedded_is_found_too(call, moto):
    made = call('return aws.ec2():create_vpc{CidrBlock = "10.7.0.0/16"}')["Vpc"]
    (theirs,) = moto.client("ec2").describe_vpcs(VpcIds=[made["VpcId"]])["Vpcs"]
    assert (theirs["CidrBlock"], theirs["VpcId"]) == ("10.7.0.0/16", made["VpcId"])
    ours = call('return aws.ec2():collect("DescribeNetworkAcls")')
    same(ours, moto.client("ec2").describe_network_acls()["NetworkAcls"])


def test_models_in_the_home_folder_and_asked_versions(moonwatch, moto):
    source = pathlib.Path(DATA) / "sqs"
    (newest,) = source.iterdir()
    models = moonwatch.home / ".aws" / "models"
    for version in ("2001-01-01", newest.name):
        target = models / "sqs" / version
        target.mkdir(parents=True)
        for file in newest.iterdir():
            (target / file.name).write_bytes(file.read_bytes())
    env = {"AWS_ENDPOINT_URL": moto.url}
    same(
        moonwatch.value("return aws.sqs():list_queues()", **env),
        output(moto.client("sqs").list_queues()),
    )
    old = moonwatch("-e", 'aws.sqs{api_version = "2001-01-01"}:list_queues()', **env)
    assert old.returncode == 0, old.stderr
    none = moonwatch("-e", 'aws.sqs{api_version = "1999-01-01"}', **env)
    assert none.returncode == 1
    assert (
        "sqs has no description of the version '1999-01-01'; there are: 2001-01-01, 2012-11-05"
        in none.stderr
    )


def test_a_service_without_a_description_says_where_it_looked(moonwatch):
    bare = moonwatch("-e", 'aws.client("sqss")')
    assert bare.returncode == 1
    assert "unknown service 'sqss'" in bare.stderr
    assert f"looked in {moonwatch.home}/.aws/models; AWS_DATA_PATH is not set" in bare.stderr
    pointed = moonwatch("-e", 'aws.client("sqss")', AWS_DATA_PATH=DATA)
    assert "(did you mean 'sqs'?)" in pointed.stderr
    assert f"looked in {DATA}, {moonwatch.home}/.aws/models" in pointed.stderr
    operation = moonwatch("-e", "aws.ec2():create_vpc{}")
    assert "ec2 has the operation 'CreateVpc', but its description is not embedded" in operation.stderr
    assert "AWS_DATA_PATH is not set" in operation.stderr


def test_a_description_that_cannot_be_read_is_named(moonwatch, tmp_path):
    folder = tmp_path / "data" / "sqs" / "2012-11-05"
    folder.mkdir(parents=True)
    (folder / "service-2.json.gz").write_bytes(b"no gzip")
    run = moonwatch("-e", "aws.sqs()", AWS_DATA_PATH=str(tmp_path / "data"))
    assert run.returncode == 78
    assert "service-2.json.gz: not gzip data" in run.stderr


def test_a_protocol_is_chosen_or_refused(moonwatch, moto):
    ours = moonwatch.value(
        'return aws.cloudwatch{protocol = "query"}:describe_alarms()', AWS_ENDPOINT_URL=moto.url
    )
    same(ours, output(moto.client("cloudwatch").describe_alarms()))
    refused = moonwatch("-e", 'aws.ec2{protocol = "json"}:describe_regions()')
    assert "ec2 does not speak the protocol 'json'; it speaks: ec2" in refused.stderr
    unknown = moonwatch("-e", 'aws.ec2{protocol = "jsn"}')
    assert "(did you mean 'json'?)" in unknown.stderr
