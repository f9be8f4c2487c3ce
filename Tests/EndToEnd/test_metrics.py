"""`metrics` beside boto3 on moto, and before a server that answers in parts, wrongly, or not at all."""

import datetime
import json
import math
import random
import statistics

import pytest

from metric_server import MetricServer, result

UTC = datetime.timezone.utc
START = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FROM, TO = "2026-11-20T12:00:00Z", "2026-11-20T13:00:00Z"
EPOCH = int(START.timestamp())


@pytest.fixture(scope="module")
def shop(moto):
    """An hour of two metrics by the minute, with gaps."""
    cloudwatch = moto.client("cloudwatch")
    noise = random.Random(7)
    data = []
    for site in ("north", "south"):
        for minute in range(60):
            if 20 <= minute < 27 or (site == "south" and minute % 3):
                continue
            data.append(
                {
                    "MetricName": "Latency",
                    "Dimensions": [{"Name": "Site", "Value": site}],
                    "Timestamp": START + datetime.timedelta(minutes=minute),
                    "Value": noise.uniform(1, 500),
                }
            )
    cloudwatch.put_metric_data(Namespace="Shop", MetricData=data)
    return moto


def boto_series(moto, site, stat, period):
    answer = moto.client("cloudwatch").get_metric_data(
        StartTime=START,
        EndTime=START + datetime.timedelta(hours=1),
        ScanBy="TimestampAscending",
        MetricDataQueries=[
            {
                "Id": "a",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "Shop",
                        "MetricName": "Latency",
                        "Dimensions": [{"Name": "Site", "Value": site}],
                    },
                    "Period": period,
                    "Stat": stat,
                },
            }
        ],
    )["MetricDataResults"][0]
    return [t.timestamp() for t in answer["Timestamps"]], answer["Values"]


METRIC = """local function m(site, stat, period)
  return metrics.metric{namespace = "Shop", name = "Latency", dimensions = {Site = site}, stat = stat, period = period}
end
"""


@pytest.mark.parametrize("period", [60, 300, 600])
@pytest.mark.parametrize("stat", ["Average", "Sum", "Minimum", "Maximum", "SampleCount"])
def test_series_equal_boto3s(moonwatch, shop, stat, period):
    before = shop.request_count()
    code = f"""{METRIC}
      return metrics.get({{m("north", "{stat}", {period}), m("south", "{stat}", {period})}},
        {{from = "{FROM}", to = "{TO}"}})"""
    ours = moonwatch.value(code, AWS_ENDPOINT_URL=shop.url)
    assert shop.request_count() - before == 1
    for one, site in zip(ours, ("north", "south"), strict=True):
        times, values = boto_series(shop, site, stat, period)
        assert one["label"].startswith("Latency") and one["label"].endswith(f" {site}")
        assert one["period"] == period
        assert one["times"] == times
        assert one["values"] == pytest.approx(values)


def test_gaps_stay_gaps(moonwatch, shop):
    times, values = boto_series(shop, "south", "Average", 60)
    expected = [False] * 60
    for time, value in zip(times, values, strict=True):
        expected[int(time - EPOCH) // 60] = value
    assert expected.count(False) > 40
    code = f"""{METRIC} local s = m("south", "Average", "1m"):get{{from = "{FROM}", to = "{TO}"}}
      return {{points = s:points(), gaps = s:gaps()}}"""
    answer = moonwatch.value(code, AWS_ENDPOINT_URL=shop.url)
    assert answer["points"] == pytest.approx(expected)
    assert answer["gaps"] == expected.count(False)


def test_what_is_computed_of_points_equals_pythons(moonwatch, shop):
    _, values = boto_series(shop, "north", "Average", 60)
    code = f"""{METRIC} local s = m("north", "Average", "1m"):get{{from = "{FROM}", to = "{TO}"}}
      local p = {{}}
      for i, q in ipairs{{0, 1, 25, 50, 90, 99, 99.9, 100}} do p[i] = s:percentile(q) end
      return {{mean = s:mean(), sum = s:sum(), min = s:min(), max = s:max(), stddev = s:stddev(),
        latest = (s:latest()), percentiles = p}}"""
    ours = moonwatch.value(code, AWS_ENDPOINT_URL=shop.url)
    assert ours["mean"] == pytest.approx(statistics.fmean(values))
    assert ours["sum"] == pytest.approx(math.fsum(values))
    assert (ours["min"], ours["max"]) == (min(values), max(values))
    assert ours["stddev"] == pytest.approx(statistics.pstdev(values))
    assert ours["latest"] == values[-1]
    cuts = statistics.quantiles(values, n=1000, method="inclusive")
    expected = [cuts[round(q * 10) - 1] for q in (1, 25, 50, 90, 99, 99.9)]
    assert ours["percentiles"] == pytest.approx([min(values), *expected, max(values)])


def test_a_metric_without_data_is_a_series_without_points(moonwatch, shop):
    code = f"""{METRIC} local s = m("nowhere", "Sum", "1m"):get{{from = "{FROM}", to = "{TO}"}}
      return {{values = s.values, gaps = s:gaps(), nothing = s:sum() == nil and s:latest() == nil}}"""
    answer = moonwatch.value(code, AWS_ENDPOINT_URL=shop.url)
    assert answer == {"values": [], "gaps": 60, "nothing": True}


def test_metrics_are_found_as_boto3_lists_them(moonwatch, shop):
    code = """local found = {}
      for _, m in ipairs(metrics.find{namespace = "Shop", dimensions = {Site = true}}) do
        found[#found + 1] = m.name .. " " .. m.dimensions.Site
      end
      return found"""
    listed = shop.client("cloudwatch").list_metrics(Namespace="Shop")["Metrics"]
    expected = [f"{m['MetricName']} {m['Dimensions'][0]['Value']}" for m in listed]
    assert len(expected) == 2
    assert sorted(moonwatch.value(code, AWS_ENDPOINT_URL=shop.url)) == sorted(expected)


def test_what_is_put_is_what_boto3_reads(moonwatch, moto, tmp_path):
    script = tmp_path / "put.lua"
    script.write_text(
        f"""--- Puts some.
--- @needs cloudwatch:PutMetricData
local data = {{}}
for i = 1, 10 do data[i] = {{name = "Depth", value = i, time = {EPOCH}, unit = "Count", dimensions = {{Q = "a"}}}} end
return metrics.put("Put", data)
"""
    )
    before = moto.request_count()
    run = moonwatch("-o", "json", script, AWS_ENDPOINT_URL=moto.url)
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout) == {"calls": 1, "metrics": 1}
    assert moto.request_count() - before == 1
    answer = moto.client("cloudwatch").get_metric_statistics(
        Namespace="Put",
        MetricName="Depth",
        Dimensions=[{"Name": "Q", "Value": "a"}],
        StartTime=START,
        EndTime=START + datetime.timedelta(minutes=5),
        Period=60,
        Statistics=["Sum", "SampleCount", "Maximum"],
    )
    (point,) = answer["Datapoints"]
    assert (point["Sum"], point["SampleCount"], point["Maximum"]) == (55, 10, 10)


def test_putting_is_a_change(moonwatch, moto, tmp_path):
    script = tmp_path / "put.lua"
    script.write_text('metrics.put("Put", {{name = "a", value = 1}})\n')
    before = moto.request_count()
    run = moonwatch(script, AWS_ENDPOINT_URL=moto.url)
    assert run.returncode == 1
    assert "cloudwatch:PutMetricData is a change that was not declared" in run.stderr
    assert moto.request_count() == before


# MARK: Calls


def whole(operation, given):
    """Every query has two points."""
    assert operation == "GetMetricData"
    assert given["ScanBy"] == "TimestampAscending"
    times = [given["StartTime"], given["StartTime"] + 60]
    returned = [q for q in given["MetricDataQueries"] if q.get("ReturnData", True)]
    return {"MetricDataResults": [result(q, times, [1, 2]) for q in returned]}


def get(moonwatch, server, code, *flags, **environment):
    return moonwatch(
        "-o", "json", *flags, "-e", code, AWS_ENDPOINT_URL=server.url, **environment
    )


MANY = f"""local function m(i, region)
  return metrics.metric{{namespace = "N", name = "m" .. i, period = "1m", region = region}}
end
local function get(list, options)
  options = options or {{}}
  options.from, options.to = options.from or "{FROM}", options.to or "{TO}"
  return metrics.get(list, options)
end
"""


@pytest.mark.parametrize(("count", "calls"), [(1, 1), (500, 1), (501, 2), (1200, 3)])
def test_it_makes_the_fewest_calls(moonwatch, count, calls):
    with MetricServer(whole) as server:
        code = f"""{MANY} local list = {{}}
          for i = 1, {count} do list[i] = m(i) end
          local labels = {{}}
          for i, s in ipairs(get(list)) do labels[i] = s.label end
          return labels"""
        run = get(moonwatch, server, code)
        assert run.stderr == ""
        assert json.loads(run.stdout) == [f"m{i}" for i in range(1, count + 1)]
        assert len(server.calls) == calls
        for _, given, _ in server.calls:
            assert len(given["MetricDataQueries"]) <= 500


def test_it_asks_for_no_more_points_than_a_call_may_have(moonwatch):
    with MetricServer(whole) as server:
        code = f"""{MANY} local list = {{}}
          for i = 1, 200 do list[i] = m(i) end
          return #get(list, {{from = "2026-11-19T12:00:00Z", to = "2026-11-20T12:00:00Z"}})"""
        assert get(moonwatch, server, code).stdout.strip() == "200"
        assert sorted(len(given["MetricDataQueries"]) for _, given, _ in server.calls) == [60, 70, 70]


def test_each_region_is_asked_by_itself(moonwatch):
    with MetricServer(whole) as server:
        code = f"""{MANY} local list = get{{m(1, "eu-west-1"), m(2, "us-west-2"), m(3, "eu-west-1"), m(4)}}
          local labels = {{}}
          for i, s in ipairs(list) do labels[i] = s.label end
          return labels"""
        assert json.loads(get(moonwatch, server, code).stdout) == ["m1", "m2", "m3", "m4"]
        assert sorted((region, len(given["MetricDataQueries"])) for _, given, region in server.calls) == [
            ("eu-west-1", 2),
            ("us-east-1", 1),
            ("us-west-2", 1),
        ]


def test_linked_accounts_are_asked_in_one_call(moonwatch):
    with MetricServer(whole) as server:
        code = f"""{MANY} return #get{{m(1):with{{account = "111122223333"}}, m(1):with{{account = "444455556666"}}}}"""
        assert get(moonwatch, server, code).stdout.strip() == "2"
        ((_, given, _),) = server.calls
        assert [q["AccountId"] for q in given["MetricDataQueries"]] == ["111122223333", "444455556666"]


def test_the_owners_of_linked_metrics_are_kept(moonwatch):
    def answer(operation, given):
        assert operation == "ListMetrics" and given["IncludeLinkedAccounts"] is True
        assert given["RecentlyActive"] == "PT3H"
        if "NextToken" not in given:
            metrics = [{"Namespace": "N", "MetricName": f"m{i}"} for i in range(2)]
            return {"Metrics": metrics, "OwningAccounts": ["1" * 12, "2" * 12], "NextToken": "x"}
        return {"Metrics": [{"Namespace": "N", "MetricName": "m2"}], "OwningAccounts": ["3" * 12]}

    with MetricServer(answer) as server:
        code = "return metrics.find{namespace = 'N', linked = true, recently_active = true}"
        found = json.loads(get(moonwatch, server, code).stdout)
        assert [(m["name"], m["account"]) for m in found] == [
            ("m0", "1" * 12),
            ("m1", "2" * 12),
            ("m2", "3" * 12),
        ]


def test_an_expressions_metrics_are_asked_for_beside_it(moonwatch):
    with MetricServer(whole) as server:
        code = f"""{MANY} return get{{metrics.expr("100 * bad / all", {{bad = m(1), all = m(2)}}, {{label = "failed"}}), m(2)}}"""
        series = json.loads(get(moonwatch, server, code).stdout)
        assert [s["label"] for s in series] == ["failed", "m2"]
        ((_, given, _),) = server.calls
        queries = given["MetricDataQueries"]
        assert [q["ReturnData"] for q in queries].count(False) == 1
        expression = next(q for q in queries if "Expression" in q)
        ids = {q["MetricStat"]["Metric"]["MetricName"]: q["Id"] for q in queries if "MetricStat" in q}
        assert expression["Expression"] == f"100 * {ids['m1']} / {ids['m2']}"


def test_the_newest_point_is_left_out_while_its_period_is_not_over(moonwatch):
    def answer(_, given):
        times = [given["StartTime"] + 300 * i for i in range(14)]
        return {"MetricDataResults": [result(q, times, range(len(times))) for q in given["MetricDataQueries"]]}

    code = """local m = metrics.metric{namespace = "N", name = "a", period = "5m"}
      local whole, filling = m:get{last = "1h"}, m:get({last = "1h"}, {filling = true})
      local now = time.now()
      return {now = now, to = whole.to, filling_to = filling.to, newest = whole.times[#whole.times],
        newest_filling = filling.times[#filling.times]}"""
    with MetricServer(answer) as server:
        a = json.loads(get(moonwatch, server, code).stdout)
        assert a["now"] - 300 < a["to"] <= a["now"] and a["to"] % 300 == 0
        assert a["newest"] == a["to"] - 300
        assert a["filling_to"] >= a["now"] and a["newest_filling"] == a["filling_to"] - 300


def test_it_says_once_that_points_are_coarser_than_asked_for(moonwatch):
    code = """local list = {}
      for i = 1, 3 do list[i] = {namespace = "N", name = "m" .. i, period = "1m"} end
      local found = metrics.get(list, {last = "20d"})
      local rows = {}
      for i, s in ipairs(found) do rows[i] = {period = s.period, warnings = s.warnings} end
      return rows"""
    with MetricServer(whole) as server:
        run = get(moonwatch, server, code)
        rows = json.loads(run.stdout)
        assert [row["period"] for row in rows] == [300] * 3
        assert all("CloudWatch keeps points of 60 s for 15 days" in row["warnings"][0] for row in rows)
        assert run.stderr.count("CloudWatch keeps") == 1
        assert {q["MetricStat"]["Period"] for q in server.calls[0][1]["MetricDataQueries"]} == {300}


def test_more_points_than_allowed_are_not_asked_for(moonwatch):
    with MetricServer(whole) as server:
        run = get(moonwatch, server, f"{MANY} return get({{m(1)}}, {{max_points = 59}})")
        assert run.returncode == 1 and "TooManyPoints: metrics.get: 60 points in 1 calls" in run.stderr
        assert server.calls == []
        assert get(moonwatch, server, f"{MANY} return #get({{m(1)}}, {{max_points = 60}})").stdout == "1\n"


def test_the_cost_is_what_the_calls_ask_for(moonwatch):
    """A hundredth of a cent for ten metrics: https://aws.amazon.com/cloudwatch/pricing/"""
    with MetricServer(whole) as server:
        code = f"""{MANY} local list, window = {{}}, {{from = "{FROM}", to = "{TO}"}}
          for i = 1, 600 do list[i] = m(i) end
          list[601] = metrics.expr("a / b", {{a = m(601), b = m(602)}})
          local cost = metrics.cost(list, window)
          get(list)
          return cost"""
        cost = json.loads(get(moonwatch, server, code).stdout)
        assert cost["usd"] == pytest.approx(602 * 0.01 / 1000)
        assert (cost["metrics"], cost["calls"], cost["is_least"]) == (602, len(server.calls), False)
        asked = [q for _, given, _ in server.calls for q in given["MetricDataQueries"]]
        assert sum("MetricStat" in q for q in asked) == 602
        code = f"{MANY} return metrics.cost(metrics.search('{{N,I}} cpu'), {{last = '1h'}})"
        assert json.loads(get(moonwatch, server, code).stdout)["is_least"] is True
        assert len(server.calls) == 2


# MARK: Parts


def test_pages_are_joined_by_id_and_label(moonwatch):
    """A search has many series under one Id; a page may end within one of them."""

    def answer(_, given):
        query = given["MetricDataQueries"][0]
        start = given["StartTime"]
        if "NextToken" not in given:
            parts = [
                result(query, [start, start + 60], [1, 2], label="i-1"),
                result(query, [start], [10], "PartialData", label="i-2"),
            ]
            return {"MetricDataResults": parts, "NextToken": "2"}
        return {
            "MetricDataResults": [
                result(query, [start + 120], [30], label="i-2"),
                result(query, [start], [5], label="i-3"),
            ]
        }

    with MetricServer(answer) as server:
        code = f"{MANY} return get{{metrics.search('{{N,I}} cpu', {{period = '1m'}})}}"
        series = json.loads(get(moonwatch, server, code).stdout)
        assert [(s["label"], s["values"]) for s in series] == [
            ("i-1", [1, 2]),
            ("i-2", [10, 30]),
            ("i-3", [5]),
        ]
        assert server.calls[0][1]["MetricDataQueries"][0]["Expression"] == "SEARCH('{N,I} cpu', 'Average', 60)"


def test_series_of_a_search_with_one_label_are_not_mixed_up(moonwatch):
    def answer(_, given):
        query = given["MetricDataQueries"][0]
        if "NextToken" not in given:
            return {
                "MetricDataResults": [result(query, [given["StartTime"]], [v], label="x") for v in (1, 2)],
                "NextToken": "2",
            }
        return {"MetricDataResults": [result(query, [given["StartTime"]], [3], label="x")]}

    with MetricServer(answer) as server:
        run = get(moonwatch, server, f"{MANY} return get{{metrics.search('{{N,I}} cpu')}}")
        assert run.returncode == 1
        assert "AmbiguousSeries: x: two values for 2026-11-20T12:00:00Z" in run.stderr
        assert run.stdout == ""


@pytest.mark.parametrize("status", ["PartialData", "InternalError", "Forbidden"])
def test_a_series_that_is_not_whole_is_an_error_with_what_there_is(moonwatch, status):
    def answer(_, given):
        queries = given["MetricDataQueries"]
        start = given["StartTime"]
        return {
            "MetricDataResults": [
                result(queries[0], [start, start + 60], [1, 2]),
                result(queries[1], [start], [3], status),
            ]
        }

    with MetricServer(answer) as server:
        run = get(moonwatch, server, f"{MANY} return get{{m(1), m(2)}}")
        assert run.returncode != 0 and run.stdout == ""
        assert f"{status}: not all datapoints came: 'm2' is {status}" in run.stderr

        code = f"""{MANY} local ok, err = pcall(get, {{m(1), m(2)}})
          return {{code = err.code, kind = err.kind, complete = err.partial.complete, partial = err.partial}}"""
        caught = json.loads(get(moonwatch, server, code).stdout)
        assert (caught["code"], caught["kind"], caught["complete"]) == (status, "aws", False)
        assert [s["values"] for s in caught["partial"]] == [[1, 2], [3]]
        assert [s["status"] for s in caught["partial"]] == ["Complete", status]

        code = f"{MANY} return get({{m(1), m(2)}}, {{partial = true}})"
        run = moonwatch("-e", code, AWS_ENDPOINT_URL=server.url)
        assert run.returncode == 0
        assert "status" in run.stdout.splitlines()[0] and status in run.stdout.splitlines()[3]
        assert f"incomplete: 2 rows, then {status}" in run.stdout.replace("(command line):1: ", "")
        run = get(moonwatch, server, code)
        assert len(json.loads(run.stdout)) == 2 and "incomplete" in run.stderr


def test_an_internal_error_that_a_later_page_makes_good_is_none(moonwatch):
    def answer(_, given):
        query = given["MetricDataQueries"][0]
        start = given["StartTime"]
        if "NextToken" not in given:
            return {"MetricDataResults": [result(query, status="InternalError")], "NextToken": "2"}
        return {"MetricDataResults": [result(query, [start], [7])]}

    with MetricServer(answer) as server:
        (series,) = json.loads(get(moonwatch, server, f"{MANY} return get{{m(1)}}").stdout)
        assert (series["values"], series["status"]) == ([7], "Complete")


def test_a_metric_that_the_answer_lacks_is_an_error(moonwatch):
    def answer(_, given):
        return {"MetricDataResults": [result(given["MetricDataQueries"][0])]}

    with MetricServer(answer) as server:
        run = get(moonwatch, server, f"{MANY} return get{{m(1), m(2)}}")
        assert "not all datapoints came: 'm2' is not in the answer" in run.stderr and run.stdout == ""


def test_a_message_of_the_whole_answer_is_an_error(moonwatch):
    def answer(_, given):
        message = {"Code": "MaxMetricsExceeded", "Value": "too many metrics"}
        return {"MetricDataResults": [result(given["MetricDataQueries"][0])], "Messages": [message]}

    with MetricServer(answer) as server:
        run = get(moonwatch, server, f"{MANY} return get{{m(1)}}")
        assert "MaxMetricsExceeded: not all datapoints came" in run.stderr and run.stdout == ""


def test_a_message_of_a_series_is_a_warning(moonwatch):
    def answer(_, given):
        message = {"Code": "ArithmeticError", "Value": "divided by zero"}
        query = given["MetricDataQueries"][-1]
        return {"MetricDataResults": [result(query, [given["StartTime"]], [1], messages=[message])]}

    with MetricServer(answer) as server:
        run = get(moonwatch, server, f"{MANY} return get{{metrics.expr('a/0', {{a = m(1)}})}}")
        (series,) = json.loads(run.stdout)
        assert series["warnings"] == ["e: ArithmeticError: divided by zero"]
        assert "warning: metrics.get: e: ArithmeticError" in run.stderr


def test_a_call_that_fails_leaves_the_others_in_the_error(moonwatch):
    def answer(operation, given):
        if any(q["MetricStat"]["Metric"]["MetricName"] == "m2" for q in given["MetricDataQueries"]):
            return 400, {"__type": "InvalidParameterValue", "message": "no"}
        return whole(operation, given)

    with MetricServer(answer) as server:
        code = f"""{MANY} local ok, err = pcall(get, {{m(1), m(2, "eu-west-1"), m(3)}})
          local list = get({{m(1), m(2, "eu-west-1"), m(3)}}, {{partial = true}})
          return {{ok = ok, code = err.code, region = err.region, partial = err.partial, complete = list.complete,
            count = #list}}"""
        caught = json.loads(get(moonwatch, server, code).stdout)
        assert (caught["ok"], caught["code"], caught["region"]) == (False, "InvalidParameterValue", "eu-west-1")
        assert [s["label"] for s in caught["partial"]] == ["m1", "m3"]
        assert (caught["complete"], caught["count"]) == (False, 2)


def test_what_was_put_before_a_failure_is_in_the_error(moonwatch):
    def answer(operation, given):
        assert operation == "PutMetricData"
        if any(d["MetricName"] == "m1500" for d in given["MetricData"]):
            return 400, {"__type": "InvalidParameterValue", "message": "no"}
        return {}

    code = """local data = {}
      for i = 1, 2500 do data[i] = {name = "m" .. i, value = i} end
      local ok, err = pcall(metrics.put, "N", data)
      return {code = err.code, partial = err.partial}"""
    with MetricServer(answer) as server:
        run = get(moonwatch, server, code, "--allow-write", AWS_DISABLE_REQUEST_COMPRESSION="true")
        assert json.loads(run.stdout) == {
            "code": "InvalidParameterValue",
            "partial": {"calls": 1, "metrics": 1000},
        }
        assert len(server.calls) == 2


def test_wrong_data_are_refused_before_any_are_put(moonwatch):
    with MetricServer(lambda *_: {}) as server:
        code = 'metrics.put("N", {{name = "a", value = 1}, {name = "b", value = 1, unit = "Counts"}})'
        run = get(moonwatch, server, code, "--allow-write")
        assert "[2].unit: expected a unit" in run.stderr and "did you mean 'Count'?" in run.stderr
        assert server.calls == []


# MARK: The embedded cloud


def test_on_the_embedded_cloud_what_is_put_is_got(moonwatch):
    code = """local now, data = time.now(), {}
      local start = now // 60 * 60 - 3600
      for i = 0, 59 do
        if i < 10 or i > 14 then data[#data + 1] = {name = "Depth", value = i, time = start + 60 * i} end
      end
      metrics.put("Local", data)
      local depth = metrics.metric{namespace = "Local", name = "Depth", period = "1m"}
      local s = depth:get{from = start, to = start + 3600}
      local worst = depth:with{stat = "Maximum", period = "5m"}:get{from = start // 300 * 300, to = now}
      return {points = s:points(), gaps = s:gaps(), found = #metrics.find{namespace = "Local"}, max = worst:max()}"""
    answer = moonwatch.value(code, "--local")
    assert answer["points"] == [i if i < 10 or i > 14 else False for i in range(60)]
    assert (answer["gaps"], answer["found"]) == (5, 1)
    assert answer["max"] >= 55


def test_expressions_share_calls_and_keep_their_metrics_apart(moonwatch):
    """The embedded cloud computes them as given; `metrics.math` has to come to the same here."""
    code = """local start, data = time.now() // 300 * 300 - 3600, {}
      for i = 0, 59 do
        for n, site in ipairs{"north", "south"} do
          if i < 10 or i > 14 then
            data[#data + 1] = {name = "Bad", value = n * i, time = start + 60 * i, dimensions = {Site = site}}
            data[#data + 1] = {name = "All", value = 100, time = start + 60 * i, dimensions = {Site = site}}
          end
        end
      end
      metrics.put("Shop", data)
      local function m(name, site)
        return metrics.metric{namespace = "Shop", name = name, dimensions = {Site = site}, stat = "Sum", period = "1m"}
      end
      local w = {from = start, to = start + 3600}
      local function ratio(site)
        return metrics.expr("bad / all", {bad = m("Bad", site), all = m("All", site)}, {label = site})
      end
      local north, south = ratio "north", ratio "south"
      local list = metrics.get({south, north, m("Bad", "south"),
        metrics.expr("n + SUM([s, a])", {n = north, s = south, a = m("All", "north")}, {label = "nested"}),
        metrics.expr("SUM(METRICS())", {a = m("Bad", "north"), b = m("Bad", "south")}, {label = "all"}),
        metrics.search('{Shop,Site} MetricName="Bad"', {stat = "Sum", period = "1m"})}, w)
      local here = metrics.math("bad / all", {bad = m("Bad", "south"):get(w), all = m("All", "south"):get(w)})[1]
      local rows = {}
      for i, s in ipairs(list) do rows[i] = {s.label, s:max(), s:gaps()} end
      return {rows = rows, same = json.encode(here:points()) == json.encode(list[1]:points())}"""
    answer = moonwatch.value(code, "--local")
    assert answer["rows"] == [
        ["south", pytest.approx(1.18), 5],
        ["north", pytest.approx(0.59), 5],
        ["Bad", 118, 5],
        ["nested", pytest.approx(101.77), 5],
        ["all", 177, 5],
        ["Bad north", 59, 5],
        ["Bad south", 118, 5],
    ]
    assert answer["same"] is True


def test_relative_times_follow_the_embedded_clouds_clock(moonwatch):
    code = """metrics.put("Local", {{name = "a", value = 5}})
      local m = metrics.metric{namespace = "Local", name = "a", period = "1m"}
      sim.advance("2h")
      return {early = m:get{last = "1h"}:latest() == nil, late = m:get{last = "3h"}:latest()}"""
    assert moonwatch.value(code, "--local") == {"early": True, "late": 5}


def test_math_on_series_leaves_out_what_all_of_them_miss(moonwatch):
    code = """local function s(...) return metrics.series{period = 60, from = 0, points = {...}} end
      local a, b = s(1, false, 3, false), s(10, 20, false, false)
      local none = metrics.math("a + b", {a = s(false), b = s(false)})[1]
      return {sum = metrics.math("a + b", {a = a, b = b})[1]:points(), none = none:latest() == nil,
        filled = metrics.math("FILL(a, 7)", {a = a})[1]:points(),
        ratio = metrics.math("a / (b - b)", {a = a, b = b})[1]:points()}"""
    answer = moonwatch.value(code, "--local")
    # AWS: "Missing values in a time series are treated as 0" where another has one.
    assert answer["sum"] == [11, 20, 3, False]
    assert answer["none"] is True
    assert answer["filled"] == [1, 7, 3, 7]
    # Divided by 0 is no value.
    assert answer["ratio"] == [False] * 4


# MARK: Results


def test_series_in_every_format(moonwatch):
    def answer(_, given):
        start = given["StartTime"]
        a, b = given["MetricDataQueries"]
        return {"MetricDataResults": [result(a, [start, start + 120], [1.5, 2]), result(b)]}

    code = f"{MANY} return get({{m(1), m(2)}}, {{to = '2026-11-20T12:03:00Z'}})"
    with MetricServer(answer) as server:

        def shown(form):
            run = moonwatch("-o", form, "-e", code, AWS_ENDPOINT_URL=server.url)
            assert (run.returncode, run.stderr) == (0, "")
            return run.stdout

        assert shown("table").splitlines() == [
            "label  latest  min  mean  max  trend  points  gaps",
            "─────  ──────  ───  ────  ───  ─────  ──────  ────",
            "m1        2.0  1.5  1.75  2.0  ▁ █         2     1",
            "m2                                         0     3",
        ]
        assert shown("csv").splitlines() == [
            "label,time,value",
            "m1,2026-11-20T12:00:00Z,1.5",
            "m1,2026-11-20T12:01:00Z,",
            "m1,2026-11-20T12:02:00Z,2.0",
            "m2,2026-11-20T12:00:00Z,",
            "m2,2026-11-20T12:01:00Z,",
            "m2,2026-11-20T12:02:00Z,",
        ]
        lines = [json.loads(line) for line in shown("jsonl").splitlines()]
        assert lines == json.loads(shown("json"))
        assert [line["values"] for line in lines] == [[1.5, 2], []]
        assert lines[0]["times"] == [EPOCH, EPOCH + 120]
        assert lines[0]["metric"]["namespace"] == "N"
