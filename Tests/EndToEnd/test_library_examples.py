"""The example of every function in `moonwatch help` runs on the embedded cloud.

Where each of its prints has a comment, `print(x) -- 3`, that is what it has to print.
"""

import http.server
import json
import re
import subprocess
import threading

import pytest

from conftest import BINARY

# Their examples bring what they look at; the others look at the ready-made fleet.
BRING_THEIR_OWN = ("csv", "metrics", "plot", "Metric", "Query", "Series", "sim")


class Page(http.server.BaseHTTPRequestHandler):
    """What the examples of `http` ask."""

    def do_GET(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def page():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()


def entries():
    """(path, example or None) of every function, as parameters."""
    if not BINARY.exists():
        return
    library = subprocess.run([BINARY, "help", "library", "-o", "json"], capture_output=True, timeout=60)
    for entry in json.loads(library.stdout):
        if entry["kind"] in ("function", "method"):
            yield pytest.param(entry, id=entry["path"])


ENTRIES = list(entries())


def test_the_library_was_found():
    assert len(ENTRIES) >= 30


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_example_runs(moonwatch, page, entry):
    example = entry.get("example")
    assert example, f"{entry['path']} has no example"
    brings_its_own = re.split("[.:]", entry["path"])[0] in BRING_THEIR_OWN
    run = moonwatch(
        "--local", "--cloud", "@empty" if brings_its_own else "@fleet", "--allow-write",
        "-e", example.replace("127.0.0.1:8080", page),
    )
    assert (run.returncode, "" if entry["path"].startswith("log.") else run.stderr) == (0, "")
    prints = re.findall(r"^ *print\(.*\)(?: +-- (.*))?$", example, re.MULTILINE)
    if prints and all(prints):
        assert [re.sub(r"\s+", " ", line) for line in run.stdout.splitlines()] == prints


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_it_raises_is_said(entry):
    if entry.get("parameters") and entry["path"] not in ("Query:with", "Query:get", "json.list"):
        assert re.search(r"\braise[sd]\b", " ".join(entry["text"]), re.IGNORECASE)
