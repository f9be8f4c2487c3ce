"""`moonwatch doctor`: what it finds where, and the status it ends with."""

import datetime
import hashlib
import json

import pytest

from servers import REGION, FaultServer, response

KEY, SECRET, TOKEN = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG", "session-token-text"
IDENTITY = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ana</Arn>"
    "<UserId>U</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)


def doctor(moonwatch, *flags, **env):
    """The report as JSON, with the run. No secret is ever in it, or in the text."""
    run = moonwatch("doctor", "-o", "json", *flags, **env)
    text = moonwatch("doctor", *flags, **env)
    assert run.stderr == "" and text.stderr == ""
    assert run.returncode == text.returncode
    for output in (run.stdout, text.stdout):
        assert not any(secret in output for secret in (KEY, SECRET, TOKEN, "testing-secret"))
    report = json.loads(run.stdout)
    assert report["ok"] == (run.returncode == 0)
    for name in report:
        assert name == "ok" or name in text.stdout
    return run, report


def files(moonwatch, config="", credentials=""):
    (moonwatch.home / ".aws/config").write_text(config)
    (moonwatch.home / ".aws/credentials").write_text(credentials)


NO_KEYS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}


def test_keys_of_the_environment_and_a_call_that_works(moonwatch, moto):
    run, report = doctor(
        moonwatch, AWS_ENDPOINT_URL=moto.url, AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET,
        AWS_SESSION_TOKEN=TOKEN,
    )
    assert run.returncode == 0, run.stdout
    assert report["credentials"]["source"] == "environment"
    assert report["credentials"]["key"] == "…MPLE"
    assert report["region"] | {"text": ""} == {"state": "ok", "text": "", "value": REGION, "origin": "AWS_REGION"}
    assert (report["endpoint"]["value"], report["endpoint"]["origin"]) == (moto.url, "AWS_ENDPOINT_URL")
    assert report["identity"]["account"] == "123456789012"
    assert abs(report["clock"]["skew_seconds"]) <= 2
    assert report["versions"]["lua"].startswith("5.4.") and "libcurl/" in report["versions"]["libcurl"]
    assert "SSL" in report["versions"]["crypto"]


def test_a_profile_and_what_was_looked_at_before_it(moonwatch, moto):
    files(
        moonwatch,
        f"[profile watch]\nregion = eu-west-1\nendpoint_url = {moto.url}\n",
        f"[watch]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n",
    )
    run, report = doctor(moonwatch, AWS_PROFILE="watch", AWS_REGION=None, **NO_KEYS)
    assert run.returncode == 0, run.stdout
    assert (report["profile"]["value"], report["profile"]["origin"]) == ("watch", "AWS_PROFILE")
    assert report["profile"]["kind"] == "keys"
    assert (report["region"]["value"], report["region"]["origin"]) == ("eu-west-1", "region in profile 'watch'")
    assert report["endpoint"]["origin"] == "endpoint_url in profile 'watch'"
    looked = [(step["source"], step["outcome"]) for step in report["credentials"]["looked"]]
    assert looked == [
        ("environment", "not set up"), ("role", "not set up"), ("web identity", "not set up"),
        ("sso", "not set up"), ("credentials file", "found"),
    ]
    assert report["files"]["config"] == str(moonwatch.home / ".aws/config")
    # A profile that is named by flag sets the environment's keys aside, which are then not looked at.
    _, report = doctor(moonwatch, "--profile", "watch")
    assert report["credentials"]["looked"][0]["source"] == "role"
    assert report["profile"]["origin"] == "--profile"


def test_an_unknown_profile(moonwatch):
    files(moonwatch, "[profile watch]\nregion = eu-west-1\n")
    run, report = doctor(moonwatch, AWS_PROFILE="wacht")
    assert run.returncode == 78
    assert report["profile"]["code"] == "UnknownProfile" and "did you mean 'watch'?" in report["profile"]["text"]


def test_no_region(moonwatch):
    run, report = doctor(moonwatch, AWS_REGION=None)
    assert run.returncode == 78
    assert report["region"]["code"] == "NoRegion" and "AWS_REGION" in report["region"]["text"]
    # The rest is looked at all the same.
    assert report["credentials"]["state"] == "ok" and "endpoint" not in report


def test_no_credentials_anywhere(moonwatch):
    run, report = doctor(moonwatch, **NO_KEYS)
    assert run.returncode == 77
    found = report["credentials"]
    assert found["code"] == "NoCredentials"
    assert [step["source"] for step in found["looked"]] == [
        "environment", "role", "web identity", "sso", "credentials file", "process", "config file", "container",
        "instance metadata",
    ]
    assert any("disabled by AWS_EC2_METADATA_DISABLED" in line for line in found["details"])


def test_an_sso_session_that_is_over(moonwatch):
    files(
        moonwatch,
        """[profile work]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Watch
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.awsapps.com/start
""",
    )
    cache = moonwatch.home / ".aws/sso/cache"
    cache.mkdir(parents=True)
    yesterday = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    (cache / f"{hashlib.sha1(b'corp').hexdigest()}.json").write_text(
        json.dumps({"accessToken": TOKEN, "expiresAt": yesterday.strftime("%Y-%m-%dT%H:%M:%SZ")})
    )
    run, report = doctor(moonwatch, "--profile", "work")
    assert run.returncode == 77
    assert "aws sso login --profile work" in report["credentials"]["text"]
    assert report["credentials"]["looked"][-1] == {"source": "sso", "outcome": "failed"}
    assert report["profile"]["kind"] == "sso"


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [("http://127.0.0.1:1", 69, "ConnectionRefused"), ("https://h/?x", 78, None), ("http://service.invalid", 69, "UnknownHost")],
)
def test_a_wrong_endpoint(moonwatch, url, status, code):
    run, report = doctor(moonwatch, "--endpoint-url", url)
    assert run.returncode == status, run.stdout
    if code:
        assert report["identity"]["code"] == code
        assert report["endpoint"]["origin"] == "--endpoint-url"


def test_keys_that_aws_does_not_accept(moonwatch):
    error = "<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>no</Message></Error></ErrorResponse>"
    with FaultServer(response(403, error)) as server:
        run, report = doctor(moonwatch, "--endpoint-url", server.url)
    assert run.returncode == 77 and report["identity"]["code"] == "InvalidClientTokenId"


def test_a_clock_that_is_off(moonwatch):
    date = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=7)
    header = "Date: " + date.strftime("%a, %d %b %Y %H:%M:%S GMT")
    with FaultServer(response(200, IDENTITY, headers=[header])) as server:
        run, report = doctor(moonwatch, "--endpoint-url", server.url)
    assert run.returncode == 0, run.stdout
    assert 400 < report["clock"]["skew_seconds"] < 440
    assert "behind the server's" in report["clock"]["text"]


def test_proxy_and_certificates(moonwatch, tmp_path):
    bundle = tmp_path / "ca.pem"
    bundle.write_text("")
    with FaultServer(response(200, IDENTITY)) as proxy:
        run, report = doctor(
            moonwatch, "--endpoint-url", "http://sts.invalid", AWS_CA_BUNDLE=str(bundle),
            HTTP_PROXY=proxy.url.replace("://", f"://user:{SECRET.replace('/', '-')}@"),
        )
    assert run.returncode == 0, run.stdout
    assert report["proxy"]["value"] == proxy.url.removeprefix("http://")
    assert report["certificates"] | {"text": ""} == {
        "state": "note", "text": "", "value": str(bundle), "origin": "AWS_CA_BUNDLE"
    }
    assert SECRET.replace("/", "-") not in run.stdout
    run, report = doctor(moonwatch, AWS_CA_BUNDLE="/nowhere.pem")
    assert run.returncode == 78 and report["certificates"]["code"] == "NoCABundle"


def test_its_own_settings(moonwatch, moto):
    _, report = doctor(moonwatch, AWS_ENDPOINT_URL=moto.url)
    assert "config.lua: not there" in report["settings"]["text"]
    folder = moonwatch.home / ".config/moonwatch"
    folder.mkdir(parents=True)
    (folder / "config.lua").write_text("max_cost = 1")
    run, report = doctor(moonwatch, AWS_ENDPOINT_URL=moto.url)
    assert report["settings"]["value"] == str(folder / "config.lua") and run.returncode == 0
    (folder / "config.lua").write_text("max_cost = ")
    run, report = doctor(moonwatch, AWS_ENDPOINT_URL=moto.url)
    assert run.returncode == 78 and report["settings"]["state"] == "failed"
    assert report["identity"]["state"] == "ok"


@pytest.mark.parametrize("flags", [["--local"], ["-o", "csv"], ["extra"]])
def test_what_it_does_not_take(moonwatch, flags):
    assert moonwatch("doctor", *flags).returncode == 64
