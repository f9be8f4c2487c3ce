-- For each rule of `alarms.lint` at least one case in which it fires and one near-miss in which nothing
-- does. A case puts what it needs into the embedded cloud, and returns what is to be linted: definitions,
-- or nil for all alarms. `fires` may return, second, what the finding has to say.

local topic = "arn:aws:sns:us-east-1:123456789012:ops"
local queue = { protocol = "sqs", endpoint = "arn:aws:sqs:us-east-1:123456789012:q" }

--- What every case has: instances with data each minute, a topic with a subscriber, metrics of a shop.
local function base(contents)
  contents = contents or {}
  contents.topics = contents.topics or {}
  table.insert(contents.topics, { name = "ops", subscriptions = { queue } })
  local web = { name = "web", detailed = true, launch_time = "10d ago" }
  contents.instances = contents.instances or { web }
  return sim.cloud(contents)
end

--- A metric with a value each minute for six hours, unless the options say otherwise.
local function steady(options)
  options = options or {}
  local values = {}
  for index = 1, options.count or 360 do values[index] = options.value or 10 + index % 7 end
  sim.put_metric {
    namespace = options.namespace or "Shop", name = options.name or "Orders", dimensions = options.dimensions,
    unit = options.unit or "Count", values = values, period = options.period or "1m", at = options.at,
  }
end

--- A definition with nothing wrong with it, but for what the case changes.
local function orders(changes)
  local def = {
    name = "orders", namespace = "Shop", metric = "Orders", stat = "Sum", threshold = 1000, periods = 3,
    datapoints = 2, period = "1m", missing = "breaching", actions = topic,
  }
  for name, value in pairs(changes or {}) do def[name] = value end
  return def
end

local function cpu(cloud, changes)
  local def = {
    name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80, period = "5m", periods = 3,
    dimensions = { InstanceId = cloud.instances.web }, actions = topic,
  }
  for name, value in pairs(changes or {}) do def[name] = value end
  return def
end

local function put(def) return alarms.define(def):put() end

--- PutMetricAlarm's input of an alarm on Shop/Orders, which nothing has checked.
local function input(changes)
  local given = {
    AlarmName = "raw", Namespace = "Shop", MetricName = "Orders", Statistic = "Sum", Period = 60,
    EvaluationPeriods = 3, Threshold = 1000, ComparisonOperator = "GreaterThanThreshold", AlarmActions = { topic },
  }
  for name, value in pairs(changes) do given[name] = value end
  return given
end

-- Without a metric, of an alarm on several.
local function math_input(metrics)
  return {
    AlarmName = "raw", EvaluationPeriods = 3, Threshold = 1000, ComparisonOperator = "GreaterThanThreshold",
    AlarmActions = { topic }, Metrics = metrics,
  }
end

-- A load balancer that serves well: requests, and no errors ever.
local balancer = { LoadBalancer = "app/shop/50dc6c495c0c9188" }
local function errors_of_balancer(changes)
  local def = {
    name = "errors", namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", dimensions = balancer,
    stat = "Sum", threshold = 10, period = "1m", periods = 2, missing = "notBreaching", actions = topic,
  }
  for name, value in pairs(changes or {}) do def[name] = value end
  return def
end
local function requests_of_balancer()
  steady { namespace = "AWS/ApplicationELB", name = "RequestCount", dimensions = balancer }
end

local cases = {}

-- MARK: What is watched

cases["no-such-metric"] = {
  fires = {
    ["a name that AWS/EC2 does not have"] = function()
      return cpu(base(), { metric = "NetworkLatency" }), "AWS/EC2 publishes no metric NetworkLatency"
    end,
    ["a name that is mistyped"] = function()
      return cpu(base(), { metric = "CPUUtilisation" }), 'Did you mean "CPUUtilization"?'
    end,
    ["a name that a namespace of one's own does not have"] = function()
      base()
      steady()
      return orders { metric = "Order" }, 'Did you mean "Orders"?'
    end,
    ["a namespace that is not there"] = function()
      base()
      steady()
      return orders { namespace = "Shops", metric = "Refunds" }, 'Did you mean "Shop"?'
    end,
    ["a metric of another namespace"] = function()
      return cpu(base(), { namespace = "Web" }), '"AWS/EC2" has this metric'
    end,
    ["dimensions that it is not there by"] = function()
      base()
      steady { dimensions = { Site = "north", Till = "1" } }
      return orders { dimensions = { Site = "north" } }, "It is there by Site, Till"
    end,
    ["one of the metrics of a math alarm"] = function()
      base()
      steady()
      return {
        name = "rate", metrics = { e = { namespace = "Shop", name = "Errors", period = "1m" },
          o = { namespace = "Shop", name = "Orders", period = "1m" } },
        expression = "100 * e / o", threshold = 5, periods = 3, actions = topic,
      }, "Shop has no metric Errors"
    end,
    ["errors of a load balancer that is not there, either"] = function()
      base()
      return errors_of_balancer(), "no namespace AWS/ApplicationELB"
    end,
    ["errors that nothing proves the name of"] = function()
      base()
      steady()
      return orders { metric = "Failures", missing = "notBreaching" }, "nothing proves its name"
    end,
  },
  passes = {
    ["a metric that is there"] = function() return cpu(base()) end,
    ["a metric that had its last data 40 days ago"] = function()
      base()
      steady { name = "Backups", count = 1, at = "40d ago" }
      return orders { metric = "Backups", missing = "ignore" }
    end,
    ["errors of a load balancer that has never had one"] = function()
      base()
      requests_of_balancer()
      return errors_of_balancer()
    end,
    ["more dimensions than ListMetrics filters by"] = function()
      base()
      local dimensions = {}
      for index = 1, 12 do dimensions["D" .. index] = "v" end
      steady { dimensions = dimensions }
      return orders { dimensions = dimensions }
    end,
    ["dimensions in another order"] = function()
      base()
      steady { dimensions = { Till = "1", Site = "north" } }
      return orders { dimensions = { Site = "north", Till = "1" } }
    end,
  },
}

cases["no-such-dimension"] = {
  fires = {
    ["an instance that is not there"] = function()
      return cpu(base(), { dimensions = { InstanceId = "i-0000000000000dead" } }),
        "no data with InstanceId=i-0000000000000dead"
    end,
    ["a value that is mistyped"] = function()
      base()
      steady { dimensions = { Site = "north" } }
      return orders { dimensions = { Site = "nort" } }, 'Did you mean Site = "north"?'
    end,
    ["errors of another load balancer"] = function()
      base()
      requests_of_balancer()
      steady { namespace = "AWS/ApplicationELB", name = "HTTPCode_Target_5XX_Count", dimensions = balancer }
      return errors_of_balancer { dimensions = { LoadBalancer = "app/shop/gone" } }, "app/shop/gone"
    end,
  },
  passes = {
    ["an instance that is there"] = function() return cpu(base()) end,
    ["an instance that stopped a week ago"] = function()
      local cloud = base()
      local ec2 = aws.ec2()
      ec2:stop_instances { InstanceIds = { cloud.instances.web } }
      sim.advance("1h")
      return cpu(cloud, { missing = "notBreaching" })
    end,
    ["errors of a load balancer that has none, while another has"] = function()
      base()
      requests_of_balancer()
      steady { namespace = "AWS/ApplicationELB", name = "HTTPCode_Target_5XX_Count",
        dimensions = { LoadBalancer = "app/other/1" } }
      return errors_of_balancer()
    end,
  },
}

cases["no-such-unit"] = {
  fires = {
    ["milliseconds of a metric that is in seconds"] = function()
      base()
      steady { name = "Latency", unit = "Seconds" }
      return orders { metric = "Latency", stat = "Average", unit = "Milliseconds" }, "in Seconds"
    end,
  },
  passes = {
    ["the unit that the data has"] = function()
      base()
      steady { name = "Latency", unit = "Seconds" }
      return orders { metric = "Latency", stat = "Average", unit = "Seconds" }
    end,
    ["one of the units that the data has"] = function()
      base()
      steady { name = "Latency", unit = "Seconds" }
      steady { name = "Latency", unit = "Milliseconds", count = 3 }
      return orders { metric = "Latency", stat = "Average", unit = "Milliseconds" }
    end,
    ["a metric without data for two weeks"] = function()
      base()
      steady { name = "Latency", unit = "Seconds", count = 1, at = "20d ago" }
      return orders { metric = "Latency", stat = "Average", unit = "Milliseconds" }
    end,
  },
}

cases["period-too-fine"] = {
  fires = {
    ["a minute of an instance with a point every five"] = function()
      local cloud = base { instances = { { name = "web", launch_time = "10d ago" } } }
      return cpu(cloud, { period = "1m" }), "a point every 5m"
    end,
    ["five minutes of a metric that comes by the day"] = function()
      base()
      steady { name = "Bytes", count = 14, period = "1d" }
      return orders { metric = "Bytes", period = "5m" }, "a point every 1d"
    end,
    ["ten seconds of a metric that comes by the minute"] = function()
      base()
      steady()
      return orders { period = 10 }, "a point every 1m"
    end,
  },
  passes = {
    ["a minute of an instance with detailed monitoring"] = function() return cpu(base(), { period = "1m" }) end,
    ["five minutes of an instance with a point every five"] = function()
      return cpu(base { instances = { { name = "web", launch_time = "10d ago" } } })
    end,
    ["M of N that leaves room for what is missing"] = function()
      base()
      steady { name = "Bytes", count = 200, period = "5m" }
      return orders { metric = "Bytes", period = "1m", periods = 9, datapoints = 1, missing = "notBreaching" }
    end,
    ["a single point that holds until the next"] = function()
      base()
      steady { name = "Bytes", count = 200, period = "5m" }
      return orders { metric = "Bytes", period = "1m", periods = 1, datapoints = 1, missing = "ignore" }
    end,
    ["points that come as things happen"] = function()
      base()
      for _, at in ipairs { 9, 40, 47, 110, 111, 190, 260, 300 } do
        steady { name = "Refunds", count = 1, at = at .. "m ago" }
      end
      return orders { metric = "Refunds", missing = "notBreaching" }
    end,
    ["a source that went silent yesterday"] = function()
      base()
      steady { count = 1440, at = "1d ago" }
      return orders()
    end,
  },
}

cases["few-samples"] = {
  fires = {
    ["p99 of one sample a period"] = function()
      base()
      steady { name = "Latency" }
      return orders { metric = "Latency", stat = "p99" }, "there are about 1"
    end,
    ["p90 of 30 samples, where fewer than 100 keep the state"] = function()
      base()
      for _ = 1, 6 do steady { name = "Latency" } end
      return orders { metric = "Latency", stat = "p90", period = "5m", low_samples = "ignore" }, "takes 100 samples"
    end,
  },
  passes = {
    ["p90 of 30 samples"] = function()
      base()
      for _ = 1, 6 do steady { name = "Latency" } end
      return orders { metric = "Latency", stat = "p90", period = "5m" }
    end,
    ["p50 of 60 samples with low_samples = ignore"] = function()
      base()
      steady { name = "Latency", count = 600 }
      return orders { metric = "Latency", stat = "p50", period = "1h", low_samples = "ignore" }
    end,
    ["the average of one sample"] = function()
      base()
      steady { name = "Latency" }
      return orders { metric = "Latency", stat = "Average" }
    end,
  },
}

-- MARK: What AWS takes

cases.invalid = {
  fires = {
    ["a comparison that there is none of"] = function()
      base()
      steady()
      return orders { comparison = "=>" }, "comparison: expected one of"
    end,
    ["an input of PutMetricAlarm with a period of 45 s"] = function()
      base()
      steady()
      return input { Period = 45 }, "period: expected"
    end,
  },
  passes = {
    ["an input of PutMetricAlarm"] = function()
      base()
      steady()
      return input {}
    end,
  },
}

cases["search-in-alarm"] = {
  fires = {
    ["a SEARCH in a definition"] = function()
      base()
      return {
        name = "all", expression = "MAX(SEARCH('{AWS/EC2,InstanceId} CPUUtilization', 'Average', 300))", threshold = 80,
        actions = topic,
      }, "SEARCH cannot be in an alarm"
    end,
    ["a SEARCH in an input of PutMetricAlarm"] = function()
      base()
      return math_input {
        { Id = "s", ReturnData = false, Expression = "SEARCH('{AWS/EC2,InstanceId} CPUUtilization', 'Average', 300)" },
        { Id = "m", Expression = "MAX(s)" },
      }, "SEARCH cannot be in an alarm"
    end,
  },
  passes = {
    ["a metric whose name is search"] = function()
      base()
      steady { name = "search" }
      return {
        name = "searches", metrics = { m1 = { namespace = "Shop", name = "search", period = "1m", stat = "Sum" } },
        expression = "m1 * 2", threshold = 1000, periods = 3, actions = topic,
      }
    end,
  },
}

cases["range-too-long"] = {
  fires = {
    ["five minutes over more than a day"] = function()
      base()
      steady()
      return orders { period = "5m", periods = 289 }, "289 periods of 5m"
    end,
    ["an input with more than seven days"] = function()
      base()
      steady()
      return input { Period = 3600, EvaluationPeriods = 169 }, "169 periods of 1h"
    end,
  },
  passes = {
    ["five minutes over a day"] = function()
      base()
      steady()
      return orders { period = "5m", periods = 288, datapoints = 288 }
    end,
  },
}

cases["range-beyond-retention"] = {
  fires = {
    ["ten seconds over four hours"] = function()
      base()
      steady { count = 1000, period = 10 }
      return orders { period = 10, periods = 1440, datapoints = 1000 }, "kept for 3h"
    end,
  },
  passes = {
    ["ten seconds over three hours"] = function()
      base()
      steady { count = 1000, period = 10 }
      return orders { period = 10, periods = 1080, datapoints = 1000 }
    end,
  },
}

cases["m-of-n"] = {
  fires = {
    ["one of thirty"] = function()
      base()
      steady()
      return orders { periods = 30, datapoints = 1 }, "1 of 30 periods"
    end,
  },
  passes = {
    ["four of thirty"] = function()
      base()
      steady()
      return orders { periods = 30, datapoints = 4 }
    end,
    ["one of one"] = function()
      base()
      steady()
      return orders { periods = 1, datapoints = 1 }
    end,
  },
}

local function math_of(expression, changes)
  base()
  steady()
  steady { name = "Errors" }
  local def = {
    name = "math", metrics = { e = { namespace = "Shop", name = "Errors", period = "1m", stat = "Sum" },
      o = { namespace = "Shop", name = "Orders", period = "1m", stat = "Sum" } },
    expression = expression, threshold = 50000, periods = 3, actions = topic,
  }
  for name, value in pairs(changes or {}) do def[name] = value end
  return def
end

cases["unwise-math"] = {
  fires = {
    ["the average of a series"] = function() return math_of("e - AVG(o)"), "AVG in" end,
    ["a running sum"] = function() return math_of("RUNNING_SUM(e) + o"), "RUNNING_SUM in" end,
  },
  passes = {
    ["a rate"] = function() return math_of("100 * e / o") end,
    ["the average of several series, point by point"] = function() return math_of("AVG([e, o])") end,
  },
}

cases.filled = {
  fires = {
    ["a single point that may be the filling"] = function()
      return math_of("FILL(e, 0) / o", { periods = 1 }), "FILL in"
    end,
  },
  passes = {
    ["two of three points"] = function() return math_of("FILL(e, 0) / o", { datapoints = 2 }) end,
  },
}

-- MARK: What is compared

cases["impossible-threshold"] = {
  fires = {
    ["CPU above 100 percent"] = function() return cpu(base(), { threshold = 100 }), "never true" end,
    ["a status check above 1"] = function()
      return cpu(base(), { metric = "StatusCheckFailed", stat = "Maximum", threshold = 1 }), "never true"
    end,
    ["CPU below 0"] = function() return cpu(base(), { threshold = 0, comparison = "<" }), "never true" end,
    ["a status check from 0 up"] = function()
      return cpu(base(), { metric = "StatusCheckFailed", stat = "Maximum", threshold = 0, comparison = ">=" }),
        "always true"
    end,
    ["CPU up to 100 percent"] = function()
      return cpu(base(), { threshold = 100, comparison = "<=" }), "always true"
    end,
  },
  passes = {
    ["CPU from 100 percent"] = function() return cpu(base(), { threshold = 100, comparison = ">=" }) end,
    ["a sum of status checks above 1"] = function()
      return cpu(base(), { metric = "StatusCheckFailed", stat = "Sum", threshold = 1 })
    end,
    ["a status check above 0"] = function()
      return cpu(base(), { metric = "StatusCheckFailed", stat = "Maximum", threshold = 0 })
    end,
    ["idle CPU"] = function() return cpu(base(), { threshold = 5, comparison = "<" }) end,
  },
}

cases["percent-as-fraction"] = {
  fires = {
    ["CPU above 0.8 percent"] = function() return cpu(base(), { threshold = 0.8 }), "0.8 percent" end,
  },
  passes = {
    ["CPU below 1 percent"] = function() return cpu(base(), { threshold = 1, comparison = "<" }) end,
    ["a ratio of one's own"] = function()
      base()
      steady { name = "Ratio" }
      return orders { metric = "Ratio", stat = "Average", threshold = 0.8 }
    end,
  },
}

cases["missing-hides-outage"] = {
  fires = {
    ["a status check that is well when it is missing"] = function()
      return cpu(base(), { metric = "StatusCheckFailed", stat = "Maximum", threshold = 0, missing = "notBreaching" }),
        "is OK when the source sends nothing"
    end,
    ["a heartbeat that stays as it was"] = function()
      base()
      steady { name = "Heartbeat", value = 1 }
      return orders { metric = "Heartbeat", comparison = "<", threshold = 1, missing = "ignore" }, "stays as it was"
    end,
    ["a heartbeat that ends in INSUFFICIENT_DATA, which nobody hears of"] = function()
      base()
      steady { name = "Heartbeat", value = 1 }
      return orders { metric = "Heartbeat", comparison = "<", threshold = 1, missing = "missing" }, "has no action"
    end,
  },
  passes = {
    ["a heartbeat whose absence is breaching"] = function()
      base()
      steady { name = "Heartbeat", value = 1 }
      return orders { metric = "Heartbeat", comparison = "<", threshold = 1, missing = "breaching" }
    end,
    ["a heartbeat with an action for INSUFFICIENT_DATA"] = function()
      base()
      steady { name = "Heartbeat", value = 1 }
      return orders { metric = "Heartbeat", comparison = "<", threshold = 1, missing = "missing",
        actions = { alarm = topic, insufficient = topic } }
    end,
    ["a status check with AWS's own choice"] = function()
      return cpu(base(), { metric = "StatusCheckFailed", stat = "Maximum", threshold = 0 })
    end,
    ["errors, whose absence is well"] = function()
      base()
      steady { name = "Errors" }
      return orders { metric = "Errors", missing = "notBreaching" }
    end,
  },
}

-- MARK: States

cases["insufficient-for-days"] = {
  fires = {
    ["a source that died four days ago"] = function()
      base()
      steady { at = "4d ago" }
      put(orders { missing = "missing" })
      sim.advance("3d")
      sim.advance("2h")
      return nil, "in INSUFFICIENT_DATA for 3d"
    end,
  },
  passes = {
    ["a source that died two days ago"] = function()
      base()
      steady()
      put(orders { missing = "missing" })
      sim.advance("2d")
    end,
    ["a source that is alive"] = function()
      local cloud = base()
      put(cpu(cloud, { threshold = 99 }))
      sim.advance("4d")
    end,
  },
}

cases["evaluation-fails"] = {
  fires = {
    -- The embedded cloud does not evaluate such an alarm, and says so as CloudWatch would.
    ["a query that cannot be evaluated"] = function()
      base()
      steady()
      put {
        name = "fleet", expression = 'SELECT AVG(CPUUtilization) FROM "AWS/EC2"', threshold = 80, period = "5m",
        periods = 3, actions = topic,
      }
      sim.advance("10m")
      return nil, "EVALUATION_ERROR"
    end,
  },
  passes = {
    ["the same, not yet made"] = function()
      base()
      return {
        name = "fleet", expression = 'SELECT AVG(CPUUtilization) FROM "AWS/EC2"', threshold = 80, period = "5m",
        periods = 3, actions = topic,
      }
    end,
    ["an alarm that is evaluated"] = function()
      put(cpu(base()))
      sim.advance("10m")
    end,
  },
}

-- MARK: Who hears of it

cases["no-actions"] = {
  fires = {
    ["none"] = function() return cpu(base(), { actions = {} }), "has no actions" end,
    ["one for OK alone"] = function() return cpu(base(), { actions = { ok = topic } }), "for OK alone" end,
    ["a composite alarm without any"] = function()
      local cloud = base()
      return { cpu(cloud), { name = "site", rule = 'ALARM("cpu")' } }, "has no actions"
    end,
  },
  passes = {
    ["none, below a composite alarm that has some"] = function()
      local cloud = base()
      return { cpu(cloud, { actions = {} }), { name = "site", rule = "ALARM(cpu)", actions = topic } }
    end,
    ["none, below a composite alarm that is there"] = function()
      local cloud = base()
      put(cpu(cloud, { actions = {} }))
      put { name = "site", rule = "ALARM(cpu)", actions = topic }
      return cpu(cloud, { actions = {}, threshold = 90 })
    end,
    ["none, of one that holds another's actions"] = function()
      local cloud = base()
      return {
        cpu(cloud),
        cpu(cloud, { name = "deploy", actions = {}, threshold = 1, comparison = "<" }),
        { name = "site", rule = "ALARM(cpu)", actions = topic, suppressor = "deploy", suppressor_wait = 60,
          suppressor_extension = 60 },
      }
    end,
    ["an action on the instance"] = function()
      return cpu(base(), { actions = "arn:aws:automate:us-east-1:ec2:stop" })
    end,
  },
}

cases["no-such-topic"] = {
  fires = {
    ["a topic that is gone"] = function()
      return cpu(base(), { actions = topic .. "-all" }), topic .. '-all'
    end,
    ["a topic that is told of OK, and is mistyped"] = function()
      return cpu(base(), { actions = { alarm = topic, ok = topic:gsub("ops", "opz") } }), '"' .. topic .. '" is there'
    end,
    ["a topic of another Region"] = function()
      sim.cloud { region = "eu-west-1", topics = { { name = "ops", subscriptions = {
        { protocol = "sqs", endpoint = "arn:aws:sqs:eu-west-1:123456789012:q" } } } } }
      return cpu(base(), { region = "us-east-1", actions = topic:gsub("us%-east%-1", "eu-west-1") }), "is in eu-west-1"
    end,
  },
  passes = {
    ["a topic that is there"] = function() return cpu(base(), { actions = { alarm = topic, ok = topic } }) end,
    ["an action that is no topic"] = function()
      return cpu(base(), { actions = "arn:aws:lambda:us-east-1:123456789012:function:page" })
    end,
  },
}

cases["nobody-subscribed"] = {
  fires = {
    ["no subscription"] = function()
      return cpu(base { topics = { { name = "empty" } } }, { actions = topic:gsub("ops", "empty") }), "no subscriptions"
    end,
    ["one that nobody has confirmed"] = function()
      return cpu(base { topics = { { name = "new", subscriptions = {
        { protocol = "email", endpoint = "ann@example.com", confirmed = false } } } } },
        { actions = topic:gsub("ops", "new") }), "nobody has confirmed"
    end,
  },
  passes = {
    ["one that is confirmed, beside one that is not"] = function()
      return cpu(base { topics = { { name = "new", subscriptions = {
        { protocol = "email", endpoint = "ann@example.com", confirmed = false },
        { protocol = "email", endpoint = "bob@example.com" } } } } }, { actions = topic:gsub("ops", "new") })
    end,
  },
}

cases["actions-disabled"] = {
  fires = {
    ["for two days"] = function()
      local cloud = base()
      alarms.disable(put(cpu(cloud)))
      sim.advance("2d")
      return nil, "disabled for at least 2d"
    end,
  },
  passes = {
    ["for twelve hours"] = function()
      local cloud = base()
      put(cpu(cloud))
      sim.advance("2d")
      alarms.disable(alarms.get("cpu"))
      sim.advance("12h")
    end,
    ["a definition that starts quietly"] = function() return cpu(base(), { actions_enabled = false }) end,
  },
}

cases["muted-for-long"] = {
  fires = {
    ["since four days ago"] = function()
      local cloud = base()
      alarms.mute(put(cpu(cloud)), "14d", { name = "deploy", reason = "deploy 214" })
      sim.advance("4d")
      return nil, '"deploy" has kept the alarm silent for 4d'
    end,
  },
  passes = {
    ["since a day ago"] = function()
      local cloud = base()
      alarms.mute(put(cpu(cloud)), "14d")
      sim.advance("1d")
    end,
    ["a mute that is over"] = function()
      local cloud = base()
      alarms.mute(put(cpu(cloud)), "3h")
      sim.advance("4d")
    end,
    ["a mute of another alarm"] = function()
      local cloud = base()
      alarms.mute(put(cpu(cloud, { name = "other" })), "14d")
      sim.advance("4d")
      return cpu(cloud, { threshold = 70, actions = { alarm = topic, ok = topic } })
    end,
  },
}

-- MARK: Beside one another

cases["same-name"] = {
  fires = {
    ["of two instances"] = function()
      local cloud = base { instances = { { name = "web", count = 2, detailed = true, launch_time = "10d ago" } } }
      local defs = {}
      for index = 1, 2 do
        defs[index] = cpu({ instances = { web = cloud.instances["web-" .. index] } })
      end
      return defs, '2 definitions have the name "cpu"'
    end,
  },
  passes = {
    ["a definition of an alarm that is there"] = function()
      local cloud = base()
      put(cpu(cloud))
      return cpu(cloud, { threshold = 90 })
    end,
    ["one name in two Regions"] = function()
      local cloud = base()
      return { put(cpu(cloud)), cpu(cloud, { threshold = 90 }) }
    end,
  },
}

cases.duplicate = {
  fires = {
    ["two definitions"] = function()
      local cloud = base()
      return { cpu(cloud), cpu(cloud, { name = "cpu again", description = "the same" }) }, 'the same as "cpu"'
    end,
    ["of an alarm that is there"] = function()
      local cloud = base()
      put(cpu(cloud))
      return cpu(cloud, { name = "cpu again", missing = "missing", datapoints = 3 }), 'the same as "cpu"'
    end,
  },
  passes = {
    ["actions of its own"] = function()
      local cloud = base()
      return { cpu(cloud), cpu(cloud, { name = "cpu again", actions = { alarm = topic, ok = topic } }) }
    end,
  },
}

cases.shadowed = {
  fires = {
    ["a higher threshold with the same actions"] = function()
      local cloud = base()
      return { cpu(cloud), cpu(cloud, { name = "cpu very high", threshold = 95 }) }, '"cpu" (CPUUtilization > 80'
    end,
    ["a lower one of what must not be low"] = function()
      base()
      steady()
      return {
        orders { comparison = "<", threshold = 5 }, orders { name = "orders low", comparison = "<", threshold = 2 },
      }, '"orders" (Sum Orders < 5'
    end,
    ["more points of the same"] = function()
      local cloud = base()
      return { cpu(cloud, { periods = 1 }), cpu(cloud, { name = "cpu long", periods = 3 }) }, "is in ALARM whenever"
    end,
  },
  passes = {
    ["a higher threshold with actions of its own"] = function()
      local cloud = base()
      local actions = { alarm = topic, ok = topic }
      return { cpu(cloud), cpu(cloud, { name = "cpu very high", threshold = 95, actions = actions }) }
    end,
    ["a higher threshold that goes off sooner"] = function()
      local cloud = base()
      return { cpu(cloud), cpu(cloud, { name = "cpu very high", threshold = 95, periods = 1 }) }
    end,
    ["the other direction"] = function()
      local cloud = base()
      return { cpu(cloud), cpu(cloud, { name = "cpu low", threshold = 5, comparison = "<" }) }
    end,
    ["another statistic"] = function()
      local cloud = base()
      return { cpu(cloud), cpu(cloud, { name = "cpu peak", threshold = 95, stat = "Maximum" }) }
    end,
  },
}

cases["missing-child"] = {
  fires = {
    ["a name that is mistyped"] = function()
      return { cpu(base()), { name = "site", rule = "ALARM(cpuu)", actions = topic } }, 'the rule names "cpuu"'
    end,
    ["a suppressor that is not there"] = function()
      return {
        cpu(base()), { name = "site", rule = "ALARM(cpu)", actions = topic, suppressor = "deploy", suppressor_wait = 60,
          suppressor_extension = 60 },
      }, 'the suppressor is "deploy"'
    end,
  },
  passes = {
    ["one that is defined beside it, and one that is there"] = function()
      local cloud = base()
      put(cpu(cloud))
      return {
        cpu(cloud, { name = "cpu low", threshold = 5, comparison = "<" }),
        { name = "site", rule = 'ALARM("cpu") OR ALARM("cpu low")', actions = topic },
      }
    end,
    ["the ARN of one that is there"] = function()
      local cloud = base()
      put(cpu(cloud))
      return { name = "site", rule = "ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu)", actions = topic }
    end,
  },
}

cases["composite-cycle"] = {
  fires = {
    ["two that name one another"] = function()
      return {
        cpu(base()), { name = "a", rule = "ALARM(b) OR ALARM(cpu)", actions = topic },
        { name = "b", rule = "ALARM(a)", actions = topic },
      }, "a → b → a"
    end,
  },
  passes = {
    ["two ways to one alarm"] = function()
      return {
        cpu(base()), { name = "a", rule = "ALARM(b) OR ALARM(cpu)", actions = topic },
        { name = "b", rule = "ALARM(cpu)", actions = topic },
      }
    end,
  },
}

--- Runs a case: the findings, and what one of them has to say.
return function(rule, kind, name)
  if not rule then
    local names = {}
    for id, case in pairs(cases) do
      for _, group in ipairs { "fires", "passes" } do
        for one in pairs(case[group]) do names[#names + 1] = { rule = id, kind = group, name = one } end
      end
    end
    return names
  end
  local given, says = cases[rule][kind][name]()
  return { findings = alarms.lint(given), says = says }
end
