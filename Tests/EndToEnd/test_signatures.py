"""Against a server that checks signatures and policies as AWS does."""

import json
import re
import urllib.request

import pytest

EVERYTHING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "ec2:DescribeVolumes", "Resource": "*"},
        ],
    }
)


@pytest.fixture(scope="module")
def strict(moto):
    """The server's key pair, with every later call checked."""
    iam = moto.client("iam")
    iam.create_user(UserName="operator")
    iam.put_user_policy(UserName="operator", PolicyName="all", PolicyDocument=EVERYTHING)
    pair = iam.create_access_key(UserName="operator")["AccessKey"]
    request = urllib.request.Request(
        f"{moto.url}/moto-api/reset-auth", data=b"0", headers={"Content-Type": "text/plain"}
    )
    urllib.request.urlopen(request).close()
    return {
        "AWS_ENDPOINT_URL": moto.url,
        "AWS_ACCESS_KEY_ID": pair["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": pair["SecretAccessKey"],
    }


def one_message(run):
    """One line, and below it, indented, what to do."""
    assert [line[:1] == " " for line in run.stderr.splitlines()].count(False) == 1, run.stderr


# Each with the code that the server has for a wrong signature. To JSON requests moto answers in XML,
# of which a JSON client, boto3 too, knows the status alone.
CALLS = {
    "query": ("return aws.sts():get_caller_identity{}", "SignatureDoesNotMatch"),
    "ec2": ("return aws.ec2():describe_instances{}", "AuthFailure"),
    "json": ("return aws.cloudwatch():describe_alarms{}", "SignatureDoesNotMatch|403"),
    "escapes": (
        """return aws.ec2():describe_instances{
          Filters = {{Name = "tag:Name", Values = {"a b+c/d*e~f=ü&'(!)"}}}}""",
        "AuthFailure",
    ),
}


@pytest.mark.parametrize(("code", "answer"), CALLS.values(), ids=CALLS)
def test_a_right_signature_passes(moonwatch, strict, code, answer):
    assert isinstance(moonwatch.value(code, **strict), dict)


@pytest.mark.parametrize(("code", "answer"), CALLS.values(), ids=CALLS)
def test_a_wrong_secret_is_a_clear_error(moonwatch, strict, code, answer):
    wrong = "wrong-secret-0123456789-0123456789"
    run = moonwatch("-e", code, **strict | {"AWS_SECRET_ACCESS_KEY": wrong})
    assert (run.returncode, run.stdout) == (77, "")
    assert re.search(answer, run.stderr)
    assert wrong not in run.stderr
    one_message(run)


def test_an_unknown_key_is_a_clear_error(moonwatch, strict):
    run = moonwatch(
        "-e", CALLS["query"][0], **strict | {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}
    )
    assert (run.returncode, run.stdout) == (77, "")
    assert "InvalidClientTokenId" in run.stderr
    one_message(run)


def test_access_denied_names_the_action(moonwatch, strict):
    run = moonwatch("-e", "return aws.ec2():describe_volumes{}", **strict)
    assert (run.returncode, run.stdout) == (77, "")
    assert "AccessDenied" in run.stderr and "ec2:DescribeVolumes" in run.stderr
    one_message(run)
