"""`moonwatch help NAME`: from the comments of the library and from the service descriptions."""

import json

import pytest


def test_a_function_has_signature_words_fields_and_example(moonwatch):
    result = moonwatch("help", "aws.client")
    assert result.returncode == 0
    assert result.stdout.startswith("aws.client(service, [options]) → Client\n")
    assert "Makes a client of a service." in result.stdout
    assert "  connect_timeout " in result.stdout
    assert 'Example:\n    local ec2 = aws.client("ec2"' in result.stdout


def test_a_method_is_found_with_colon_and_dot(moonwatch):
    assert moonwatch("help", "Client:pages").stdout == moonwatch("help", "Client.pages").stdout != ""


def test_the_library_is_listed(moonwatch):
    result = moonwatch("help", "library")
    assert result.returncode == 0
    for module in ("aws", "json", "show", "task", "time"):
        assert f"\n  {module} " in result.stdout


def test_an_operation_has_its_members_as_the_model_has_them(moonwatch):
    botocore = pytest.importorskip("botocore.session")
    model = botocore.get_session().get_service_model("cloudwatch")
    shape = model.operation_model("PutMetricAlarm").input_shape
    for name in ("cloudwatch:PutMetricAlarm", "cloudwatch.put_metric_alarm"):
        text = moonwatch("help", name).stdout
        assert "a change (declare it: @needs cloudwatch:PutMetricAlarm)" in text
        for member in shape.members:
            assert f"\n  {member} " in text or f"\n  {member}\n" in text
        for value in shape.members["ComparisonOperator"].enum:
            assert value in text


def test_help_as_json_is_for_programs(moonwatch):
    entries = json.loads(moonwatch("help", "task", "-o", "json").stdout)
    assert entries[0]["kind"] == "module"
    sleep = next(entry for entry in entries if entry["path"] == "task.sleep")
    assert sleep["parameters"][0]["name"] == "duration"


@pytest.mark.parametrize(
    ("name", "meant"),
    [("task.mpa", "task.map"), ("cloudwatch:PutMetricAlrm", "PutMetricAlarm")],
)
def test_an_unknown_name_is_an_error_with_the_nearest(moonwatch, name, meant):
    result = moonwatch("help", name)
    assert result.returncode == 64
    assert f"'{meant}'" in result.stderr
    assert result.stdout == ""
