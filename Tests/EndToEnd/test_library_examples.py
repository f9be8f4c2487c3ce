"""The example of every function in `moonwatch help` runs on the embedded cloud.

Where each of its prints has a comment, `print(x) -- 3`, that is what it has to print.
"""

import json
import re
import subprocess

import pytest

from conftest import BINARY

# Modules and classes whose functions each have an example.
WITH_EXAMPLES = ["metrics", "plot", "csv", "Series", "Query"]


def entries():
    """(path, example or None) of every function, as parameters."""
    if not BINARY.exists():
        return
    for name in WITH_EXAMPLES:
        help_text = subprocess.run([BINARY, "help", name, "-o", "json"], capture_output=True, timeout=60)
        for entry in json.loads(help_text.stdout):
            if entry["kind"] in ("function", "method"):
                yield pytest.param(entry, id=entry["path"])


ENTRIES = list(entries())


def test_the_library_was_found():
    assert len(ENTRIES) >= 30


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_example_runs(moonwatch, entry):
    example = entry.get("example")
    assert example, f"{entry['path']} has no example"
    run = moonwatch("--local", "-e", example)
    assert (run.returncode, run.stderr) == (0, "")
    prints = re.findall(r"^ *print\(.*\)(?: +-- (.*))?$", example, re.MULTILINE)
    if prints and all(prints):
        assert [re.sub(r"\s+", " ", line) for line in run.stdout.splitlines()] == prints


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_it_raises_is_said(entry):
    if entry.get("parameters") and entry["path"] not in NEVER_RAISE:
        assert any("Raises" in line for line in entry["text"]), f"{entry['path']} does not say what it raises"


# They take options that another function's help describes.
NEVER_RAISE = {"Series:plot", "Series:sparkline", "Query:with", "Query:get"}
