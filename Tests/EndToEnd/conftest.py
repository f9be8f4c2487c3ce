"""Fixtures: the built program in a clean environment, and a moto for each file of tests."""

import json
import os
import pathlib
import subprocess

import pytest

from servers import REGION, Moto

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("MOONWATCH", ROOT / ".build/release/moonwatch")).resolve()


class Moonwatch:
    """Runs the program as a user's shell would, in a home of its own."""

    def __init__(self, home):
        self.home = home
        self.binary = str(BINARY)
        (home / ".aws").mkdir()

    def environment(self, **changes):
        """What a run inherits: keys and a Region, nothing of this machine's. None takes away."""
        base = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing-secret",
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            # A failure is final, but where a test is about retries.
            "AWS_MAX_ATTEMPTS": "1",
        }
        return {k: v for k, v in (base | changes).items() if v is not None}

    def __call__(self, *args, stdin=None, cwd=ROOT, timeout=60, **env):
        return subprocess.run(
            [self.binary, *map(str, args)],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            cwd=cwd,
            timeout=timeout,
            env=self.environment(**env),
        )

    def value(self, code, *args, **env):
        """What a chunk returns, by way of JSON. Fails the test unless the run is clean."""
        run = self(*args, "-o", "json", "-e", code, **env)
        assert (run.returncode, run.stderr) == (0, ""), run.stderr
        return json.loads(run.stdout)


@pytest.fixture
def moonwatch(tmp_path):
    assert BINARY.exists(), f"{BINARY} is not there: run scripts/build"
    home = tmp_path / "home"
    home.mkdir()
    return Moonwatch(home)


@pytest.fixture(scope="module")
def module_moonwatch(tmp_path_factory):
    """The program for what is run once for several tests."""
    assert BINARY.exists(), f"{BINARY} is not there: run scripts/build"
    home = tmp_path_factory.mktemp("home")
    return Moonwatch(home)


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    server = Moto(tmp_path_factory.mktemp("moto") / "log")
    yield server
    server.stop()


@pytest.fixture
def second_moto(tmp_path):
    """Another cloud, for what boto3 does by itself."""
    server = Moto(tmp_path / "second-moto.log")
    yield server
    server.stop()
