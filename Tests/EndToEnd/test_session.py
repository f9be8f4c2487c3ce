"""The session in docs/session.md is what the program says, and its saved script says the same."""

import os
import subprocess
import sys

from conftest import BINARY, ROOT


def test_the_session_of_the_page_is_the_programs():
    run = subprocess.run(
        [sys.executable, ROOT / "scripts/transcript", "--check"], capture_output=True, text=True,
        env={**os.environ, "MOONWATCH": str(BINARY)}, timeout=120,
    )  # fmt: skip
    assert (run.stdout, run.returncode) == ("", 0), run.stderr
