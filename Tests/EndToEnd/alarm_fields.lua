-- For each member of PutMetricAlarm and PutCompositeAlarm: an alarm that has it is applied and planned again,
-- which is to be empty; it is changed, which is to be one update with that field alone; and that is applied
-- and planned again. Gives what was found, for the test to judge.
--- @arg kinds list
--- @needs cloudwatch:*

local function topic(name) return "arn:aws:sns:us-east-1:123456789012:" .. name end
local function sum(name, more)
  local query = { namespace = "Shop", name = name, stat = "Sum", period = "1m" }
  for key, value in pairs(more or {}) do query[key] = value end
  return query
end

local function rate(bad, all)
  return { metrics = { bad = sum("Failed", { dimensions = bad or { Shop = "a" } }), all = sum("Orders", all) } }
end

local bases = {
  plain = {
    name = "plain", description = "Too busy", namespace = "AWS/EC2", metric = "CPUUtilization", unit = "Percent",
    dimensions = { InstanceId = "i-0abc", Zone = "a" }, stat = "Maximum", period = "10m", threshold = 80.5,
    comparison = ">=", periods = 5, datapoints = 3, missing = "notBreaching", actions_enabled = false,
    actions = { alarm = { topic "b", topic "a" }, ok = topic "o", insufficient = topic "i" },
    tags = { team = "web", empty = "" },
  },
  least = { name = "least", namespace = "Shop", metric = "Errors", threshold = 0 },
  percentile = {
    name = "percentile", namespace = "Shop", metric = "Latency", stat = "p99.9", low_samples = "ignore", threshold = 2,
    period = 10, periods = 3,
  },
  math = {
    name = "math", metrics = { bad = sum("Failed", { dimensions = { Shop = "a" } }), all = sum "Orders" },
    expression = { expression = "100 * bad / all", label = "failed %" }, threshold = 5, periods = 5,
  },
  accounts = {
    name = "accounts", metrics = { here = sum "Orders", there = sum("Orders", { account = "123456789012" }) },
    expression = "here - there", threshold = 5, periods = 2,
  },
  list = {
    name = "list", threshold = 1e-9, comparison = "<",
    metrics = {
      { Id = "z", ReturnData = false, MetricStat = {
        Metric = { Namespace = "Shop", MetricName = "Orders",
          Dimensions = { { Name = "b", Value = "2" }, { Name = "a", Value = "1" } } },
        Period = 60, Stat = "Sum", Unit = "Count",
      } },
      { Id = "e", Expression = "z * 2", Label = "twice", Period = 60 },
    },
  },
  anomaly = {
    name = "anomaly", namespace = "Shop", metric = "Orders", anomaly = 2, comparison = "outside", periods = 2,
  },
  promql = {
    name = "promql", promql = "sum(rate(errors[5m])) > 5", interval = 60, pending = "5m", recovery = "10m",
  },
  composite = {
    name = "composite", rule = "ALARM(least) AND\n  NOT OK(\"math\")", suppressor = "percentile", suppressor_wait = 60,
    suppressor_extension = 120, description = "Both", actions = topic "a", tags = { team = "web" },
  },
}

-- What is changed, and the fields that the plan is to name.
local changes = {
  { "plain", { description = "Busy" }, "description" },
  { "plain", { namespace = "AWS/ECS" }, "namespace" },
  { "plain", { metric = "CPUCreditUsage" }, "metric" },
  { "plain", { dimensions = { InstanceId = "i-0abd", Zone = "a" } }, "dimensions.InstanceId" },
  { "plain", { dimensions = { InstanceId = "i-0abc" } }, "dimensions.Zone" },
  { "plain", { stat = "Minimum" }, "stat" }, { "plain", { stat = "p90" }, "stat low_samples" },
  { "plain", { unit = "Count" }, "unit" }, { "plain", { period = "1m" }, "period" },
  { "plain", { threshold = 80.25 }, "threshold" }, { "plain", { comparison = "<" }, "comparison" },
  { "plain", { periods = 6 }, "periods" }, { "plain", { datapoints = 2 }, "datapoints" },
  { "plain", { missing = "ignore" }, "missing" }, { "plain", { actions_enabled = true }, "actions_enabled" },
  { "plain", { actions = { alarm = topic "b", ok = topic "o", insufficient = topic "i" } }, "actions.alarm" },
  { "plain", { actions = { alarm = { topic "a", topic "b" }, insufficient = topic "i" } }, "actions.ok" },
  { "plain", { actions = { alarm = { topic "a", topic "b" }, ok = topic "o" } }, "actions.insufficient" },
  { "plain", { tags = { team = "shop", empty = "" } }, "tags.team" },
  { "plain", { tags = { team = "web", new = "x" } }, "tags.empty tags.new" },
  { "least", { threshold = -1 }, "threshold" }, { "least", { unit = "Count" }, "unit" },
  { "least", { missing = "breaching" }, "missing" }, { "least", { datapoints = 1, periods = 2 }, "periods" },
  { "percentile", { low_samples = "evaluate" }, "low_samples" }, { "percentile", { stat = "p99" }, "stat" },
  { "percentile", { stat = "Average", low_samples = false }, "stat low_samples" },
  { "math", { expression = { expression = "bad / all", label = "failed %" } }, "metrics.result.expression" },
  { "math", { expression = { expression = "100 * bad / all", label = "failed" } }, "metrics.result.label" },
  { "math", rate { Shop = "b" }, "metrics.bad.dimensions" },
  { "math", rate(nil, { stat = "Average" }), "metrics.all.stat" },
  { "math", rate(nil, { unit = "Count" }), "metrics.all.unit" },
  { "math", { metrics = { bad = sum("Failed", { dimensions = { Shop = "a" } }), all = sum "Orders",
    more = sum "More" } },
    "metrics.more" },
  { "accounts", { metrics = { here = sum "Orders", there = sum "Orders" } },
    "metrics.there.account" },
  { "anomaly", { anomaly = 3 }, "metrics.ad1.expression" }, { "anomaly", { comparison = "above" }, "comparison" },
  { "promql", { promql = "sum(rate(errors[5m])) > 6" }, "promql" }, { "promql", { interval = 120 }, "interval" },
  { "promql", { pending = "6m" }, "pending" }, { "promql", { recovery = "6m" }, "recovery" },
  { "composite", { rule = "ALARM(least) OR NOT OK(\"math\")" }, "rule" },
  { "composite", { suppressor = "math" }, "suppressor" }, { "composite", { suppressor_wait = 61 }, "suppressor_wait" },
  { "composite", { suppressor_extension = 121 }, "suppressor_extension" },
  { "composite", { description = "One" }, "description" }, { "composite", { actions = {} }, "actions.alarm" },
  { "composite", { actions = { alarm = topic "a", ok = topic "o" } }, "actions.ok" },
  { "composite", { actions = { alarm = topic "a", insufficient = topic "o" } }, "actions.insufficient" },
  { "composite", { actions_enabled = false }, "actions_enabled" }, { "composite", { tags = {} }, "tags.team" },
}

local is_asked = {}
for _, kind in ipairs(args.kinds) do is_asked[kind] = true end

local function with(base, more)
  local fields = {}
  for name, value in pairs(base) do fields[name] = value end
  for name, value in pairs(more) do fields[name] = value end
  for name, value in pairs(fields) do if value == false and name == "low_samples" then fields[name] = nil end end
  return fields
end

local found, inputs, all = {}, {}, {}
for kind, fields in pairs(bases) do
  if is_asked[kind] then
    all[#all + 1] = fields
    inputs[kind] = alarms.define(fields):input()
  end
end
alarms.plan(all):apply()
local again = alarms.plan(all)
found[1] = { case = "all", wanted = "", again = again:is_empty() and "" or tostring(again) }

for _, change in ipairs(changes) do
  local kind, more, wanted = table.unpack(change)
  if is_asked[kind] then
    local changed = with(bases[kind], more)
    local plan = alarms.plan { changed }
    local named = {}
    for _, one in ipairs(plan.update[1] and plan.update[1].changes or {}) do named[#named + 1] = one.field end
    plan:apply()
    local after = alarms.plan { changed }
    local back = alarms.plan { bases[kind] }
    back:apply()
    found[#found + 1] = {
      case = kind .. ": " .. wanted, wanted = wanted, named = table.concat(named, " "),
      again = after:is_empty() and "" or tostring(after),
      back = alarms.plan({ bases[kind] }):is_empty() and "" or tostring(alarms.plan { bases[kind] }),
    }
  end
end
-- What is deleted and taken back is as it was.
local gone = alarms.plan({}, { owner = "moonwatch", prune = { all = true } }):apply()
local left = #alarms.list()
alarms.undo(gone)
again = alarms.plan(all)
found[#found + 1] = { case = "undo", wanted = "", again = again:is_empty() and left == 0 and "" or tostring(again) }
return { found = found, inputs = inputs }
