"""`--cloud`: what the embedded cloud holds."""

import json

import pexpect
import pytest

COUNT = 'return #aws.ec2():collect("DescribeInstances")'


@pytest.fixture
def file(tmp_path):
    def write(text, name="cloud.lua"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def test_scripts_and_code_start_with_nothing_unless_told_otherwise(moonwatch, file):
    assert moonwatch.value(COUNT, "--local") == 0
    assert moonwatch.value(COUNT, "--local", "--cloud", "@empty") == 0
    assert moonwatch.value(COUNT, "--local", "--cloud", "@fleet") > 40
    cloud = file('return { instances = { { name = "web", count = 3 } } }')
    assert moonwatch.value(COUNT, "--local", "--cloud", cloud) == 3
    run = moonwatch("--local", "--cloud", cloud, file(COUNT, "script.lua"))
    assert (run.returncode, run.stdout, run.stderr) == (0, "3\n", "")
    run = moonwatch("--local", "--cloud", cloud, "-", stdin=COUNT)
    assert (run.returncode, run.stdout) == (0, "3\n")


def test_the_file_may_call_the_cloud_and_moves_its_clock(moonwatch, file):
    cloud = file(
        """
        local instance = sim.cloud { instances = { { name = "web" } } }.instances.web
        aws.ec2():stop_instances { InstanceIds = { instance } }
        sim.advance("1h")
        secret = "of the file's own"
        """
    )
    script = file(
        """--- Changes nothing.
        assert(secret == nil)
        return aws.ec2():collect("DescribeInstances")[1].State.Name
        """,
        "script.lua",
    )
    run = moonwatch("--local", "--read-only", "--cloud", cloud, script)
    assert (run.returncode, run.stdout, run.stderr) == (0, "stopped\n", "")


def test_modules_beside_the_file_are_found(moonwatch, file, tmp_path):
    (tmp_path / "lua").mkdir()
    (tmp_path / "lua/parts.lua").write_text('return { { name = "a" }, { name = "b" } }')
    cloud = file('return { instances = require "parts" }')
    assert moonwatch.value(COUNT, "--local", "--cloud", cloud) == 2


@pytest.mark.parametrize(
    "text, status, message",
    [
        ('sim.cloud {\n  instances = { { nmae = "x" } } }', 1, "cloud.lua:1: InvalidOption: sim.cloud: unknown"),
        ('\nerror("no")', 1, "cloud.lua:2: no"),
        ("x = = 1", 1, "cloud.lua:1: "),
        ("return { instance = {} }", 1, "did you mean 'instances'?"),
        ("return 5", 1, "sim.cloud: expected a table of contents, got number"),
        ("\x1bLua", 1, "bytecode"),
    ],
)
def test_an_error_in_the_file_names_its_line_and_nothing_else_runs(
    moonwatch, file, text, status, message
):
    run = moonwatch("--local", "--cloud", file(text), "-e", 'print("ran")')
    assert run.returncode == status and run.stdout == "", run
    assert message in run.stderr, run.stderr


def test_a_name_that_is_none_is_refused(moonwatch):
    run = moonwatch("--local", "--cloud", "nowhere.lua", "-e", "1")
    assert run.returncode == 64 and "cannot open 'nowhere.lua'" in run.stderr
    run = moonwatch("--local", "--cloud", "@fleat", "-e", "1")
    assert run.returncode == 64 and "Expected a Lua file, @fleet or @empty" in run.stderr
    run = moonwatch("--cloud", "@fleet", "-e", "1")
    assert run.returncode == 64 and "--cloud goes with --local" in run.stderr


def test_the_prompt_has_the_fleet_or_what_it_is_told(moonwatch, file):
    def ask(*flags):
        child = pexpect.spawn(
            moonwatch.binary, ["--local", "--no-color", *map(str, flags)],
            env=moonwatch.environment(TERM="dumb"), encoding="utf-8", timeout=20,
            dimensions=(50, 100),
        )  # fmt: skip
        child.expect_exact("local> ")
        child.sendline('#aws.ec2():collect("DescribeInstances")')
        child.expect(r"\r\n(\d+)\r\n")
        count = int(child.match[1])
        child.expect_exact("local> ")
        child.sendeof()
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0
        return count

    assert ask() > 40
    assert ask("--cloud", "@empty") == 0
    assert ask("--cloud", file('return { instances = { { name = "one" } } }')) == 1


def test_the_same_fleet_comes_with_the_same_hour(moonwatch):
    code = """
    local names = {}
    for instance in aws.ec2():each("DescribeInstances") do names[#names + 1] = instance.InstanceId end
    return names
    """
    first = moonwatch.value(code, "--local", "--cloud", "@fleet")
    assert first == moonwatch.value(code, "--local", "--cloud", "@fleet")
    assert len(set(first)) == len(first)


def test_what_is_recorded_of_the_embedded_cloud_can_be_replayed(moonwatch, file, tmp_path):
    cloud = file('return { instances = { { name = "web" } } }')
    calls = tmp_path / "calls.jsonl"
    recorded = moonwatch("--local", "--cloud", cloud, "--record", calls, "-o", "json", "-e", COUNT)
    replayed = moonwatch("--replay", calls, "-o", "json", "-e", COUNT)
    assert recorded.stdout == replayed.stdout and json.loads(replayed.stdout) == 1
