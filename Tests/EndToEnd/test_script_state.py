"""`script.state`: what a script remembers from one run to the next."""

import json
import signal
import stat
import subprocess
import time

import pytest

COUNT = 'print(script.state.update("runs", function(count) return (count or 0) + 1 end))'


@pytest.fixture
def script(tmp_path):
    """Writes a script; gives its path."""

    def write(code, name="count"):
        path = tmp_path / f"{name}.lua"
        path.write_text(code, encoding="utf-8")
        return path

    return write


@pytest.fixture
def run(moonwatch):
    def start(path, *flags, **env):
        done = moonwatch(*flags, path, **env)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout.strip()

    return start


def folder(moonwatch):
    return moonwatch.home / ".local/state/moonwatch/state"


def test_a_value_is_there_in_the_next_run(run, script, moonwatch):
    path = script(COUNT)
    assert [run(path) for _ in range(3)] == ["1", "2", "3"]
    (file,) = folder(moonwatch).glob("*.json")
    assert json.loads(file.read_text()) == {"runs": 3}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_json_has_comes_back_as_it_was(run, script):
    path = script(
        """
        if not script.state.get("list") then
          script.state.set("list", { 1, 2.5, "ü", true })
          script.state.set("map", { a = { b = {} } })
          script.state.set("off", false)
          script.state.set("gone", 1)
          script.state.set("gone", nil)
          -- What was set is a copy.
          script.state.get("list")[1] = 99
        end
        print(json.encode(script.state.get("list")), script.state.get("off"), script.state.get("gone", "default"),
          script.state.get("map").a.b ~= nil)
        """
    )
    expected = '[1,2.5,"ü",true]\tfalse\tdefault\ttrue'
    assert (run(path), run(path)) == (expected, expected)
    assert run(script("script.state.clear() print(next(script.state.all()))")) == "nil"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("print", "expected a string, number, boolean or table, got a function"),
        ("0 / 0", "expected numbers that JSON has, got NaN or infinity"),
        ("{ 1, a = 2 }", "expected a list or a map"),
        ("('x'):rep(2 << 20)", "expected at most 1048576 bytes of JSON in all"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_changes_nothing(run, script, moonwatch, value, message):
    run(script('script.state.set("a", 1)'))
    failed = moonwatch(script(f'script.state.set("a", {value})'))
    assert failed.returncode == 1
    assert message in failed.stderr
    assert run(script('print(script.state.get("a"))')) == "1"


def test_regions_profiles_and_scripts_have_states_of_their_own(run, script, moonwatch):
    (moonwatch.home / ".aws/config").write_text("[profile a]\nregion = us-west-2\n[profile b]\nregion = us-west-2\n")
    path, other = script(COUNT), script(COUNT, "other")
    assert run(path) == run(path, AWS_REGION="eu-west-1") == run(other) == "1"
    assert run(path, "--profile", "a") == run(path, "--profile", "b") == "1"
    assert run(path, "--endpoint-url", "http://127.0.0.1:1") == "1"
    assert run(path, "--region", "eu-west-1") == run(path, AWS_PROFILE="a") == "2"


def test_fifty_runs_at_once_count_to_fifty(run, script, moonwatch):
    path = script(COUNT)
    runs = [
        subprocess.Popen([moonwatch.binary, path], env=moonwatch.environment(), stdout=subprocess.PIPE, text=True)
        for _ in range(50)
    ]
    printed = sorted(int(one.communicate(timeout=120)[0]) for one in runs)
    assert printed == list(range(1, 51))


def test_tasks_of_one_run_take_turns(run, script):
    path = script(
        """
        task.map({ 1, 2, 3, 4, 5, 6, 7, 8 }, function()
          script.state.update("n", function(n)
            task.sleep(0.01)
            return (n or 0) + 1
          end)
        end)
        print(script.state.get("n"))
        """
    )
    assert run(path) == "8"


def test_a_change_that_raises_or_is_killed_is_none_and_frees_the_lock(run, script, moonwatch):
    run(script('script.state.set("a", 1)'))
    failed = moonwatch(script('script.state.update("a", function() error("no") end)'))
    assert failed.returncode == 1 and "no" in failed.stderr
    path = script('script.state.update("a", function() print("in") io.stdout:flush() task.sleep(60) return 2 end)')
    child = subprocess.Popen([moonwatch.binary, path], env=moonwatch.environment(), stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"in\n"
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=30)
    began = time.monotonic()
    assert run(script('print(script.state.update("a", function(a) return a + 10 end))')) == "11"
    assert time.monotonic() - began < 30, "the lock was still held"
    assert not list(folder(moonwatch).glob("*.tmp"))


def test_set_within_update_would_wait_for_itself(script, moonwatch):
    code = 'script.state.update("a", function() script.state.set("b", 1) end)'
    failed = moonwatch(script(code))
    assert failed.returncode == 1
    assert "the function changes the state by what it returns" in failed.stderr


def test_a_dry_run_and_the_embedded_cloud_forget(run, script, moonwatch):
    path = script(COUNT + "\n" + COUNT)
    assert run(path, "--local") == run(path, "--local") == "1\n2"
    assert not folder(moonwatch).exists()
    assert run(path) == "1\n2"
    assert run(path, "--dry-run") == run(path, "--dry-run") == "3\n4"
    assert run(path) == "3\n4"


def test_the_prompt_and_code_have_no_state(moonwatch):
    failed = moonwatch("-e", 'return script.state.get("a")')
    assert failed.returncode == 1
    assert "expected a script in a file" in failed.stderr
    assert moonwatch.value('script.state.set("a", 1) return script.state.get("a")', "--local") == 1


def test_a_file_that_is_no_json_is_named(run, script, moonwatch):
    path = script(COUNT)
    run(path)
    (file,) = folder(moonwatch).glob("*.json")
    file.write_text('{"runs": ')
    failed = moonwatch(path)
    assert failed.returncode == 78
    assert f"{file} is no object of JSON; mend it, or delete it" in failed.stderr
    assert file.read_text() == '{"runs": '


def test_without_a_home_there_is_no_place_for_it(script, moonwatch):
    failed = moonwatch(script(COUNT), HOME=None)
    assert failed.returncode == 78
    assert "neither XDG_STATE_HOME nor HOME is set" in failed.stderr
