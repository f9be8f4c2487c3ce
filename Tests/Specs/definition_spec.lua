-- Definitions of alarms, and what they are compared by. Expected inputs are written by hand from
-- AWS's page of PutMetricAlarm.

local spec = require("spec")

local units = { s = 1, m = 60, h = 3600, d = 86400 }
spec.load("moonwatch.options", { time = { duration = function(value)
  if type(value) == "number" and value >= 0 then return value end
  local number, unit = tostring(value):match("^(%d+)([smhd])$")
  return tonumber(number or error("not a duration")) * units[unit]
end } })

local canonical = require("moonwatch.canonical")
local condition = require("moonwatch.condition")
local metric = require("moonwatch.metric")
local rule = require("moonwatch.rule")

-- Syntax is the host's to judge; its own tests and the modules' have that.
local natives = { monitoring = {
  composite = function(text) return { children = rule.names(text), text = text } end,
  check_math = function() return {} end,
} }
spec.load("moonwatch.definition_reading", natives)
local definition = spec.load("moonwatch.definition", natives)

-- A value as text, with sorted names, to compare tables by.
local function written(value)
  if type(value) ~= "table" then return type(value) == "string" and '"' .. value .. '"' or tostring(value) end
  local names, parts = {}, {}
  for name in pairs(value) do names[#names + 1] = name end
  table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
  for _, name in ipairs(names) do parts[#parts + 1] = tostring(name) .. "=" .. written(value[name]) end
  return "{" .. table.concat(parts, " ") .. "}"
end

local function same(actual, expected) spec.equal(written(actual), written(expected)) end

local function cpu(changes)
  local fields = {
    name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", dimensions = { InstanceId = "i-0abc" },
    threshold = 80, periods = 3, datapoints = 2, period = "5m",
  }
  for name, value in pairs(changes or {}) do fields[name] = value end
  return definition.define(fields)
end

-- MARK: Inputs

spec.it("a plain alarm is the input of PutMetricAlarm", function()
  local def = cpu { missing = "breaching", actions = "arn:aws:sns:us-east-1:1:x", tags = { b = "2", a = 1 } }
  spec.equal(def:operation(), "PutMetricAlarm")
  same(def:input(), {
    AlarmName = "cpu", ActionsEnabled = true, AlarmActions = { "arn:aws:sns:us-east-1:1:x" },
    Namespace = "AWS/EC2", MetricName = "CPUUtilization", Statistic = "Average", Period = 300,
    Dimensions = { { Name = "InstanceId", Value = "i-0abc" } }, ComparisonOperator = "GreaterThanThreshold",
    Threshold = 80, EvaluationPeriods = 3, DatapointsToAlarm = 2, TreatMissingData = "breaching",
    Tags = { { Key = "a", Value = "1" }, { Key = "b", Value = "2" } },
  })
end)

spec.it("a percentile is an extended statistic", function()
  local input = cpu({ stat = "p99", low_samples = "ignore" }):input()
  spec.equal(input.Statistic, nil)
  spec.equal(input.ExtendedStatistic, "p99")
  spec.equal(input.EvaluateLowSampleCountPercentile, "ignore")
end)

spec.it("an expression is a math alarm with one entry that returns data", function()
  local function sum(name) return { namespace = "Shop", name = name, stat = "Sum", period = "1m" } end
  local def = definition.define {
    name = "rate", metrics = { bad = sum "bad", all = sum "all" }, expression = "100 * bad / all",
    threshold = 5, comparison = ">=",
  }
  local function entry(name)
    return { Id = name, ReturnData = false, MetricStat = {
      Metric = { Namespace = "Shop", MetricName = name }, Period = 60, Stat = "Sum",
    } }
  end
  same(def:input(), {
    AlarmName = "rate", ActionsEnabled = true, ComparisonOperator = "GreaterThanOrEqualToThreshold",
    Threshold = 5, EvaluationPeriods = 1,
    Metrics = { entry "all", entry "bad", { Id = "result", Expression = "100 * bad / all", ReturnData = true } },
  })
  spec.equal(def.period, 60)
end)

spec.it("the id that no other entry names is what is compared", function()
  local def = definition.define {
    name = "m", threshold = 1,
    metrics = { a = { namespace = "S", name = "x" }, double = "a * 2", rest = { expression = "double - 1", label = "l" } },
  }
  local returned = {}
  for _, entry in ipairs(def.metrics) do if entry.ReturnData then returned[#returned + 1] = entry.Id end end
  same(returned, { "rest" })
end)

spec.it("a metric and an expression of metrics are taken", function()
  local plain = metric.new { namespace = "AWS/EC2", name = "CPUUtilization", stat = "Maximum", period = 60,
    dimensions = { InstanceId = "i-0abc" }, region = "eu-west-1" }
  local def = definition.define { name = "m", metric = plain, threshold = 1 }
  spec.equal(def.region, "eu-west-1")
  spec.equal(def:condition(), "Maximum CPUUtilization > 1 for 1 of 1 × 1m")
  local math = metric.expression("100 * bad / all", {
    bad = metric.new { namespace = "S", name = "bad", period = 60 },
    all = metric.new { namespace = "S", name = "all", period = 60 },
  })
  local expression = definition.define { name = "e", metric = math, threshold = 1 }
  spec.equal(#expression.metrics, 3)
  spec.equal(expression:condition(), "100 * bad / all > 1 for 1 of 1 × 1m")
end)

spec.it("a band has two entries that return data and no threshold", function()
  local def = definition.define { name = "band", namespace = "AWS/EC2", metric = "CPUUtilization", anomaly = 2 }
  local input = def:input()
  spec.equal(input.Threshold, nil)
  spec.equal(input.ThresholdMetricId, "ad1")
  spec.equal(input.ComparisonOperator, "LessThanLowerOrGreaterThanUpperThreshold")
  same({ input.Metrics[1].Id, input.Metrics[1].Expression, input.Metrics[1].ReturnData, input.Metrics[2].Id },
    { "m1", nil, true, "ad1" })
end)

spec.it("a metric of another account becomes a query with its number", function()
  local def = cpu { account = "210987654321" }
  spec.equal(def.kind, "math")
  spec.equal(def.metrics[1].AccountId, "210987654321")
  spec.equal(def:input().Namespace, nil)
end)

spec.it("a composite alarm is the input of PutCompositeAlarm", function()
  local def = definition.define {
    name = "service", rule = 'ALARM("a") AND NOT OK(b)', suppressor = "deploys", suppressor_wait = "1m",
    suppressor_extension = 60,
  }
  spec.equal(def:operation(), "PutCompositeAlarm")
  same(def:input(), {
    AlarmName = "service", ActionsEnabled = true, AlarmRule = 'ALARM("a") AND NOT OK(b)',
    ActionsSuppressor = "deploys", ActionsSuppressorWaitPeriod = 60, ActionsSuppressorExtensionPeriod = 60,
  })
end)

spec.it("a PromQL alarm has its query and periods", function()
  local def = definition.define { name = "p", promql = "up == 0", interval = "1m", pending = "5m" }
  same(def:input(), {
    AlarmName = "p", ActionsEnabled = true, EvaluationInterval = 60,
    EvaluationCriteria = { PromQLCriteria = { Query = "up == 0", PendingPeriod = 300 } },
  })
end)

-- MARK: Refusals

for _, case in ipairs({
  { { threshold = "80%" }, 'threshold: expected number, got string "80%"; write a number without quotes' },
  { { threshold = 0 / 0 }, "threshold: expected a number from" },
  { { threshold = 2.0 ^ 361 }, "threshold: expected a number from -2^360 to 2^360" },
  { { name = "" }, "name: expected 1 to 255 letters, got 0" },
  { { name = ("é"):rep(256) }, "name: expected 1 to 255 letters, got 256" },
  { { name = "a\nb" }, "name: expected no control characters" },
  { { description = ("x"):rep(1025) }, "description: expected 0 to 1024 letters, got 1025" },
  { { period = 90 }, "period: expected 10, 20, 30 or a multiple of 60 seconds" },
  { { period = 5 }, "period: expected 10, 20, 30 or a multiple of 60 seconds" },
  { { periods = 289, datapoints = 1 }, "periods: expected at most 288 of 5m" },
  { { period = "1h", periods = 169 }, "periods: expected at most 168 of 1h" },
  { { periods = 0 }, "periods: expected a whole number from 1, got number 0" },
  { { datapoints = 4 }, "datapoints: expected at most as many as periods, 3, got number 4" },
  { { comparison = "=>" }, 'comparison: expected one of >, >=, <, <=, got string "=>"' },
  { { comparison = "outside" }, "comparison: expected one of" },
  { { missing = "notbreaching" }, 'did you mean "notBreaching"?' },
  { { stat = "avg" }, 'did you mean "Average"?' },
  { { low_samples = "ignore" }, "low_samples: expected a percentile" },
  { { unit = "percent" }, 'did you mean "Percent"?' },
  { { actions = "on-call" }, "actions[1]: expected an ARN such as" },
  { { actions = { alert = "arn:aws:sns:x" } }, 'did you mean "alarm"?' },
  { { tags = { ["aws:x"] = "1" } }, "begins with aws:" },
  { { rule = "ALARM(x)" }, "expected none in a composite alarm" },
  { { metrics = { a = { namespace = "S", name = "x" } } }, "metric: expected none in an alarm on several metrics" },
  { { suppressor = "x" }, "suppressor: expected none in an alarm on a metric" },
  { { actions_enabled = "yes" }, 'actions_enabled: expected true or false, got string "yes"' },
  { { dimensions = { "i-0abc" } }, "dimensions: expected names with values" },
  { { treshold = 1 }, "did you mean 'threshold'?" },
}) do
  spec.it("a plain alarm is refused: " .. case[2], function()
    local failure = spec.failure(cpu, case[1])
    assert(tostring(failure):find(case[2], 1, true), tostring(failure))
    spec.equal(failure.kind, "argument")
  end)
end

for _, case in ipairs({
  { { metrics = { a = "SEARCH('x', 'Sum')" }, threshold = 1 }, "SEARCH cannot be in an alarm" },
  { { metrics = { a = { namespace = "S", name = "x" }, e = "aa * 2" }, threshold = 1 }, "names 'aa', which is none of a, e; did you mean 'a'?" },
  { { metrics = { a = { namespace = "S", name = "x" }, b = { namespace = "S", name = "y" } }, threshold = 1 }, "a, b are not used by another" },
  { { metrics = { A = { namespace = "S", name = "x" } }, threshold = 1 }, "metrics.A: expected an id" },
  { { metrics = { a = { namespace = "S", name = "x", period = 60 }, b = { namespace = "S", name = "y", period = 300 } }, expression = "a+b", threshold = 1 }, "expected the period of the others" },
  { { metrics = { a = { namespace = "S", nam = "x" } }, threshold = 1 }, "unknown field 'nam' (did you mean 'name'?)" },
  { { metrics = { { Id = "a", Expression = "1" }, { Id = "a", Expression = "2" } }, threshold = 1 }, "expected an Id of its own" },
  { { metrics = { { Id = "a" } }, threshold = 1 }, "expected a metric or an expression, got neither" },
  { { metrics = { a = { namespace = "S", name = "x" } }, threshold = 1, actions = "arn:aws:automate:us-east-1:ec2:stop" }, "cannot have the action" },
  { { anomaly = 0, namespace = "S", metric = "x" }, "a width above 0" },
  { { anomaly = 2, namespace = "S", metric = "x", threshold = 1 }, "whose threshold is the band" },
  { { rule = "ALARM(x)", threshold = 1 }, "threshold: expected none in a composite alarm" },
  { { rule = "ALARM(odd)" }, "expected other alarms, got the alarm's own name" },
  { { rule = "ALARM(x)", suppressor = "y" }, "suppressor_wait: expected seconds" },
  { { promql = "up", threshold = 1 }, "threshold: expected none in a PromQL alarm" },
  { {}, "metric: expected one of metric, metrics, promql and rule, got none" },
  { { metric = "x", threshold = 1 }, "namespace: expected string, got nothing" },
}) do
  spec.it("another alarm is refused: " .. case[2], function()
    case[1].name = "odd"
    local failure = spec.failure(definition.define, case[1])
    assert(tostring(failure):find(case[2], 1, true), tostring(failure))
  end)
end

spec.it("eleven metrics are one too many", function()
  local metrics, sum = {}, {}
  for index = 1, 11 do
    metrics["m" .. index] = { namespace = "S", name = "x" .. index }
    sum[index] = "m" .. index
  end
  local failure = spec.failure(definition.define,
    { name = "many", metrics = metrics, expression = table.concat(sum, "+"), threshold = 1 })
  assert(tostring(failure):find("expected at most 10 metrics, got 11", 1, true), tostring(failure))
end)

-- MARK: Comparing

spec.it("defaults and the order of lists are no difference", function()
  local a = cpu { dimensions = { A = "1", B = "2" }, actions = { alarm = { "arn:aws:a", "arn:aws:b" } }, datapoints = 3 }
  local raw = a:input()
  raw.Dimensions = { { Name = "B", Value = "2" }, { Name = "A", Value = "1" } }
  raw.AlarmActions = { "arn:aws:b", "arn:aws:a" }
  raw.TreatMissingData, raw.DatapointsToAlarm, raw.OKActions, raw.AlarmDescription = "missing", nil, {}, ""
  raw.StateValue, raw.AlarmArn, raw.Threshold = "OK", "arn:aws:cloudwatch:us-east-1:1:alarm:cpu", 80.0
  same(a:diff(definition.from_alarm(raw)), {})
end)

spec.it("each changed field is one difference, with both values", function()
  local before = cpu()
  for field, change in pairs({
    Threshold = { threshold = 81 }, ComparisonOperator = { comparison = "<" }, EvaluationPeriods = { periods = 4 },
    DatapointsToAlarm = { datapoints = 1 }, Period = { period = "10m" }, TreatMissingData = { missing = "ignore" },
    AlarmActions = { actions = "arn:aws:a" }, OKActions = { actions = { ok = "arn:aws:a" } },
    InsufficientDataActions = { actions = { insufficient = "arn:aws:a" } }, Tags = { tags = { a = "1" } },
    AlarmDescription = { description = "d" }, ActionsEnabled = { actions_enabled = false },
    Unit = { unit = "Percent" }, Dimensions = { dimensions = { InstanceId = "i-0abd" } },
    MetricName = { metric = "NetworkIn" }, Namespace = { namespace = "X" }, Statistic = { stat = "Sum" },
    AlarmName = { name = "other" },
  }) do
    local changes = before:diff(before:with(change))
    spec.equal(#changes, 1)
    spec.equal(changes[1].field, field)
    assert(not canonical.same(changes[1].from, changes[1].to))
  end
end)

spec.it("an alarm that was read back is the same as its definition, of every kind", function()
  local function sum(name) return { namespace = "Shop", name = name, stat = "Sum", period = 60, account = "210987654321" } end
  for _, fields in ipairs({
    { metric = { namespace = "S", name = "x", stat = "tm90", unit = "Count" }, threshold = 0.5, missing = "notBreaching" },
    { metrics = { a = sum "a", b = sum "b" }, expression = "a / b", threshold = 1, comparison = "<=" },
    { namespace = "S", metric = "x", anomaly = 1.5, comparison = "below", periods = 2 },
    { namespace = "S", metric = "x", stat = "p99.9", threshold = 1, low_samples = "ignore" },
    { promql = "up == 0", pending = 60, recovery = 60 },
    { rule = " ALARM(a) ", suppressor = "s", suppressor_wait = 1, suppressor_extension = 2 },
    { expression = 'SELECT AVG(x) FROM "S" WHERE env = \'a\'', period = "5m", threshold = 1 },
  }) do
    fields.name, fields.tags = "kind", { team = "web" }
    local def = definition.define(fields)
    same(def:diff(definition.from_alarm(def:input(), def.tags)), {})
    same(definition.from_alarm(def:input(), def.tags):with({}):diff(def), {})
  end
end)

-- MARK: Text

spec.it("a condition says metric, threshold, count and period", function()
  spec.equal(cpu():condition(), "CPUUtilization > 80 for 2 of 3 × 5m")
  spec.equal(cpu({ stat = "p99", period = 90 * 60, threshold = 0.25, datapoints = 1, periods = 1 }):condition(),
    "p99 CPUUtilization > 0.25 for 1 of 1 × 1h30m")
  spec.equal(condition.duration(10), "10s")
  spec.equal(condition.duration(90061), "1d1h1m1s")
end)

spec.it("the names in a rule are found, whichever way they are written", function()
  for text, expected in pairs({
    ['ALARM("a") AND NOT OK(b)'] = "a b", ["ALARM('it is') OR ALARM(\"x(y)\")"] = "it is|x(y)",
    ["ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-1 )"] = "web-1",
    ["AT_LEAST(2, ALARM, (a, \"b c\", 'd')) AND INSUFFICIENT_DATA(e)"] = "a|b c|d|e",
    ["AT_LEAST(50%, NOT OK, (a,b)) OR (TRUE AND FALSE)"] = "a b", ["ALARM(OK) AND ALARM(OK)"] = "OK",
    ["TRUE"] = "", ["ALARM("] = "",
  }) do
    local separator = expected:find("|", 1, true) and "|" or " "
    spec.equal(table.concat(rule.names(text), separator), expected)
  end
end)

return spec.finish("definition")
