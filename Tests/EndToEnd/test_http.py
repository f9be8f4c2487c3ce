"""The http module against real servers: what is sent, what policy says, and what never shows."""

import json
import ssl
import subprocess
import time

import pytest

from servers import FaultServer, response

OK = response(200, '{"state":"ok","items":[1,2]}', "application/json")
SECRET = "hunter2"


def test_a_get_gives_status_headers_and_body(moonwatch):
    with FaultServer(OK) as server:
        value = moonwatch.value(
            f"""
local r = http.get("{server.url}/status?x=1", {{ headers = {{ ["X-Token"] = "t" }} }})
return {{ r.status, r.ok, r.headers["content-type"], r:json().items[2], #r.body }}"""
        )
    assert value == [200, True, "application/json", 2, 28]
    head, _ = server.requests[0]
    assert head.startswith("GET /status?x=1 HTTP/1.1") and "X-Token: t" in head
    # Nothing of AWS goes along.
    assert not any(word in head.lower() for word in ("authorization", "amz", "testing"))
    assert "user-agent: moonwatch/" in head.lower()


def test_a_post_sends_json_or_a_body_of_its_own(moonwatch):
    with FaultServer(response(204, "")) as server:
        code = f"""
http.post("{server.url}/hook", {{ json = {{ text = "disk full", n = 3 }} }})
http.put("{server.url}/hook", {{ body = "a\\0b", headers = {{ ["Content-Type"] = "text/plain" }} }})
http.patch("{server.url}/hook")
return {{ http.delete("{server.url}/hook").status, http.head("{server.url}/x").status }}
"""
        assert moonwatch.value(code, "--allow-write") == [204, 204]
    methods = [head.split()[0] for head, _ in server.requests]
    assert methods == ["POST", "PUT", "PATCH", "DELETE", "HEAD"]
    head, body = server.requests[0]
    assert json.loads(body) == {"text": "disk full", "n": 3} and "Content-Type: application/json" in head
    assert server.requests[1][1] == "a\0b"


def test_a_status_is_an_error_only_on_request(moonwatch):
    with FaultServer(response(404, "no")) as server:
        assert moonwatch.value(f'local r = http.get("{server.url}") return {{r.status, r.ok, r.body}}') == [404, False, "no"]
        run = moonwatch("-e", f'http.get("{server.url}/{SECRET}", {{ raise = true }})')
    assert run.returncode == 69 and "HTTPStatus: http.get: the answer's status is 404" in run.stderr
    assert SECRET not in run.stderr


def test_an_answer_that_is_no_json_is_an_error(moonwatch):
    with FaultServer(response(200, "<html>")) as server:
        run = moonwatch("-e", f'http.get("{server.url}"):json()')
    assert run.returncode == 69 and "NotJSON" in run.stderr


def test_requests_run_side_by_side_and_a_task_can_be_stopped(moonwatch):
    with FaultServer(OK, delay=0.5) as server:
        start = time.monotonic()
        code = f"""
local items = {{}}
for i = 1, 10 do items[i] = i end
task.map(items, function() http.get("{server.url}") end, {{ concurrency = 10 }})
local ok, err = pcall(task.timeout, "100ms", function() http.get("{server.url}") end)
return {{ ok, err.code }}"""
        assert moonwatch.value(code) == [False, "TaskTimeout"]
        assert time.monotonic() - start < 5


def test_a_request_has_a_deadline(moonwatch):
    with FaultServer(OK, delay=30) as server:
        run = moonwatch("-e", f'http.get("{server.url}/{SECRET}?t={SECRET}", {{ timeout = "200ms" }})')
    assert run.returncode == 69 and SECRET not in run.stderr
    assert "did not answer within the time" in run.stderr or "sent nothing" in run.stderr


# --- Policy ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flags", "needs", "status"),
    [
        ([], "", 1),
        ([], "-- @needs http:127.0.0.1", 0),
        ([], "-- @needs http:*", 0),
        ([], "-- @needs http:example.com", 1),
        (["--allow-write"], "", 0),
        (["--allow-write", "--read-only"], "-- @needs http:*", 1),
        # The embedded cloud has no network of its own: this one is real.
        (["--local"], "", 1),
        (["--local"], "-- @needs http:127.0.0.1", 0),
    ],
)
def test_a_post_is_a_change(moonwatch, flags, needs, status):
    with FaultServer(response(200, "")) as server:
        run = moonwatch(*flags, stdin=f'{needs}\nhttp.post("{server.url}/{SECRET}")\n')
        assert run.returncode == status, run.stderr
        assert len(server.requests) == (0 if status else 1)
    assert SECRET not in run.stderr


def test_a_declaration_may_name_the_port(moonwatch):
    with FaultServer(response(200, "")) as server:
        port = server.url.rpartition(":")[2]
        for declared, status in ((port, 0), (int(port) - 1, 1)):
            run = moonwatch(stdin=f'-- @needs http:127.0.0.1:{declared}\nhttp.post("{server.url}")\n')
            assert run.returncode == status, run.stderr


def test_the_command_line_reads_only(moonwatch):
    with FaultServer(OK) as server:
        assert moonwatch("-e", f'http.get("{server.url}")').returncode == 0
        for flags in ([], ["--local"]):
            run = moonwatch(*flags, "-e", f'http.post("{server.url}")')
            assert run.returncode == 1 and "http:127.0.0.1 is a change" in run.stderr
        assert len(server.requests) == 1


def test_a_dry_run_shows_what_it_would_send_without_secrets(moonwatch):
    with FaultServer(OK) as server:
        code = f"""
local r = http.post("{server.url}/{SECRET}?t={SECRET}",
  {{ json = {{ text = "full" }}, headers = {{ Authorization = "{SECRET}" }} }})
print(r.status, r.ok, r.dry_run, r:json())"""
        run = moonwatch("-n", "--allow-write", "-e", code)
        assert server.requests == []
    assert (run.returncode, run.stdout) == (0, "200\ttrue\ttrue\tnil\n")
    assert 'http POST http://127.0.0.1:' in run.stderr and '{"text":"full"}' in run.stderr
    assert SECRET not in run.stderr


def test_a_replay_has_no_network(moonwatch, tmp_path):
    recording = tmp_path / "calls.jsonl"
    assert moonwatch("--local", "--record", recording, "-e", "aws.identity()").returncode == 0
    with FaultServer(OK) as server:
        run = moonwatch("--replay", recording, "-e", f'http.get("{server.url}")')
        assert run.returncode == 1 and "NotRecorded" in run.stderr and server.requests == []


# --- What never shows, and what is wrong ---------------------------------------------------------------


@pytest.mark.parametrize("flags", [[], ["-v"], ["-vv"]])
def test_no_part_of_a_url_but_its_host_shows(moonwatch, flags):
    with FaultServer(OK, response(200, ""), None) as server:
        url = server.url.replace("://", f"://user:{SECRET}@") + f"/{SECRET}?token={SECRET}"
        for method in ("get", "post", "post"):
            run = moonwatch(*flags, "--allow-write", "-e", f'http.{method}("{url}")')
            assert SECRET not in run.stdout + run.stderr
    assert run.returncode == 69 and "may have taken effect" in run.stderr


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (f'http.get("ftp://{SECRET}")', "expected a URL such as https://"),
        ("http.get()", "expected a URL, got nil"),
        (f'http.get("http://h/ {SECRET}")', "without blanks"),
        ('http.get("http://h", { tmeout = 1 })', "unknown option 'tmeout' (did you mean 'timeout'?)"),
        ('http.get("http://h", { timeout = -1 })', "timeout: expected seconds"),
        ('http.get("http://h", { body = "x" })', "a GET carries no body"),
        ('http.post("http://h", { body = "x", json = 1 })', "json and body exclude each other"),
        ('http.post("http://h", { json = print })', "got a function"),
        (f'http.get("http://h", {{ headers = {{ A = "x\\n{SECRET}" }} }})', "headers: A: expected one line"),
        ('http.get("http://h", { headers = { ["A B"] = "x" } })', "is no name of a header"),
        ('http.get("http://h", { headers = { Host = "x" } })', "Host is not for a script to set"),
    ],
)
def test_a_wrong_call_is_an_argument_error(moonwatch, call, message):
    run = moonwatch("--allow-write", "-e", call)
    assert run.returncode == 1 and message in run.stderr, run.stderr
    assert SECRET not in run.stderr


def test_tls_is_checked_and_trusts_what_aws_calls_trust(moonwatch, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with FaultServer(OK, tls=context) as server:
        run = moonwatch("-e", f'http.get("{server.url}")')
        assert run.returncode == 69 and "TLSFailed" in run.stderr
        assert moonwatch.value(f'return http.get("{server.url}").status', AWS_CA_BUNDLE=str(certificate)) == 200


def test_a_proxy_is_used_as_for_aws_calls(moonwatch):
    with FaultServer(OK) as proxy:
        code = 'return http.get("http://service.invalid/path").status'
        assert moonwatch.value(code, HTTP_PROXY=proxy.url) == 200
    assert proxy.requests[0][0].startswith("GET http://service.invalid/path HTTP/1.1")
