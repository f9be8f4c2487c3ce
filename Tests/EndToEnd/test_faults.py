"""Calls to servers that misbehave: each fault is met by 1,000 calls, 16 at a time, with every seventh
answer bad. What the script was told is compared with what the server saw."""

import collections
import json
import pathlib
import re
import subprocess
import sys
import threading

import pytest

from servers import FaultServer, response

HERE = pathlib.Path(__file__).resolve().parent
CALLS, CONCURRENCY, EVERY = 1000, 16, 7

# A fault's name, the operation that meets it, and the code of its failure. Where an operation is not
# idempotent, the failures say that it may have taken effect.
FAULTS = {
    "empty_503": ("describe_alarms", "503"),
    "throttling": ("describe_alarms", "ThrottlingException"),
    "reset": ("put_metric_data", "ConnectionFailed"),
    "truncated": ("describe_alarms", "AnswerCutShort"),
    "malformed": ("describe_alarms", "UnreadableAnswer"),
    "silence": ("put_metric_data", "ReadTimeout"),
    "drip": ("describe_alarms", "DeadlineExceeded"),
}
# Whether a fault is worth another attempt.
RETRIED = {"empty_503", "throttling", "reset", "truncated", "silence"}

SCRIPT = """
local operation, count, concurrency = ...
local calls = {}
for i = 1, count do calls[i] = "call-" .. i end
local client = aws.cloudwatch { pace = false, max_attempts = 2, read_timeout = READ, timeout = CALL }
local rows = task.map(calls, function(marker)
  if "OPERATION" == "describe_alarms" then
    return client:describe_alarms({ AlarmNamePrefix = marker }).MetricAlarms[1].AlarmName
  end
  client:put_metric_data { Namespace = marker, MetricData = { { MetricName = "m", Value = 1 } } }
  return marker
end, { concurrency = CONCURRENCY, settle = true })
local out = {}
for i, row in ipairs(rows) do
  local e = row.error
  out[i] = row.ok and { ok = true, value = row.value, item = row.item }
    or { ok = false, item = row.item, text = tostring(e), code = e.code, attempts = e.attempts,
         effect = e.may_have_taken_effect or false }
end
return out
"""


def outcome(moonwatch, kind):
    """What the script and the server each have to say."""
    operation, _ = FAULTS[kind]
    code = SCRIPT.replace("local operation, count, concurrency = ...", f"local count = {CALLS}")
    # What drips is slower than a call may be; what falls silent, than a read may.
    for name, value in {
        "OPERATION": operation,
        "CONCURRENCY": str(CONCURRENCY),
        "READ": "0.4" if kind == "silence" else "20",
        "CALL": "0.6" if kind == "drip" else "60",
    }.items():
        code = code.replace(name, value)
    server = subprocess.Popen(
        [sys.executable, str(HERE / "misbehaving.py"), kind, str(EVERY)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    port = int(server.stdout.readline())
    run = moonwatch(
        "--allow-write", "-o", "json", "-e", code,
        AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}", timeout=120,
    )  # fmt: skip
    log, _ = server.communicate(timeout=30)
    return run, json.loads(log)


@pytest.fixture(scope="module")
def outcomes(module_moonwatch):
    """Every fault at once: most of the time is waiting."""
    results = {}

    def measure(kind):
        try:
            results[kind] = outcome(module_moonwatch, kind)
        except Exception as failure:  # reported by the test of this kind
            results[kind] = failure

    threads = [threading.Thread(target=measure, args=(kind,)) for kind in FAULTS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("kind", FAULTS)
def test_every_seventh_answer_is_bad(outcomes, kind):
    if isinstance(outcomes[kind], Exception):
        raise outcomes[kind]
    run, log = outcomes[kind]
    operation, code = FAULTS[kind]
    assert run.returncode == 0, run.stderr[-2000:]
    rows = json.loads(run.stdout)

    # No call is lost, and each answer went to the call that it belongs to.
    assert [row["item"] for row in rows] == [f"call-{n + 1}" for n in range(CALLS)]
    assert all(row["value"] == row["item"] for row in rows if row["ok"])

    # What the server saw of each call: one invocation id, and its answers in order.
    seen = collections.defaultdict(list)
    ids = collections.defaultdict(set)
    for entry in log:
        seen[entry["marker"]].append(entry)
        ids[entry["marker"]].add(entry["id"])
    assert len(seen) == CALLS
    assert all(len(one) == 1 for one in ids.values())
    assert len(set.union(*ids.values())) == CALLS
    assert sum(not entry["good"] for entry in log) == len(log) // EVERY

    for row in rows:
        requests = seen[row["item"]]
        # The attempts are numbered, and there are no more of them than the client knows of.
        assert [r["attempt"] for r in requests] == [
            f"attempt={n + 1}; max=2" for n in range(len(requests))
        ]
        # Nothing is sent again after a good answer, and a good answer is never called a failure.
        assert not any(r["good"] for r in requests[:-1])
        assert row["ok"] == requests[-1]["good"], row
        if row["ok"]:
            continue
        # Each failure has its reason, and says how often it was tried.
        assert row["code"] == code
        assert row["attempts"] == len(requests)
        if kind in RETRIED:
            assert row["attempts"] == 2 or "have failed to try again" in row["text"]
            if row["attempts"] == 2:
                assert f"(2 attempts: {code}, {code})" in row["text"]
        else:
            assert row["attempts"] == 1
        effect = operation == "put_metric_data"
        assert row["effect"] == effect
        assert ("it may have taken effect" in row["text"]) == effect

    # The quota: a retry takes 5 (10 after a timeout), and gives that back when it succeeds.
    retries = len(log) - CALLS
    cost = 10 if kind == "silence" else 5
    succeeded = sum(row["ok"] and len(seen[row["item"]]) == 2 for row in rows)
    assert (retries - succeeded) * cost <= 500 + CALLS
    if kind in RETRIED:
        # Nearly every bad answer is made good, for six of seven answers are.
        assert retries > 0
        assert sum(not row["ok"] for row in rows) < len(log) // EVERY / 2
    else:
        assert retries == 0
        assert sum(not row["ok"] for row in rows) == len(log) // EVERY

    # A change that was repeated after silence is told of, once for each.
    warnings = run.stderr.count("but may have taken effect before, too")
    assert warnings == (succeeded if operation == "put_metric_data" else 0)


# Faults that one call shows.

CALL = "return aws.cloudwatch{max_attempts=1, pace=false}:describe_alarms{}"


def failure(moonwatch, code=CALL, status=69, **env):
    run = moonwatch("-e", code, **env)
    assert run.returncode == status, run.stderr
    assert run.stdout == ""
    return run.stderr


def test_a_name_without_an_address_is_said_to_have_none(moonwatch):
    text = failure(moonwatch, AWS_ENDPOINT_URL="http://monitoring.invalid")
    assert "UnknownHost: no address for monitoring.invalid:80" in text


def test_a_proxy_that_refuses_is_named_without_its_password(moonwatch):
    with FaultServer(response(403, "no")) as proxy:
        gate = proxy.url.replace("http://", "http://me:PASSWORD@")
        text = failure(
            moonwatch, AWS_ENDPOINT_URL="https://monitoring.example", HTTPS_PROXY=gate
        )
    assert f"through the proxy {proxy.url[7:]}: it answered 403 to CONNECT" in text
    assert "PASSWORD" not in text
    assert proxy.requests[0][0].startswith("CONNECT monitoring.example:443 ")
    assert "authorization: aws4" not in proxy.requests[0][0].lower()


def test_a_proxy_that_is_not_there_is_named(moonwatch):
    text = failure(
        moonwatch, AWS_ENDPOINT_URL="https://monitoring.example", https_proxy="127.0.0.1:9"
    )
    assert "ConnectionRefused" in text and "through the proxy 127.0.0.1:9" in text


def test_a_plain_request_goes_through_its_proxy_but_for_exceptions(moonwatch):
    answer = response(200, '{"MetricAlarms":[]}', "application/x-amz-json-1.0")
    with FaultServer(answer) as proxy:
        env = {"AWS_ENDPOINT_URL": "http://monitoring.invalid", "HTTP_PROXY": proxy.url}
        assert moonwatch("-e", CALL, **env).returncode == 0
        assert proxy.requests[0][0].startswith("POST http://monitoring.invalid/ ")
        text = failure(moonwatch, NO_PROXY=".invalid", **env)
        assert "no address for monitoring.invalid" in text
        assert len(proxy.requests) == 1


def test_a_redirect_is_not_followed(moonwatch):
    with FaultServer(response(200, "{}")) as other:
        redirect = response(307, "", headers=[f"Location: {other.url}/"])
        with FaultServer(redirect) as server:
            text = failure(moonwatch, AWS_ENDPOINT_URL=server.url)
        assert "answered with a redirect (307), which is never followed" in text
        assert other.requests == []


def certificate(folder, name, days):
    """A self-signed certificate for a host, and its key. Negative days: it has expired."""
    from datetime import datetime, timedelta, timezone

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}{days}.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.mark.parametrize(
    "name, days, reason",
    [
        ("localhost", 2, None),
        ("other.example", 2, "no alternative certificate subject name|does not match"),
        ("localhost", -2, "certificate has expired|peer certificate"),
    ],
    ids=["right", "wrong name", "expired"],
)
def test_a_certificate_has_to_be_right(moonwatch, tmp_path, name, days, reason):
    import ssl

    path = certificate(tmp_path, name, days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    answer = response(200, '{"MetricAlarms":[]}', "application/x-amz-json-1.0")
    with FaultServer(answer, tls=context) as server:
        env = {
            "AWS_ENDPOINT_URL": server.url.replace("127.0.0.1", "localhost"),
            "AWS_CA_BUNDLE": str(path),
        }
        if reason is None:
            assert moonwatch("-e", CALL, **env).returncode == 0
        else:
            text = failure(moonwatch, **env)
            assert "TLSFailed" in text and re.search(reason, text, re.IGNORECASE), text
            assert server.requests == []


def test_an_answer_that_is_larger_than_memory_may_be_is_an_error(moonwatch):
    """200 MB of alarms against a limit of 64 MB for Lua, which says so and goes on."""
    alarm = b'{"AlarmName":"' + b"x" * 1000 + b'"},'
    body = b'{"MetricAlarms":[' + alarm * (200_000_000 // len(alarm)) + b'{"AlarmName":"end"}]}'
    with FaultServer(response(200, body, "application/x-amz-json-1.0")) as server:
        code = """
          local ok, failure = pcall(function() return aws.cloudwatch{}:describe_alarms{} end)
          collectgarbage()
          return {ok = ok, failure = tostring(failure), kb = collectgarbage("count")}"""
        run = moonwatch(
            "--memory-limit", "64M", "-o", "json", "-e", code, AWS_ENDPOINT_URL=server.url
        )
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert not result["ok"]
    assert "not enough memory" in result["failure"] or "sent over" in result["failure"]
    assert result["kb"] < 32 * 1024


def test_what_is_shown_in_detail_holds_no_secret(moonwatch):
    secret, token = "wJalrXUtnFEMI-SECRET", "SESSION-TOKEN-VALUE"
    throttled = response(400, '{"__type":"Throttling"}', "application/x-amz-json-1.0")
    good = response(200, '{"MetricAlarms":[]}', "application/x-amz-json-1.0")
    with FaultServer(throttled, good) as server:
        run = moonwatch(
            "-vv", "-e", "return aws.cloudwatch{}:describe_alarms{AlarmNamePrefix='web-'}",
            AWS_ENDPOINT_URL=server.url, AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_MAX_ATTEMPTS="3",
            AWS_SECRET_ACCESS_KEY=secret, AWS_SESSION_TOKEN=token,
        )  # fmt: skip
    assert run.returncode == 0, run.stderr
    lines = run.stderr.splitlines()
    assert any("cloudwatch:DescribeAlarms" in line and "#1 400 Throttling" in line for line in lines)
    assert any("next attempt in" in line for line in lines)
    assert any("input AlarmNamePrefix (4 characters)" in line for line in lines)
    signature = re.search(r"Signature=(\w+)", server.requests[1][0])[1]
    for hidden in (secret, token, signature, "AKIDEXAMPLE", "Signature=", "AWS4-HMAC"):
        assert hidden not in run.stderr


def test_cloudtrail_is_told_the_script_and_its_run(moonwatch, tmp_path):
    script = tmp_path / "stop idle.lua"
    script.write_text(CALL)
    good = response(200, '{"MetricAlarms":[]}', "application/x-amz-json-1.0")
    with FaultServer(good) as server:
        for _ in range(2):
            assert moonwatch(script, AWS_ENDPOINT_URL=server.url).returncode == 0
    agents = [re.search(r"(?i)user-agent: (.*)\r", head)[1] for head, _ in server.requests]
    assert all(re.search(r" script/stop-idle(\.lua)? run/[0-9a-f]{8}$", a) for a in agents), agents
    assert agents[0] != agents[1]
