"""Every example in the documentation runs, on the embedded cloud, and prints what it is said to.

A fenced block is run by its language:
  lua      as a script, or by `-e` where it has no header; has to end well
  console  each `$ moonwatch …`; the lines below are what it prints, `…` standing for any text
  prompt   typed into a prompt on a terminal; the lines that are not typed have to appear in order
  swift    has to stand word for word in a file of Tests/, where it is compiled and run
Other languages are prose.
"""

import pathlib
import re
import shlex

import pexpect
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(*languages):
    """(language, text) of each fenced block, as parameters named for their page and line."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            if match[1] in languages:
                line = text.count("\n", 0, match.start()) + 1
                yield pytest.param(match[2], id=f"{page.relative_to(ROOT)}:{line}")


def matches(printed, expected):
    """True where the text is the expected one, `…` in which is any text."""
    pattern = ".*?".join(re.escape(part) for part in expected.rstrip().split("…"))
    return re.fullmatch(pattern, printed.rstrip(), re.DOTALL) is not None


@pytest.mark.parametrize("code", blocks("lua"))
def test_a_chunk_runs(moonwatch, tmp_path, code):
    if code.startswith(("---", "#!")):
        script = tmp_path / "example.lua"
        script.write_text(code, encoding="utf-8")
        run = moonwatch("--local", script)
    else:
        run = moonwatch("--local", "-e", code)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("transcript", blocks("console"))
def test_a_command_prints_what_is_shown(moonwatch, transcript):
    # A command may go on over lines that end in a backslash.
    steps = re.split(r"^\$ ", transcript, flags=re.MULTILINE)[1:]
    assert steps, "a console block without a command"
    for step in steps:
        command, _, expected = re.sub(r"\\\n\s*", "", step).partition("\n")
        status = re.search(r"^\(exit (\d+)\)\n?\Z", expected, re.MULTILINE)
        if status:
            expected = expected[: status.start()]
        words = shlex.split(command)
        assert words[0] in ("moonwatch", "./scripts/run"), f"cannot run {command!r}"
        run = moonwatch(*words[1:], stdin="")
        assert run.returncode == (int(status[1]) if status else 0), run
        assert matches(run.stdout + run.stderr, expected), run.stdout + run.stderr


@pytest.mark.parametrize("session", blocks("prompt"))
def test_a_prompt_answers_as_shown(moonwatch, session):
    child = pexpect.spawn(
        moonwatch.binary,
        ["--local", "--no-color"],
        env=moonwatch.environment(TERM="dumb"),
        encoding="utf-8",
        timeout=20,
        dimensions=(50, 100),
    )
    for line in session.splitlines():
        typed = re.match(r"(local> |\.\.> )(.*)", line)
        if typed:
            child.expect_exact(typed[1])
            child.sendline(typed[2])
        elif line.strip():
            child.expect(".*?".join(re.escape(part.strip()) for part in line.split("…")))
    child.expect_exact("local> ")
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


@pytest.mark.parametrize("code", blocks("swift"))
def test_swift_is_compiled_elsewhere(code):
    sources = [path.read_text(encoding="utf-8") for path in ROOT.glob("Tests/*/*.swift")]
    flat = re.sub(r"\s+", " ", code).strip()
    assert any(flat in re.sub(r"\s+", " ", source) for source in sources)


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
