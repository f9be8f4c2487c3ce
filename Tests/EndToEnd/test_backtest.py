"""`alarms.backtest` and `alarms.suggest` on the embedded cloud, whose alarms really go off."""

import json

import pytest


def run_json(moonwatch, *arguments, timeout=300):
    run = moonwatch("--local", "-o", "json", *arguments, timeout=timeout)
    assert (run.returncode, run.stderr) == (0, ""), run.stderr
    return json.loads(run.stdout)


@pytest.fixture
def script(moonwatch, tmp_path):
    def run(code, *arguments):
        path = tmp_path / "script.lua"
        path.write_text("--- @needs cloudwatch:*\n" + code, encoding="utf-8")
        return run_json(moonwatch, path, *arguments)

    return run


def test_two_weeks_of_200_alarms_are_replayed_as_they_happened(moonwatch):
    found = run_json(moonwatch, "Tests/Fixtures/Backtest/simulated.lua", "200", "14")
    assert found["differences"] == []
    # Composite alarms are beside the 200. Those on six hours look back past the 15 days of minutes.
    assert 5 < found["coarse"] < 40
    assert found["alarms"] == 220 and found["evaluations"] > 200 * 14 * 1440 / 2
    assert found["transitions"] > 20_000
    # Doubt is the exception: most of what is said is certain.
    assert 0 < found["uncertain"] < found["transitions"] / 3


PAST = """
local now = sim.now()
local last = math.floor(now / 60) * 60 - 60
local values = {}
for i = 1, 1500 do values[i] = i % 150 < 10 and i < 1490 and 95 or 20 end
sim.put_metric { namespace = "T", name = "M", values = values, at = last }
sim.put_metric { namespace = "T", name = "M", values = { 95, 95, 95, 20 }, period = "5m", at = last - 20 * 86400 }
sim.put_metric { namespace = "T", name = "M", values = { 95, 20 }, period = "1h", at = last - 90 * 86400 }
local function quality(past)
  local list = {}
  for index, stretch in ipairs(past.data) do
    list[index] = { stretch.quality, stretch.period, stretch.every }
  end
  return list
end
local function look(period, window, stat)
  local past = alarms.backtest({ name = "a", namespace = "T", metric = "M", threshold = 80, period = period,
    stat = stat }, window)
  return { quality = quality(past), notes = past.notes, pages = past.pages, evaluations = past.evaluations }
end
"""


def test_coarser_data_are_said_to_be_so(script):
    found = script(
        PAST
        + """
    return { minute = look("1m", { last = "14d" }), five = look("5m", { last = "14d" }),
      month = look("1m", { last = "30d" }), sparse = look("5m", { last = "30d" }),
      year = look("5m", { last = "100d" }), hour = look("1h", { last = "100d" }) }
    """
    )
    assert found["minute"]["quality"] == found["five"]["quality"] == [["exact", 60, 60]]
    assert found["minute"]["evaluations"] in (14 * 1440, 14 * 1440 + 1)
    assert len(found["five"]["notes"]) == 1  # that nobody is told
    assert found["month"]["quality"] == [["coarse", 300, 60], ["exact", 60, 60]]
    assert "made of points of 5m" in found["month"]["notes"][0]
    assert "(those of 1m are kept for 15 days)" in found["month"]["notes"][0]
    assert found["sparse"]["quality"] == [["sparse", 300, 300], ["exact", 60, 60]]
    assert "evaluated every 5m, and by CloudWatch every 1m" in found["sparse"]["notes"][0]
    assert found["year"]["quality"] == [["coarse", 3600, 300], ["sparse", 300, 300], ["exact", 60, 60]]
    assert "made of points of 1h" in found["year"]["notes"][0]
    assert found["hour"]["quality"] == [["sparse", 3600, 3600], ["sparse", 300, 300], ["exact", 60, 60]]
    # The old bursts are seen, too: 10 of them in the last day, and one at each age.
    assert found["minute"]["pages"] == 10
    assert found["month"]["pages"] == 11 and found["year"]["pages"] == 12


def test_transitions_of_coarse_data_are_marked(script):
    found = script(
        PAST
        + """
    local past = alarms.backtest({ name = "a", namespace = "T", metric = "M", threshold = 80, period = "1m" },
      { last = "30d" })
    local coarse = {}
    for _, t in ipairs(past.transitions) do if t.to == "ALARM" then coarse[#coarse + 1] = t.coarse or false end end
    return { coarse = coarse, text = show.render(past) }
    """
    )
    assert found["coarse"] == [True] + [False] * 10
    assert "note       " in found["text"] and "this is an approximation" in found["text"]
    assert "█ in ALARM" in found["text"] or "# in ALARM" in found["text"]


def test_the_fewest_calls_are_made(script):
    # 25 alarms of five minutes on averages: sums and counts of one minute, 20,160 points each.
    calls = script(
        """
    sim.put_metric { namespace = "T", name = "M1", value = 1 }
    local defs = {}
    for i = 1, 5 do
      for j = 1, 5 do
        defs[#defs + 1] = alarms.define { name = "a" .. i .. "-" .. j, namespace = "T", metric = "M" .. i,
          stat = j == 1 and "Maximum" or "Average", period = ({ "1m", "5m", "10m", "5m", "15m" })[j], threshold = j }
      end
    end
    local count = 0
    sim.fault { operation = "GetMetricData", latency = 1 }
    local before = sim.now()
    alarms.backtest(defs, { last = "1d" })
    return { took = sim.now() - before }
    """
    )
    # Faults wait on the cloud's clock; calls of one round wait together.
    assert calls["took"] < 3


def test_a_percentile_is_asked_for_at_each_cut_of_time(script):
    found = script(
        """
    local start = math.floor(sim.now() / 3600) * 3600
    for i = 1, 600 do
      sim.put_metric { namespace = "T", name = "L", value = i % 100, at = start - 36000 + i * 60 }
    end
    local past = alarms.backtest({ name = "p", namespace = "T", metric = "L", stat = "p99", period = "5m",
      threshold = 90 }, { from = start - 7200, to = start })
    local hourly = alarms.backtest({ name = "p", namespace = "T", metric = "L", stat = "p90", period = "1d",
      threshold = 90 }, { from = start - 7200, to = start })
    return { data = past.data[1], evaluations = past.evaluations, slow = hourly.data[1], notes = hourly.notes }
    """
    )
    assert (found["data"]["quality"], found["data"]["every"], found["evaluations"]) == ("exact", 60, 121)
    # A day has 1,440 cuts: no more than 60 are asked for, and it is said.
    assert (found["slow"]["quality"], found["slow"]["every"]) == ("sparse", 1440)
    assert "would be one more question" in found["notes"][0]


COMPOSITE = """
local start = math.floor(sim.now() / 3600) * 3600 + 3600
sim.advance(start - sim.now() + 30)
local function put(name, first, last)
  local values = {}
  for minute = 1, 240 do values[minute] = minute >= first and minute < last and 90 or 10 end
  sim.put_metric { namespace = "T", name = name, values = values, at = start + 239 * 60 }
end
put("A", 60, 90) put("B", 70, 120) put("S", 65, 75)
local function metric(name)
  return alarms.define { name = name, namespace = "T", metric = name, period = "1m", threshold = 50 }
end
local defs = { metric "A", metric "B", metric "S", alarms.define {
  name = "whole", rule = "ALARM(A) AND ALARM(B)", suppressor = "S", suppressor_wait = 60, suppressor_extension = 120,
  actions = "arn:aws:sns:us-east-1:123456789012:ops",
} }
"""


def test_a_composite_alarm_pages_when_its_suppressor_lets_it(script):
    found = script(
        COMPOSITE
        + """
    sim.cloud { topics = { "ops" } }
    for _, def in ipairs(defs) do def:put() end
    sim.advance("4h")
    local past = alarms.backtest(alarms.get("whole"), { from = start, to = start + 4 * 3600 })
    return { pages = past.pages, transitions = past.transitions, messages = #sim.messages("ops"),
      happened = alarms.get("whole"):history { type = "state" }, start = start, text = show.render(past) }
    """
    )
    times = [(t["time"] - found["start"], t["to"]) for t in found["transitions"]]
    happened = [(h["time"] - found["start"], h["to"]) for h in reversed(found["happened"])]
    assert [t for t in times if t[0] > 60] == [h for h in happened if h[0] > 60]
    assert (4200, "ALARM") in times
    assert found["pages"] == found["messages"] == 1
    timeline = found["text"].splitlines()[-6:-3]
    assert [line.split()[0] for line in timeline] == ["A", "B", "whole"]
    assert all("█" in line or "#" in line for line in timeline)


def test_a_child_that_is_not_there_is_named(moonwatch):
    run = moonwatch(
        "--local", "-e", "alarms.backtest { name = 'w', rule = 'ALARM(nothing)' }"
    )
    assert run.returncode == 1
    assert 'names the alarm "nothing", which is not there' in run.stderr


def test_doubt_about_a_child_is_doubt_about_the_whole_where_it_matters(script):
    found = script(
        """
    local start = 1795435200
    local points = { false, false, false, false, false, 9, false, 9, false, false, false, false, false, false }
    local data = metrics.series { period = "1m", from = start, points = points }
    local function child(name, missing)
      return alarms.define { name = name, namespace = "T", metric = "M", period = "1m", threshold = 5, periods = 3,
        missing = missing }
    end
    local past = alarms.backtest({ child("x", "missing"), alarms.define { name = "any", rule = "ALARM(x)" },
      alarms.define { name = "never", rule = "ALARM(x) AND FALSE" } }, { data = data })
    return { child = #past[1].uncertain, any = #past[2].uncertain, never = #past[3].uncertain }
    """
    )
    assert found["child"] > 0 and found["any"] > 0 and found["never"] == 0


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ("{ name = 'a', promql = 'up' , interval = 60 }", "PromQL"),
        (
            "{ name = 'a', metrics = { m1 = { namespace = 'N', name = 'M' } }, anomaly = 2, comparison = 'outside' }",
            "anomaly",
        ),
        (
            "{ name = 'a', expression = 'SELECT AVG(M) FROM N', metrics = {}, threshold = 1 }",
            "Metrics Insights",
        ),
    ],
)
def test_what_cannot_be_replayed_says_why(moonwatch, definition, words):
    run = moonwatch("--local", "-e", f"alarms.backtest({definition})")
    assert run.returncode == 1
    assert "NotReplayable" in run.stderr and words in run.stderr, run.stderr


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("alarms.backtest(5)", "expected a definition, or an alarm, got number"),
        ("alarms.backtest({}, { lst = '1d' })", "did you mean 'last'?"),
        ("alarms.backtest('none')", "ResourceNotFound"),
        (
            "alarms.backtest({ name = 'a', namespace = 'N', metric = 'M', threshold = 1 }, { from = 1795478401, to = 1795478405 })",
            "not once in the window",
        ),
        (
            "alarms.backtest({ name = 'a', namespace = 'N', metric = 'M', threshold = 1, period = '1m' },"
            " { data = metrics.series { period = '5m', from = 0, points = { 1 } } })",
            "expected points of the alarm's period of 60 s",
        ),
        ("alarms.suggest({ namespace = 'N', name = 'M' }, { pages_per_week = -1 })", "expected a number from 0"),
        ("alarms.suggest(5)", "expected a metric, a definition or an alarm, got number"),
    ],
)
def test_wrong_arguments_are_errors_before_anything_is_asked(moonwatch, call, words):
    run = moonwatch("--local", "-e", call)
    assert run.returncode == 1 and words in run.stderr, run.stderr


def test_missing_metrics_are_no_silence(script):
    past = script("return alarms.backtest { name = 'a', namespace = 'N', metric = 'M', threshold = 1, period = '1m' }")
    assert past["state"] == "INSUFFICIENT_DATA" and past["pages"] == 0 and past["transitions"] == []
    assert any("there are no datapoints at all" in note for note in past["notes"])


def test_a_failed_call_is_no_partial_backtest(moonwatch):
    run = moonwatch(
        "--local", "-e",
        "sim.fault { operation = 'GetMetricData', error = 'AccessDenied', status = 403 }"
        " return alarms.backtest { name = 'a', namespace = 'N', metric = 'M', threshold = 1 }",
    )  # fmt: skip
    assert run.returncode == 77 and run.stdout == ""


def test_rows_for_a_list_and_transitions_for_programs(moonwatch, tmp_path):
    code = """
    local data = metrics.series { period = "1m", from = 0, points = { 1, 9, 9, 2, 1, 9, 1 } }
    local function queue(name, threshold)
      return { name = name, namespace = "S", metric = "W", threshold = threshold, period = "1m" }
    end
    """
    one = moonwatch("--local", "-o", "csv", "-e", code + "return alarms.backtest(queue('q', 5), { data = data })")
    lines = one.stdout.splitlines()
    assert lines[0] == "time,from,to,reason,doubts"
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["1970-01-01T00:01:00Z", "INSUFFICIENT_DATA", "OK"],
        ["1970-01-01T00:02:00Z", "OK", "ALARM"],
        ["1970-01-01T00:04:00Z", "ALARM", "OK"],
        ["1970-01-01T00:06:00Z", "OK", "ALARM"],
        ["1970-01-01T00:07:00Z", "ALARM", "OK"],
    ]
    two = moonwatch(
        "--local", "-o", "csv", "-e",
        code + "return alarms.backtest({ queue('q', 5), queue('r', 8.5), queue('s', 10) }, { data = data })",
    )  # fmt: skip
    rows = [line.split(",") for line in two.stdout.splitlines()]
    assert rows[0][:5] == ["name", "pages", "pages_per_week", "flaps", "in_alarm"]
    assert [(row[0], row[1], row[3], row[4]) for row in rows[1:]] == [
        ("q", "2", "1", "180"),
        ("r", "2", "1", "180"),
        ("s", "0", "0", "0"),
    ]


SUGGEST = """
local points, spikes = {}, { [100] = 99, [2000] = 97, [4000] = 95, [6000] = 93, [8000] = 91 }
for i = 1, 14 * 1440 do points[i] = spikes[i] or 50 + i % 7 end
local data = metrics.series { period = "1m", from = 1794225600, points = points }
local function suggest(pages, options)
  local wish = { data = data, pages_per_week = pages }
  for name, value in pairs(options or {}) do wish[name] = value end
  return alarms.suggest({ namespace = "S", name = "W", period = "1m" }, wish)
end
"""


def test_the_suggested_threshold_pages_as_often_as_is_wanted(script):
    found = script(
        SUGGEST
        + """
    local rows = {}
    for _, pages in ipairs { 0, 0.5, 1, 1.5, 2.5 } do
      local found = suggest(pages)
      rows[#rows + 1] = { found.threshold, found:backtest().pages, found.pages_per_week, found.condition }
    end
    return rows
    """
    )
    # Five spikes in two weeks.
    for row, (low, high, pages) in zip(
        found, [(99, 101, 0), (97, 99, 1), (95, 97, 2), (93, 95, 3), (56, 91, 5)], strict=True
    ):
        assert low <= row[0] <= high and row[1] == pages and row[2] == pages / 2, row
    assert found[4][0] < 60, "the most sensitive one"


def test_a_suggestion_shows_its_neighbours_and_makes_a_definition(script):
    found = script(
        SUGGEST
        + """
    local found = suggest(1)
    return { found = found, text = show.render(found), def = found:definition({ name = "q" }):condition() }
    """
    )
    neighbours = found["found"]["neighbours"]
    thresholds = [n["threshold"] for n in neighbours]
    assert thresholds == sorted(thresholds) and found["found"]["threshold"] in thresholds
    assert neighbours[0]["pages"] > neighbours[-1]["pages"]
    assert "← suggested" in found["text"]
    assert found["def"] == found["found"]["condition"]


def test_below_a_threshold_is_searched_from_below(script):
    found = script(SUGGEST + "return suggest(0, { comparison = '<' })")
    assert 45 <= found["threshold"] <= 50 and found["pages_per_week"] == 0


def test_where_no_threshold_is_quiet_enough_it_is_said(script):
    found = script(
        """
    local points = {}
    for i = 1, 7 * 1440 do points[i] = i % 200 > 5 and 50 end
    local data = metrics.series { period = "1m", from = 1794225600, points = points }
    return alarms.suggest({ namespace = "S", name = "W", period = "1m" },
      { data = data, missing = "breaching", pages_per_week = 3 })
    """
    )
    assert "threshold" not in found
    assert "gaps alone would have paged" in found["reason"] and "breaching" in found["reason"]
    assert found["neighbours"] == []


def test_an_alarm_that_is_there_gets_a_better_threshold(script):
    found = script(
        """
    local last = math.floor(sim.now() / 60) * 60 - 60
    local values = {}
    for i = 1, 2880 do values[i] = i % 500 == 0 and 90 or 20 end
    sim.put_metric { namespace = "S", name = "W", values = values, at = last }
    sim.cloud { alarms = { { name = "q", namespace = "S", metric = "W", period = "5m", threshold = 10, stat = "Maximum" } } }
    local found = alarms.suggest(alarms.get("q"), { pages_per_week = 0, last = "2d" })
    return { threshold = found.threshold, name = found:definition().name, before = alarms.get("q"):backtest().name }
    """
    )
    assert 90 <= found["threshold"] <= 95 and found["name"] == found["before"] == "q"
