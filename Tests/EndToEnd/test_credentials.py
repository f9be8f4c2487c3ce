"""Credentials as processes find them: beside boto3 on the same files, several at once, and with a
person at the terminal."""

import datetime
import hashlib
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import time

import pexpect

from servers import REGION, without_aws

OK, CREDENTIALS = 0, 77
ROLE = "arn:aws:iam::123456789012:role/watch"


def profiles(moonwatch, text):
    (moonwatch.home / ".aws/config").write_text(text)


def role_profiles(moonwatch, more=""):
    profiles(
        moonwatch,
        f"""
[profile base]
region = {REGION}
aws_access_key_id = testing
aws_secret_access_key = testing

[profile watch]
region = {REGION}
role_arn = {ROLE}
source_profile = base
{more}
""",
    )


def arn_by_boto3(moonwatch, url, profile):
    code = (
        "import boto3, sys; "
        "s = boto3.Session(profile_name=sys.argv[1]); "
        "print(s.client('sts').get_caller_identity()['Arn'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, profile],
        capture_output=True,
        text=True,
        timeout=60,
        env=without_aws(os.environ) | {"HOME": str(moonwatch.home), "AWS_ENDPOINT_URL": url},
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


# --- Roles ----------------------------------------------------------------------------------------


def test_a_profiles_role_is_the_one_that_boto3_assumes(moonwatch, moto):
    role_profiles(moonwatch, "role_session_name = night")
    arn = moonwatch.value("return aws.identity().arn", "--profile", "watch", AWS_ENDPOINT_URL=moto.url)
    assert arn == arn_by_boto3(moonwatch, moto.url, "watch")
    assert arn.endswith(":assumed-role/watch/night")


def test_a_scripts_session_is_named_for_script_and_run(moonwatch, moto, tmp_path):
    role_profiles(moonwatch)
    script = tmp_path / "stop-idle.lua"
    script.write_text(
        f"""--- Says who it is.
local role = aws.assume{{role_arn="{ROLE}", profile="base"}}
return {{aws.identity().arn, aws.identity{{credentials=role}}.arn}}
"""
    )
    run = moonwatch("--profile", "watch", "-o", "json", script, AWS_ENDPOINT_URL=moto.url)
    assert (run.returncode, run.stderr) == (OK, "")
    for arn in json.loads(run.stdout):
        assert re.search(r":assumed-role/watch/moonwatch-stop-idle-[0-9a-zA-Z-]+$", arn), arn


# --- MFA ------------------------------------------------------------------------------------------

SERIAL = "arn:aws:iam::123456789012:mfa/ana"


def test_in_batch_a_role_with_mfa_is_exit_77_and_names_profile_and_serial(moonwatch, moto):
    role_profiles(moonwatch, f"mfa_serial = {SERIAL}")
    run = moonwatch("--profile", "watch", "-e", "aws.identity()", AWS_ENDPOINT_URL=moto.url)
    assert run.returncode == CREDENTIALS, run.stderr
    assert "MFARequired" in run.stderr
    assert "profile 'watch'" in run.stderr and SERIAL in run.stderr


def on_a_terminal(moonwatch, *args, **env):
    return pexpect.spawn(
        moonwatch.binary, list(args), env=moonwatch.environment(**env), encoding="utf-8", timeout=20
    )


def test_on_a_terminal_the_code_is_asked_for(moonwatch, moto):
    role_profiles(moonwatch, f"mfa_serial = {SERIAL}")
    session = on_a_terminal(
        moonwatch, "--profile", "watch", "-e", "print(aws.identity().arn)", AWS_ENDPOINT_URL=moto.url
    )
    session.expect_exact(f"MFA code of {SERIAL} (profile watch): ")
    session.sendline("123456")
    session.expect(":assumed-role/watch/")
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == OK


def test_a_question_for_a_code_ends_with_ctrl_c_and_with_an_empty_line(moonwatch, moto):
    role_profiles(moonwatch, f"mfa_serial = {SERIAL}")
    for answer, status in [("\x03", 130), ("\r", CREDENTIALS), ("\x04", CREDENTIALS)]:
        session = on_a_terminal(
            moonwatch, "--profile", "watch", "-e", "aws.identity()", AWS_ENDPOINT_URL=moto.url
        )
        session.expect_exact("MFA code of")
        session.send(answer)
        session.expect(pexpect.EOF)
        session.close()
        assert session.exitstatus == status, repr(answer)


def test_the_prompt_asks_for_the_code_of_an_entry(moonwatch, moto):
    role_profiles(moonwatch, f"mfa_serial = {SERIAL}")
    session = on_a_terminal(moonwatch, "--profile", "watch", AWS_ENDPOINT_URL=moto.url)
    session.expect_exact("(read-only)> ")
    session.send("aws.identity().arn\r")
    session.expect_exact(f"MFA code of {SERIAL} (profile watch): ")
    session.send("123456\r")
    session.expect(":assumed-role/watch/")
    session.expect_exact("(read-only)> ")
    session.send("\x04")
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == OK


# --- SSO ------------------------------------------------------------------------------------------


def stamp(seconds):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


class SSO:
    """SSO's two services and STS's identity; a refresh token is good for one use."""

    def __init__(self):
        self.renewals, self.bearers = [], []
        self.refresh_token = "REFRESH-0"
        lock = threading.Lock()
        sso = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, body, content_type="application/json"):
                body = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                bearer = self.headers["x-amz-sso_bearer_token"]
                with lock:
                    sso.bearers.append(bearer)
                keys = {
                    "accessKeyId": "ASIA", "secretAccessKey": "s", "sessionToken": "t",
                    "expiration": int((time.time() + 3600) * 1000),
                }
                self.answer(200, json.dumps({"roleCredentials": keys}))

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path != "/token":
                    return self.answer(
                        200,
                        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
                        "<GetCallerIdentityResult><Arn>sso-arn</Arn></GetCallerIdentityResult>"
                        "</GetCallerIdentityResponse>",
                        "text/xml",
                    )
                given = json.loads(body)["refreshToken"]
                with lock:
                    sso.renewals.append(given)
                    is_good = given == sso.refresh_token
                    number = len(sso.renewals)
                    sso.refresh_token = f"REFRESH-{number}"
                # Long enough for every process to find the token about to end.
                time.sleep(1)
                if not is_good:
                    return self.answer(400, '{"error":"invalid_grant"}')
                token = {
                    "accessToken": f"TOKEN-{number}", "expiresIn": 28800, "tokenType": "Bearer",
                    "refreshToken": f"REFRESH-{number}",
                }
                self.answer(200, json.dumps(token))

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def log_in(moonwatch, expires):
    """What `aws sso login` leaves; returns the token's file."""
    profiles(
        moonwatch,
        f"""
[profile dev]
region = {REGION}
sso_session = corp
sso_account_id = 123456789012
sso_role_name = ReadOnly
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = {REGION}
""",
    )
    cache = moonwatch.home / ".aws/sso/cache"
    cache.mkdir(parents=True)
    file = cache / f"{hashlib.sha1(b'corp').hexdigest()}.json"
    token = {
        "startUrl": "https://corp.awsapps.com/start", "region": REGION, "accessToken": "TOKEN-0",
        "expiresAt": stamp(expires), "clientId": "c", "clientSecret": "s",
        "registrationExpiresAt": stamp(86400), "refreshToken": "REFRESH-0",
    }
    file.write_text(json.dumps(token))
    return file


def test_of_processes_that_find_one_session_about_to_end_one_renews_it(moonwatch):
    with SSO() as sso:
        file = log_in(moonwatch, expires=60)
        runs = [
            subprocess.Popen(
                [moonwatch.binary, "--profile", "dev", "-e", "print(aws.identity().arn)"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                env=moonwatch.environment(AWS_ENDPOINT_URL=sso.url),
            )
            for _ in range(4)
        ]
        for run in runs:
            out, err = run.communicate(timeout=60)
            assert (run.returncode, out, err) == (OK, "sso-arn\n", "")
        assert sso.renewals == ["REFRESH-0"]
        assert sso.bearers == ["TOKEN-1"] * 4
        token = json.loads(file.read_text())
        assert (token["accessToken"], token["refreshToken"]) == ("TOKEN-1", "REFRESH-1")
        # Nothing half-written is left beside it.
        assert sorted(p.name for p in file.parent.iterdir()) == [file.name, file.name + ".lock"]

        # What was written is a token to boto3, too.
        assert arn_by_boto3(moonwatch, sso.url, "dev") == "sso-arn"
        assert sso.bearers[-1] == "TOKEN-1" and len(sso.renewals) == 1


def test_without_a_login_the_run_ends_with_77_and_names_the_command(moonwatch):
    with SSO() as sso:
        log_in(moonwatch, expires=60).unlink()
        run = moonwatch("--profile", "dev", "-e", "aws.identity()", AWS_ENDPOINT_URL=sso.url)
        assert run.returncode == CREDENTIALS
        assert "aws sso login --profile dev" in run.stderr


# --- Processes ------------------------------------------------------------------------------------


def test_what_a_credential_process_prints_stays_unseen(moonwatch, moto):
    good = json.dumps({"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "TOPSECRET"})
    profiles(
        moonwatch,
        f"""
[profile good]
region = {REGION}
credential_process = sh -c 'echo "$0"; echo a note >&2' '{good}'
[profile bad]
region = {REGION}
credential_process = sh -c 'echo TOPSECRET; echo "please log in" >&2; exit 1'
""",
    )
    run = moonwatch(
        "-vv", "--profile", "good", "-e", "aws.identity()", AWS_ENDPOINT_URL=moto.url
    )
    assert run.returncode == OK, run.stderr
    assert "TOPSECRET" not in run.stdout + run.stderr and "a note" not in run.stderr
    run = moonwatch(
        "-vv", "--profile", "bad", "-e", "aws.identity()", AWS_ENDPOINT_URL=moto.url
    )
    assert run.returncode == CREDENTIALS
    assert "please log in" in run.stderr and "TOPSECRET" not in run.stderr
