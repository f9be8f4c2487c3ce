local spec = require("spec")
local it, equal = spec.it, spec.equal
local natives = require("natives")
local calls = require("moonwatch.calls")
local metric = require("moonwatch.metric")
local window = require("moonwatch.window")

natives.now = 1795467600 -- 2026-11-23T21:00:00Z

local function m(name, options)
  local fields = { namespace = "N", name = name, period = "1m" }
  for key, value in pairs(options or {}) do fields[key] = value end
  return metric.new(fields)
end

local function many(count, options)
  local list = {}
  for index = 1, count do list[index] = m("m" .. index, options) end
  return list
end

local function plan(queries, asked, keeps_filling)
  return calls.plan(queries, window.resolve("test", asked), keeps_filling)
end

-- How many queries each call has, in order.
local function sizes(planned)
  local counts = {}
  for index, call in ipairs(planned.calls) do counts[index] = #call.queries end
  return table.concat(counts, " ")
end

it("puts 500 queries in a call", function()
  equal(sizes(plan(many(500), { last = "1h" })), "500")
  equal(sizes(plan(many(501), { last = "1h" })), "500 1")
  equal(sizes(plan(many(1200), { last = "3h" })), "500 500 200")
end)

it("puts 100,800 points in a call", function()
  -- A day by the minute is 1,440 points; 70 of those are 100,800.
  equal(sizes(plan(many(70), { last = "1d" })), "70")
  equal(sizes(plan(many(71), { last = "1d" })), "70 1")
  equal(sizes(plan(many(500), { last = "1d", })), "70 70 70 70 70 70 70 10")
end)

it("fills calls with what is small once the large has its place", function()
  local queries = many(8, { period = "1m" }) -- 14 d: 20,160 points each, five a call
  for index = 1, 6 do queries[#queries + 1] = m("h" .. index, { period = "1h" }) end
  local planned = plan(queries, { last = "14d" })
  equal(#planned.calls, 2)
  for _, call in ipairs(planned.calls) do assert(call.points <= 100800) end
end)

it("asks for the same thing once a call", function()
  local planned = plan({ m("a"), m("a"), m("a", { stat = "Sum" }) }, { last = "1h" })
  equal(sizes(planned), "2")
  equal(planned.units[1].items[1].id, planned.units[2].items[1].id)
end)

it("asks each Region by itself, and each profile", function()
  equal(sizes(plan({ m("a"), m("b", { region = "eu-west-1" }), m("c", { profile = "p" }), m("d") }, { last = "1h" })),
    "2 1 1")
  local linked = plan({ m("a", { account = "111122223333" }), m("a") }, { last = "1h" })
  equal(sizes(linked), "2")
  equal(linked.calls[1].queries[1].AccountId, "111122223333")
end)

it("asks for whole periods, from one that all of a call share", function()
  natives.now = 1795467600 + 754 -- 21:12:34
  local planned = plan({ m("a"), m("b", { period = "5m" }) }, { last = "1h" })
  equal(sizes(planned), "2")
  equal(planned.calls[1].start % 300, 0)
  equal(planned.units[1].from, 1795467600 + 720 - 3600)
  equal(planned.units[1].to, 1795467600 + 720)
  equal(planned.units[2].from, 1795467600 + 600 - 3600)
  equal(planned.units[2].to, 1795467600 + 600)
  local filling = plan({ m("b", { period = "5m" }) }, { last = "1h" }, true)
  equal(filling.units[1].to, 1795467600 + 900)
  natives.now = 1795467600
end)

it("keeps periods apart that no start is common to", function()
  equal(sizes(plan({ m("a", { period = 420 }), m("b", { period = 300 }), m("c", { period = "1d" }) }, { last = "7d" })),
    "1 1 1")
end)

it("asks for what CloudWatch still keeps", function()
  local function period(asked, last)
    local planned = plan({ m("a", { period = asked }) }, { last = last })
    local unit = planned.units[1]
    -- Not a point is asked for that is older than such points get.
    assert(natives.now - unit.from <= window.retention(unit.period) or unit.period >= 3600)
    return unit.period
  end
  for _, case in ipairs {
    { 1, "3h", 1 }, { 10, "4h", 60 }, { 30, "15d", 60 }, { 60, "15d", 60 }, { 60, "16d", 300 }, { 300, "63d", 300 },
    { 120, "20d", 300 }, { 420, "20d", 600 }, { 300, "64d", 3600 }, { 3600, "400d", 3600 }, { 5400, "100d", 7200 },
    { 86400, "455d", 86400 },
  } do
    equal(period(case[1], case[2]), case[3])
    natives.now = natives.now + 41
    equal(period(case[1], case[2]), case[3])
    natives.now = 1795467600
  end
end)

it("splits a metric by time that has more points than a call", function()
  local planned = plan({ m("a", { period = "1h" }) }, { last = "5000d" })
  equal(#planned.calls, 2)
  local unit = planned.units[1]
  equal(unit.items[1].start, unit.from)
  equal(unit.items[1].finish, unit.items[2].start)
  equal(unit.items[2].finish, unit.to)
  for _, call in ipairs(planned.calls) do assert(call.points <= 100800, call.points) end
  -- An expression over a part of the time would be another one.
  equal(#plan({ metric.expression("RUNNING_SUM(a)", { a = m("a", { period = "1h" }) }) }, { last = "5000d" }).calls, 1)
end)

it("asks for an expression's metrics beside it, without their data", function()
  local e = metric.expression("100*m1/m2", { m1 = m("a"), m2 = m("b") }, { label = "x" })
  local planned = plan({ e, m("a") }, { last = "1h" })
  equal(sizes(planned), "3")
  local by_name = {}
  for _, query in ipairs(planned.calls[1].queries) do
    by_name[query.Expression and "e" or query.MetricStat.Metric.MetricName] = query
  end
  equal(by_name.a.ReturnData, true)
  equal(by_name.b.ReturnData, false)
  equal(by_name.e.Expression, "100*" .. by_name.a.Id .. "/" .. by_name.b.Id)
  equal(planned.metrics, 2)
end)

it("keeps an expression and its metrics in one call", function()
  local queries = many(499)
  queries[500] = metric.expression("a+b", { a = m("x"), b = m("y") })
  local planned = plan(queries, { last = "1h" })
  equal(#planned.calls, 2)
  for _, call in ipairs(planned.calls) do
    for _, query in ipairs(call.queries) do
      for id in (query.Expression or ""):gmatch("mw_%d+") do assert(call.by_id[id]) end
    end
  end
end)

it("replaces ids, and nothing that only looks like one", function()
  local renamed = calls.renamed("SUM([m1, m11]) / m1 + 1e5 - SEARCH('m1 {m1}', \"m1\", 300) * e1 m_1", {
    m1 = "Q", e1 = "E", m_1 = "U", e5 = "wrong",
  })
  equal(renamed, "SUM([Q, m11]) / Q + 1e5 - SEARCH('m1 {m1}', \"m1\", 300) * E U")
end)

it("gives METRICS() a call of its own, with the ids that it was given", function()
  local e = metric.expression('SUM(METRICS("err"))', { err1 = m("a"), err2 = m("b") })
  local planned = plan({ m("a"), e, m("c") }, { last = "1h" })
  equal(sizes(planned):find("3") ~= nil and #planned.calls, 2)
  for _, call in ipairs(planned.calls) do
    if #call.queries == 3 then
      assert(call.by_id.err1 and call.by_id.err2)
      equal(call.queries[3].Expression, 'SUM(METRICS("err"))')
    end
  end
end)

it("asks for one query of Metrics Insights a call", function()
  local function sql(n) return metric.sql("SELECT AVG(x) FROM y LIMIT " .. n, { period = "1m" }) end
  local planned = plan({ sql(1), sql(2), sql(1), m("a") }, { last = "1h" })
  equal(#planned.calls, 2)
  equal(planned.calls[1].queries[1].Period, 60)
end)

it("writes a search with its statistic and period", function()
  local query = plan({ metric.search('{N,D} MetricName="a"', { stat = "Sum", period = "1m" }) }, { last = "20d" })
    .calls[1].queries[1]
  equal(query.Expression, "SEARCH('{N,D} MetricName=\"a\"', 'Sum', 300)")
  equal(query.Period, nil)
end)

local function refused(message, f, ...)
  local failure = spec.failure(f, ...)
  equal(failure.message, message)
  equal(failure.kind, "argument")
end

it("refuses windows that are none", function()
  refused("test: expected either last or from and to, got both", window.resolve, "test", { last = "1h", from = 0 })
  refused('test: expected a window such as { last = "3h" } or { from = "2026-11-23T21:00:00Z" }', window.resolve, "test", {})
  refused("test: expected a window that ends after it starts, got 1970-01-01T00:01:40Z to 1970-01-01T00:01:40Z",
    window.resolve, "test", { from = 100, to = 100 })
  refused('test: last: expected seconds or a duration such as "30s", got "soon"', window.resolve, "test", { last = "soon" })
  refused('test: from: expected a time such as "2026-11-23T21:00:00Z" or "3h ago", got "noon"', window.resolve, "test",
    { from = "noon" })
  natives.now = natives.now + 30
  refused("metrics.get: the window has no whole period of 300 s that is over; ask for more time, or filling = true",
    plan, { m("a", { period = "5m" }) }, { from = natives.now - 10 })
  natives.now = 1795467600
end)

it("refuses metrics that CloudWatch cannot have", function()
  refused("metrics.metric: expected a table of options, got nil", metric.new, nil)
  refused("metrics.metric: namespace: expected a text, got nil", metric.new, { name = "x" })
  refused("metrics.metric: period: expected 1, 5, 10, 20, 30 or a multiple of 60 seconds, got 90", m, "a", { period = 90 })
  refused('metrics.metric: unit: expected a unit such as Percent, Count, Bytes or Seconds, got "Percnt" (did you mean '
    .. "'Percent'?)", m, "a", { unit = "Percnt" })
  refused("metrics.metric: dimensions: expected names and texts such as { InstanceId = \"i-0abc\" }, got A = 5", m, "a",
    { dimensions = { A = 5 } })
  refused("metrics.expr: expected ids of letters, digits and _ after a small letter, got \"M1\"", metric.expression,
    "M1", { M1 = m("a") })
  refused("metrics.expr: m2 has a period of 300 s, and another part one of 60 s; give all the same", metric.expression,
    "m1+m2", { m1 = m("a"), m2 = m("b", { period = 300 }) })
  refused("metrics.expr: m2 has the region eu-west-1 and another has us-east-1; an expression has one",
    metric.expression, "m1+m2", { m1 = m("a", { region = "us-east-1" }), m2 = m("b", { region = "eu-west-1" }) })
  refused('metrics.sql: expected a query that starts with SELECT, got "AVG"', metric.sql, "AVG")
end)

it("knows the statistics that CloudWatch has", function()
  for _, stat in ipairs {
    "Average", "Sum", "Minimum", "Maximum", "SampleCount", "IQM", "p99", "p99.9", "p0", "p100", "tm90", "TM(10%:90%)",
    "TM(:95%)", "PR(:300)", "PR(100:2000)", "TC(0.005:0.030)", "TS(80%:)", "wm98", "WM(15%:85%)",
  } do
    assert(metric.is_statistic(stat), stat)
  end
  for _, stat in ipairs { "average", "p", "p101", "pp9", "TM(:)", "TM(a:b)", "PR99", "IQM5", "", "p9 9", "tm90%" } do
    assert(not metric.is_statistic(stat), stat)
  end
end)

return spec.finish("metric_calls")
