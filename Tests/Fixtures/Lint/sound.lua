-- Alarms with nothing wrong with them, as varied as people make them. `alarms.lint` has to find nothing,
-- neither in the definitions nor, hours later, in the alarms.

local sqs = { protocol = "sqs", endpoint = "arn:aws:sqs:us-east-1:123456789012:q" }
local cloud = sim.cloud {
  topics = {
    { name = "ops", subscriptions = { sqs, { protocol = "email", endpoint = "ann@example.com", confirmed = false } } },
    { name = "pager", subscriptions = { sqs } },
  },
  instances = {
    { name = "web", count = 2, detailed = true, launch_time = "10d ago" },
    { name = "db", launch_time = "5d ago", type = "t3.large" },
    { name = "batch", launch_time = "30d ago", load = { low = 2, high = 5 } },
  },
}
local ops, pager = cloud.topics.ops, cloud.topics.pager
local web, other, db, batch = cloud.instances["web-1"], cloud.instances["web-2"], cloud.instances.db,
  cloud.instances.batch

-- What the shop sends, and goes on sending while the clock moves.
local function send(minutes)
  local function put(name, dimensions, unit, value, period, count)
    local values = {}
    for index = 1, count or minutes do
      if type(value) == "function" then values[index] = value(index) else values[index] = value end
    end
    sim.put_metric { namespace = "Shop", name = name, dimensions = dimensions, unit = unit, values = values,
      period = period or "1m" }
  end
  put("Orders", { Site = "north" }, "Count", function(index) return 20 + index % 9 end)
  put("Orders", { Site = "south" }, "Count", function(index) return 10 + index % 5 end)
  put("Errors", { Site = "north" }, "Count", function(index) return index * index % 37 == 1 and 1 end)
  put("Queue", nil, "None", function(index) return index % 13 end)
  put("Heartbeat", nil, "None", 1)
  put("Temperature", { Room = "a" }, "None", function(index) return -20 + index % 3 end)
  for _ = 1, 5 do put("Latency", nil, "Milliseconds", function(index) return 30 + index % 50 end) end
  put("Ticks", nil, "Count", 5, 10, minutes * 6)
end
send(400)
sim.put_metric { namespace = "Shop", name = "NightlyRows", unit = "Count", period = "1d",
  values = { 100, 101, 99, 100, 102, 100, 103, 100, 99, 100 } }
sim.put_metric { namespace = "Shop", name = "MonthlyBill", unit = "None", value = 310, at = "20d ago" }
local balancer = { LoadBalancer = "app/shop/50dc6c495c0c9188" }
sim.put_metric { namespace = "AWS/ApplicationELB", name = "RequestCount", dimensions = balancer, unit = "Count",
  values = { 5, 6, 7, 8, 9, 5, 6, 7 } }

local function shop(name, metric, fields)
  fields.name, fields.namespace, fields.metric = name, "Shop", metric
  fields.actions = fields.actions or ops
  return fields
end

local function ec2(name, id, metric, fields)
  fields.name, fields.namespace, fields.metric, fields.dimensions = name, "AWS/EC2", metric, { InstanceId = id }
  fields.actions = fields.actions or ops
  return fields
end

local north = { Site = "north" }
local definitions = {
  ec2("web-1 cpu", web, "CPUUtilization", { threshold = 90, period = "1m", periods = 15, datapoints = 12 }),
  ec2("web-2 cpu", other, "CPUUtilization", { threshold = 90, period = "1m", periods = 15, datapoints = 12 }),
  ec2("web-1 cpu page", web, "CPUUtilization", { threshold = 97, period = "1m", periods = 15, datapoints = 12,
    actions = pager }),
  ec2("db cpu", db, "CPUUtilization", { threshold = 85, periods = 6, datapoints = 4, unit = "Percent" }),
  ec2("db cpu peak", db, "CPUUtilization", { threshold = 100, comparison = ">=", stat = "Maximum", periods = 3 }),
  ec2("db credits", db, "CPUCreditBalance", { threshold = 20, comparison = "<", stat = "Minimum", periods = 2,
    missing = "notBreaching" }),
  ec2("db recover", db, "StatusCheckFailed_System", { threshold = 0, stat = "Maximum", period = "1m", periods = 2,
    actions = "arn:aws:automate:us-east-1:ec2:recover" }),
  ec2("web-1 status", web, "StatusCheckFailed", { threshold = 1, comparison = ">=", stat = "Maximum", period = "1m",
    periods = 2, datapoints = 2, missing = "breaching" }),
  ec2("web-1 network", web, "NetworkIn", { threshold = 5e9, stat = "Sum", periods = 3, unit = "Bytes" }),
  ec2("batch idle", batch, "CPUUtilization", { threshold = 1, comparison = "<", period = "1h", periods = 24,
    datapoints = 20, missing = "notBreaching", actions = "arn:aws:automate:us-east-1:ec2:stop" }),
  shop("orders low", "Orders", { dimensions = north, stat = "Sum", threshold = 5, comparison = "<", period = "5m",
    periods = 3, missing = "breaching" }),
  shop("orders high", "Orders", { dimensions = north, stat = "Sum", threshold = 5000, period = "5m", periods = 3 }),
  shop("orders low south", "Orders", { dimensions = { Site = "south" }, stat = "Sum", threshold = 5,
    comparison = "<", period = "5m", periods = 3, missing = "breaching", actions = { alarm = ops, ok = ops } }),
  shop("errors", "Errors", { dimensions = north, stat = "Sum", threshold = 50, period = "5m", periods = 3,
    datapoints = 2, missing = "notBreaching" }),
  shop("queue", "Queue", { stat = "Maximum", threshold = 500, period = "1m", periods = 10, datapoints = 8,
    missing = "ignore" }),
  shop("heartbeat", "Heartbeat", { stat = "SampleCount", threshold = 1, comparison = "<", period = "1m", periods = 5,
    missing = "breaching", actions = pager }),
  shop("freezer", "Temperature", { dimensions = { Room = "a" }, stat = "Average", threshold = -10, period = "1m",
    periods = 10 }),
  shop("freezer cold", "Temperature", { dimensions = { Room = "a" }, stat = "Average", threshold = -40,
    comparison = "<=", period = "1m", periods = 10 }),
  shop("latency p90", "Latency", { stat = "p90", threshold = 500, period = "5m", periods = 3 }),
  shop("latency p50 page", "Latency", { stat = "p50", threshold = 300, period = "10m", periods = 2,
    low_samples = "ignore", actions = pager }),
  shop("latency trimmed", "Latency", { stat = "tm95", threshold = 200, period = "5m", periods = 3,
    unit = "Milliseconds" }),
  shop("ticks", "Ticks", { stat = "Sum", threshold = 100, period = 10, periods = 30, datapoints = 20 }),
  shop("nightly rows", "NightlyRows", { stat = "Sum", threshold = 50, comparison = "<", period = "1d", periods = 1,
    missing = "breaching" }),
  shop("monthly bill", "MonthlyBill", { stat = "Maximum", threshold = 500, period = "1d", periods = 1,
    missing = "ignore" }),
  { name = "balancer errors", namespace = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count",
    dimensions = balancer, stat = "Sum", threshold = 10, period = "1m", periods = 3, missing = "notBreaching",
    actions = ops },
  { name = "error rate", metrics = {
      e = { namespace = "Shop", name = "Errors", dimensions = north, stat = "Sum", period = "5m" },
      o = { namespace = "Shop", name = "Orders", dimensions = north, stat = "Sum", period = "5m" },
    }, expression = "100 * e / o", threshold = 20, periods = 3, datapoints = 2, missing = "notBreaching",
    actions = ops },
  { name = "all orders", metrics = {
      a = { namespace = "Shop", name = "Orders", dimensions = north, stat = "Sum", period = "5m" },
      b = { namespace = "Shop", name = "Orders", dimensions = { Site = "south" }, stat = "Sum", period = "5m" },
    }, expression = "SUM([a, b])", threshold = 10, comparison = "<", periods = 3, actions = pager },
  { name = "filled errors", metrics = {
      e = { namespace = "Shop", name = "Errors", dimensions = north, stat = "Sum", period = "1m" },
      o = { namespace = "Shop", name = "Orders", dimensions = north, stat = "Sum", period = "1m" },
    }, expression = "100 * FILL(e, 0) / o", threshold = 40, periods = 5, datapoints = 3, actions = ops },
  shop("queue part", "Queue", { stat = "Average", threshold = 100, period = "1m", periods = 3, actions = {} }),
  shop("deploy", "Queue", { stat = "Minimum", threshold = -1, comparison = "<", period = "1m", periods = 1,
    actions = {} }),
  { name = "site", rule = 'ALARM("queue part") AND (ALARM("web-1 cpu") OR NOT OK("web-2 cpu"))', actions = pager,
    suppressor = "deploy", suppressor_wait = 60, suppressor_extension = 120 },
  { name = "two of three", rule = 'AT_LEAST(2, ALARM, ("web-1 cpu", "web-2 cpu", "db cpu"))',
    actions = { alarm = pager, ok = ops } },
}

local before = alarms.lint(definitions)
for _, definition in ipairs(definitions) do alarms.define(definition):put() end
for _ = 1, 4 do
  sim.advance("1h")
  send(60)
end
sim.advance("1m")
local after = alarms.lint()
local states = {}
for _, alarm in ipairs(alarms.list()) do states[alarm.state] = (states[alarm.state] or 0) + 1 end
return { count = #alarms.list(), before = before, after = after, again = alarms.lint(definitions), states = states }
