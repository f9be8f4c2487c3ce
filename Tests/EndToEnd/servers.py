"""Servers that the tests talk to: moto as a process of its own, and one that misbehaves on demand."""

import os
import re
import socket
import subprocess
import sys
import threading
import time

import boto3
from botocore.config import Config

REGION = "us-east-1"


def free_port():
    """A port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_profiles(home, **urls):
    """A profile for each endpoint, with keys, in a home's AWS configuration files."""
    (home / ".aws" / "config").write_text(
        "".join(f"[profile {name}]\nendpoint_url = {url}\n" for name, url in urls.items())
    )
    (home / ".aws" / "credentials").write_text(
        "".join(
            f"[{name}]\naws_access_key_id = testing\naws_secret_access_key = testing\n" for name in urls
        )
    )


def write_gone_profile(home, url):
    """The profile "here", that answers, and "gone", that nothing listens for."""
    write_profiles(home, here=url, gone=f"http://127.0.0.1:{free_port()}")


def without_aws(environment):
    """An environment in which nothing says how to reach AWS or as whom."""
    return {k: v for k, v in environment.items() if not k.startswith("AWS_")}


class Moto:
    """A moto_server, empty, with its log."""

    def __init__(self, log_path):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = log_path
        self._log = open(log_path, "wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env=without_aws(os.environ) | {"PYTHONUNBUFFERED": "1"},
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"moto did not start: {self.log()}") from None
                time.sleep(0.05)

    def client(self, service, access_key="testing", secret_key="testing"):
        """A boto3 client of this server."""
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=Config(retries={"max_attempts": 0}),
        )

    def log(self):
        self._log.flush()
        with open(self.log_path, encoding="utf-8", errors="replace") as text:
            return text.read()

    def request_count(self):
        """How many requests the server's log shows."""
        return len(re.findall(r'"POST / HTTP', self.log()))

    def stop(self):
        self._process.kill()
        self._process.wait(timeout=30)
        self._log.close()


def response(status, body, content_type="text/xml", headers=(), length=None):
    """The bytes of an HTTP response; `length` lies about the body's."""
    body = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status} Status",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(body) if length is None else length}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class FaultServer:
    """Answers each connection's first request with the next of `answers`, the last one for ever.

    An answer is bytes, sent as they are, or None: the connection is closed without a word. The
    requests are kept in `requests` as (head, body). With an SSL context as `tls`, it speaks TLS.
    """

    def __init__(self, *answers, delay=0, tls=None):
        self.requests = []
        self._answers = list(answers)
        self._delay = delay
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._tls = tls
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        if self._tls:
            try:
                connection = self._tls.wrap_socket(connection, server_side=True)
            except OSError:
                return  # The client does not like the certificate.
        with connection:
            data = b""
            while b"\r\n\r\n" not in data:
                piece = connection.recv(65536)
                if not piece:
                    return
                data += piece
            head, _, body = data.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)^content-length:\s*(\d+)", head, re.MULTILINE)
            while len(body) < int(length[1] if length else 0):
                body += connection.recv(65536)
            answer = self._answers[min(len(self.requests), len(self._answers) - 1)]
            self.requests.append((head.decode(), body.decode(errors="replace")))
            time.sleep(self._delay)
            if answer is not None:
                try:
                    connection.sendall(answer)
                except OSError:
                    pass  # A client that gave up is what some tests want.
