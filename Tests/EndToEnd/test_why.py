"""`alarms.why` and `alarms.noisiest` on the embedded cloud."""

import json

import pytest


def run_json(moonwatch, *arguments):
    run = moonwatch("--local", "-o", "json", *arguments, timeout=300)
    assert (run.returncode, run.stderr) == (0, ""), run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def explained(module_moonwatch):
    return run_json(module_moonwatch, "Tests/Fixtures/Backtest/explained.lua")


def read_by_the_prose(n, text):
    """Which points AWS's documents say are read, of the newest N + 2, and which are filled in."""
    first = len(text) - (n + 2)
    window = range(first, len(text))
    real = [i for i in window if text[i] != "-"]
    if len(real) >= n:
        return set(real[-n:]), set()
    gaps = [i for i in window if text[i] == "-"]
    return set(real), set(gaps[len(gaps) - (n - len(real)) :])


def test_every_case_of_the_evaluator_is_explained_by_its_datapoints(explained):
    assert len(explained) == 71 * 4
    states = {(row["missing"], row["state"]) for row in explained}
    assert len(states) >= 10, "too few kinds of outcome"
    for row in explained:
        assert row["is_same"], row
        # The same as alarms.evaluate says of these points, and as the embedded cloud did.
        assert row["why"] == row["evaluate"] == row["state"] and row["agrees"], row
        assert row["uncertain"] == row["uncertain_too"], row
        read = {i for i, role in enumerate(row["roles"]) if role != "not read"}
        assert read == {position - 1 for position in row["evaluated"]}, row
        # By a reading of the documents of its own.
        real, filled = read_by_the_prose(row["n"], row["text"])
        assert {i for i in read if row["text"][i] != "-"} == real, row
        assert {i for i, role in enumerate(row["roles"]) if role == "filled"} == filled, row
        for i, role in enumerate(row["roles"]):
            if role in ("decides", "counts"):
                decides = (row["text"][i] == "X") == (row["state"] == "ALARM")
                decides = decides and row["state"] != "INSUFFICIENT_DATA"
                assert role == ("decides" if decides else "counts"), row


def test_the_line_names_the_deciding_datapoints(explained):
    by_name = {row["name"]: row for row in explained}
    assert by_name["004 missing"]["explanation"].startswith(
        "because    2 of the 3 datapoints that count are > 80: "
    )
    assert "; 2 of 3 are needed" in by_name["004 missing"]["explanation"]
    assert by_name["002 breaching"]["explanation"] == (
        "because    none of the last 3 periods has a datapoint, and missing data count as beyond the threshold"
    )
    assert by_name["009 missing"]["explanation"] == "because    the last period has no datapoint"
    assert "keep the state" in by_name["002 ignore"]["explanation"]


SCENE = """
--- Alarms in several states, and who hears of them.
--- @needs cloudwatch:*
local start = math.floor(sim.now() / 3600) * 3600 + 3600
sim.advance(start - sim.now())
sim.cloud {
  topics = {
    { name = "ops", subscriptions = { { protocol = "email", endpoint = "a@example.com" } } }, "lonely",
    { name = "pending", subscriptions = { { protocol = "email", endpoint = "b@example.com", confirmed = false } } },
  },
  alarms = {
    { name = "cpu", namespace = "T", metric = "M", period = "1m", threshold = 80, periods = 3, datapoints = 2,
      actions = { alarm = { "ops", "pending" }, ok = "lonely" } },
    { name = "service", rule = 'ALARM("cpu") OR ALARM(hand)', actions = "ops" },
    { name = "all", rule = 'ALARM(service)' },
    { name = "typo", namespace = "T", metric = "Mm", period = "1m", threshold = 80, actions_enabled = false },
    { name = "stale", namespace = "T", metric = "Old", period = "1m", threshold = 80 },
    { name = "hand", namespace = "T", metric = "M", period = "1m", threshold = 1, comparison = "<", missing = "ignore" },
    { name = "lost", namespace = "T", metric = "M", period = "1m", threshold = 80,
      actions = "arn:aws:sns:us-east-1:123456789012:gone" },
  },
}
sim.put_metric { namespace = "T", name = "M", values = { 50, 50, 90, false, 91, 92.5, 60 }, at = start + 6 * 60 }
sim.put_metric { namespace = "T", name = "Old", value = 3, at = start - 86400 }
sim.advance("7m1s")
alarms.get("hand"):set_state("ALARM", "drill")
alarms.mute("cpu", "2h", { name = "deploy", reason = "release 7" })
local found = {}
for _, name in ipairs { "cpu", "service", "typo", "stale", "hand", "lost" } do found[name] = alarms.why(name) end
found.start = start
return found
"""


@pytest.fixture(scope="module")
def scene(module_moonwatch, tmp_path_factory):
    script = tmp_path_factory.mktemp("why") / "scene.lua"
    script.write_text(SCENE, encoding="utf-8")
    return run_json(module_moonwatch, script)


def test_an_alarm_says_when_it_changed_and_whom_it_told(scene):
    cpu, start = scene["cpu"], scene["start"]
    assert cpu["state"] == "ALARM" and cpu["cause"] == "evaluation"
    last = cpu["changes"][0]
    assert (last["from"], last["to"], last["time"] - start) == ("OK", "ALARM", 300)
    assert [(t["arn"].split(":")[-1], t["result"]) for t in cpu["told"]] == [
        ("ops", "Succeeded"),
        ("pending", "Succeeded"),
    ]
    # The newest three that there were when it changed: one period is missing among them.
    assert [p["value"] for p in cpu["recorded"]] == [50.0, 90.0, 91.0]
    by_arn = {(a["state"], a["arn"].split(":")[-1]): a for a in cpu["actions"]}
    assert by_arn["ALARM", "ops"]["subscribers"] == 1 and "problem" not in by_arn["ALARM", "ops"]
    assert by_arn["OK", "lonely"]["problem"] == "the topic has no subscribers"
    assert by_arn["ALARM", "pending"]["problem"] == "nobody has confirmed a subscription (1 asked)"
    assert [m["name"] for m in cpu["mutes"]] == ["deploy"]
    assert [(p["name"], p["fires"]) for p in cpu["parents"]] == [("service", True), ("all", True)]


def test_a_topic_that_is_gone_is_named(scene):
    action = scene["lost"]["actions"][0]
    assert action["exists"] is False and action["problem"] == "the topic does not exist"
    assert any("the topic does not exist" in line for line in scene["lost"]["explanation"])


def test_a_state_that_was_set_by_hand_is_called_so(scene):
    hand = scene["hand"]
    assert (hand["state"], hand["cause"], hand["changes"][0]["cause"]) == ("ALARM", "by hand", "by hand")
    assert hand["agrees"] is False and hand["verdict"]["state"] == "OK"
    assert any("by hand" in line and "drill" in line for line in hand["explanation"])


def test_missing_data_lead_to_the_last_datapoint_or_to_the_name_that_was_meant(scene):
    (typo,) = scene["typo"]["sources"]
    assert typo["exists"] is False and typo["hint"] == 'did you mean "M"?' and "last" not in typo
    assert scene["typo"]["actions_enabled"] is False
    (stale,) = scene["stale"]["sources"]
    assert stale["exists"] is True and stale["last"] == scene["start"] - 86400 and stale["value"] == 3
    assert scene["stale"]["state"] == "INSUFFICIENT_DATA"


def test_a_composite_alarm_is_explained_by_its_children(scene):
    service = scene["service"]
    assert {c["name"]: c["state"] for c in service["children"]} == {"cpu": "ALARM", "hand": "ALARM"}
    assert service["agrees"] is True and "points" not in service
    assert [p["name"] for p in service["parents"]] == ["all"]


def test_what_may_not_be_looked_up_is_said_and_the_rest_stays(moonwatch):
    why = moonwatch.value(
        """
        sim.cloud { topics = { "ops" }, alarms = { { name = "a", namespace = "T", metric = "M", threshold = 1,
          actions = "ops" } } }
        sim.fault { operation = "GetTopicAttributes", error = "AuthorizationError", status = 403 }
        sim.fault { operation = "ListAlarmMuteRules", error = "AccessDenied", status = 403 }
        return alarms.why("a")
        """,
        "--local",
    )
    assert len(why["unknown"]) == 2 and all("could not be looked up" in line for line in why["unknown"])
    assert "exists" not in why["actions"][0] and why["mutes"] == []
    assert sum("could not be looked up" in line for line in why["explanation"]) == 2


def test_a_name_that_is_not_there_is_an_error(moonwatch):
    run = moonwatch("--local", "-e", 'alarms.why("nothing")')
    assert run.returncode == 1 and "ResourceNotFound" in run.stderr


NOISE = """
--- @needs cloudwatch:PutMetricAlarm
local start = math.floor(sim.now() / 3600) * 3600 + 3600
sim.advance(start - sim.now())
local function wave(high, low, count)
  local values = {}
  while #values < 48 * 60 do
    for _ = 1, high do values[#values + 1] = 90 end
    for _ = 1, low do values[#values + 1] = 10 end
  end
  return values
end
for name, values in pairs { flappy = wave(5, 25), slow = wave(120, 600), calm = wave(0, 10), stuck = wave(10, 0) } do
  sim.put_metric { namespace = "T", name = name, values = values, at = start + (#values - 1) * 60 }
end
local contents = {}
for _, name in ipairs { "flappy", "slow", "calm", "stuck" } do
  contents[#contents + 1] = { name = name, namespace = "T", metric = name, period = "1m", threshold = 50 }
end
sim.cloud { alarms = contents }
sim.advance("2d")
return { noise = alarms.noisiest { last = "1d" }, past = alarms.backtest(alarms.list(), { last = "1d", state = "OK" }),
  prefixed = #alarms.noisiest { prefix = "fl" }, text = show.render(alarms.noisiest { last = "1d" }) }
"""


def test_noisiest_counts_pages_flapping_and_time_in_alarm(moonwatch, tmp_path):
    script = tmp_path / "noise.lua"
    script.write_text(NOISE, encoding="utf-8")
    found = run_json(moonwatch, script)
    rows = {row["name"]: row for row in found["noise"]}
    assert [row["name"] for row in found["noise"]] == ["flappy", "slow", "stuck"]
    assert found["prefixed"] == 1
    assert rows["flappy"]["pages"] == 48 and rows["flappy"]["flaps"] >= 47
    assert rows["flappy"]["in_alarm"] == pytest.approx(48 * 300, abs=301)
    assert (rows["slow"]["pages"], rows["slow"]["flaps"]) == (2, 0)
    assert rows["slow"]["longest"] == 7200
    # In ALARM all day without a page.
    assert rows["stuck"]["pages"] == 0 and rows["stuck"]["in_alarm_share"] == pytest.approx(1)
    # The backtest counts the same of the same time, but for what lay before.
    past = {row["name"]: row for row in found["past"]}
    for name in ("flappy", "slow"):
        assert past[name]["pages"] == rows[name]["pages"]
    assert found["text"].splitlines()[2].split()[:4] == ["flappy", "OK", "48", "336"]


def test_a_failing_region_is_no_silent_gap(moonwatch):
    code = """
    sim.fault { operation = "DescribeAlarmHistory", region = "eu-west-1", error = "AccessDenied", status = 403 }
    local ok, err = pcall(alarms.noisiest, { regions = { "us-east-1", "eu-west-1" } })
    return { ok = ok, complete = err.partial.complete, errors = #err.partial.errors }
    """
    assert moonwatch.value(code, "--local") == {"ok": False, "complete": False, "errors": 1}
