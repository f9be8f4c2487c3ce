-- Differences of two alarms, in the words of definitions.

local spec = require("spec")
local diff = spec.load("moonwatch.diff")

local function texts(from, to)
  local lines = {}
  for index, change in ipairs(diff.changes(from, to)) do lines[index] = diff.text(change) end
  return table.concat(lines, "\n")
end

spec.it("members have the names of fields, in the order in which people write them", function()
  local from = {
    AlarmName = "a", Threshold = 80.0, ComparisonOperator = "GreaterThanThreshold", Period = 300, EvaluationPeriods = 3,
    ActionsEnabled = true, AlarmDescription = "",
  }
  local to = {
    AlarmName = "b", Threshold = 80.5, ComparisonOperator = "LessThanThreshold", Period = 60, EvaluationPeriods = 4,
    ActionsEnabled = false, AlarmDescription = "busy",
  }
  spec.equal(texts(from, to), 'description "" → "busy"\ncomparison > → <\nthreshold 80 → 80.5\nperiod 5m → 1m\n'
    .. "periods 3 → 4\nactions_enabled true → false")
  spec.equal(texts(from, from), "")
end)

spec.it("a statistic is one field, whichever of AWS's two members has it", function()
  spec.equal(texts({ Statistic = "Sum" }, { ExtendedStatistic = "p99" }), 'stat "Sum" → "p99"')
  spec.equal(texts({ ExtendedStatistic = "p90" }, { ExtendedStatistic = "p99" }), 'stat "p90" → "p99"')
end)

spec.it("tags, dimensions and queries differ one by one", function()
  spec.equal(texts({ Tags = { a = "1", b = "2" } }, { Tags = { b = "3", c = "4" } }),
    'tags.a "1" → none\ntags.b "2" → "3"\ntags.c none → "4"')
  local function metrics(expression, period)
    return { Metrics = { e = { Expression = expression }, m = { MetricStat = { Period = period, Stat = "Sum" } } } }
  end
  spec.equal(texts(metrics("m", 60), metrics("m * 2", 300)),
    'metrics.e.expression "m" → "m * 2"\nmetrics.m.period 1m → 5m')
  spec.equal(#diff.changes({ Metrics = { m = {} } }, { Metrics = {} }), 1)
end)

spec.it("a tag that is called like a length of time is none", function()
  spec.equal(texts({ Tags = { period = "60" } }, { Tags = { period = "300" } }), 'tags.period "60" → "300"')
end)

spec.it("of actions those are shown that come and go", function()
  spec.equal(texts({ AlarmActions = { "a", "b" } }, { AlarmActions = { "b", "c" } }), "actions.alarm -a, +c")
end)

spec.it("PromQL's members have names of their own", function()
  spec.equal(texts({ EvaluationCriteria = { Query = "a", PendingPeriod = 60 } },
    { EvaluationCriteria = { Query = "b", PendingPeriod = 120 } }), 'pending 1m → 2m\npromql "a" → "b"')
end)

spec.it("a member that this version does not know is shown by AWS's name", function()
  spec.equal(texts({}, { NewMember = 7 }), "NewMember none → 7")
end)

spec.it("what a terminal would obey is not shown", function()
  spec.equal(texts({ AlarmDescription = "a" }, { AlarmDescription = "\27[31mb" }), 'description "a" → " [31mb"')
end)

return spec.finish("diff")
