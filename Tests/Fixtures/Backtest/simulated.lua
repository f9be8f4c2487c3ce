--- Lets the embedded cloud evaluate random alarms over some days of data with gaps, on its clock, and
--- compares what they did with what the backtest says of them.
--- @arg alarms int=200
--- @arg days int=14
--- @arg seed int=1
--- @needs cloudwatch:PutMetricAlarm
--- @needs cloudwatch:PutCompositeAlarm
math.randomseed(args.seed)

local function pick(list) return list[math.random(#list)] end

local start = math.floor(sim.now() / 3600) * 3600 + 3600
local minutes = args.days * 1440

-- A day's wave with noise, bursts, steps and gaps of several kinds, one value a minute or more seldom.
local function values_of(index)
  local values, level = {}, 0
  local every, gappiness, silent_until, absent = index % 4 == 3 and 5 or 1, (index % 5) * 0.03, 0, index == 7
  for minute = 1, minutes do
    level = level * 0.95 + (math.random() - 0.5) * 12
    if math.random() < 0.002 then silent_until = minute + math.random(90) end
    local value = 50 + 25 * math.sin(minute / 1440 * 2 * math.pi) + level
    local is_gap = absent or minute < silent_until or math.random() < gappiness or minute % every ~= 0
    values[minute] = not is_gap and math.floor(value * 8) / 8
  end
  return values
end

local metric_count = 16
for index = 0, metric_count - 1 do
  sim.put_metric {
    namespace = "Test", name = "M" .. index, values = values_of(index), at = start + (minutes - 1) * 60,
  }
  if index % 2 == 0 then
    -- More samples in some minutes, so that averages of averages would be wrong.
    for minute = 1, minutes, 7 do
      sim.put_metric {
        namespace = "Test", name = "M" .. index, value = math.random(30, 90), at = start + (minute - 1) * 60,
      }
    end
  end
end

local expressions = {
  "m1 - m2", "IF(m1 > m2, m1, 40)", "FILL(m1, 0) + m2 / 4", "RATE(m1) * 600 + 60", "MAX([m1, m2])", "m1 - AVG(m1) + 50",
  "FILL(m1, REPEAT)", "m1 + 5 * HOUR(m1) - 60",
}

local defs = {}
for index = 1, args.alarms do
  local periods = math.random(5)
  local fields = {
    name = string.format("alarm-%03d", index), threshold = pick { 30, 45, 55, 60, 70, 80 },
    comparison = pick { ">", ">=", "<", "<=" }, periods = periods, datapoints = math.random(periods),
    missing = pick { "missing", "ignore", "breaching", "notBreaching" },
  }
  local kind = index % 20
  local function metric(period)
    return {
      namespace = "Test", name = "M" .. math.random(0, metric_count - 1), period = period,
      stat = pick { "Average", "Average", "Maximum", "Minimum" },
    }
  end
  if kind == 0 then
    local period = pick { 60, 300 }
    fields.metrics = { m1 = metric(period), m2 = metric(period) }
    fields.expression, fields.period = expressions[index // 20 % #expressions + 1], period
    if not fields.expression:find("m2") then fields.metrics.m2 = nil end
  else
    fields.namespace, fields.metric = "Test", "M" .. math.random(0, metric_count - 1)
    fields.period = pick { 60, 60, 60, 120, 300, 300, 900, 3600, 21600 }
    fields.stat = pick { "Average", "Average", "Sum", "Minimum", "Maximum", "SampleCount" }
    if fields.stat == "Sum" then fields.threshold = fields.threshold * fields.period / 60 end
    if fields.stat == "SampleCount" then fields.threshold = math.random(0, math.max(1, fields.period // 60)) end
    if kind == 1 then fields.stat, fields.period, fields.low_samples = "p90", pick { 60, 300, 900 }, "ignore" end
    if kind == 2 then fields.stat, fields.period = "p50", pick { 60, 300 } end
  end
  local def = alarms.define(fields)
  defs[index] = def
end
for index = 1, args.alarms // 10 do
  local a, b, c = pick(defs).name, pick(defs).name, pick(defs).name
  defs[#defs + 1] = alarms.define {
    name = string.format("whole-%02d", index),
    rule = string.format(pick {
      'ALARM("%s") AND NOT ALARM("%s") OR INSUFFICIENT_DATA("%s")', 'AT_LEAST(2, ALARM, ("%s", "%s", "%s"))',
      'ALARM("%s") OR ALARM("%s") AND OK("%s")',
    }, a, b, c),
  }
end

-- Alarms are there a moment before their first evaluation.
sim.advance(start - sim.now() + 30)
local client = aws.cloudwatch()
for _, def in ipairs(defs) do
  local f = def.kind == "composite" and "put_composite_alarm" or "put_metric_alarm"
  client[f](client, def:input())
end
sim.advance(start + args.days * 86400 + 30 - sim.now())

local before = time.monotonic()
local found = alarms.backtest(defs, { from = start + 31, to = start + args.days * 86400 + 30 })
local seconds = time.monotonic() - before

local result = {
  alarms = #defs, transitions = 0, uncertain = 0, evaluations = 0, differences = json.list(), seconds = seconds,
}
-- Alarms that look back beyond 15 days see points of five minutes first, and the backtest says so: what
-- it says is compared from where it has points of a minute.
local function exact_since(past)
  local since = start
  for _, stretch in ipairs(past.data or {}) do
    if stretch.quality ~= "exact" then since = math.max(since, stretch.through + 1) end
  end
  return since
end
local all_exact_since = start
for _, past in ipairs(found) do
  all_exact_since = math.max(all_exact_since, exact_since(past))
  if exact_since(past) > start then result.coarse = (result.coarse or 0) + 1 end
end

for index, def in ipairs(defs) do
  local past = found[index]
  -- A day more for those above, until their children's states are of points of a minute only.
  local since = def.kind == "composite" and all_exact_since > start and all_exact_since + 86400
    or exact_since(past)
  local happened = alarms.get(def.name):history { type = "state" }
  local uncertain, lines = {}, {}
  for _, span in ipairs(past.uncertain) do uncertain[#uncertain + 1] = span end
  local function is_certain(t)
    for _, span in ipairs(uncertain) do
      if t >= span.first and t <= span.last then return false end
    end
    return true
  end
  -- What each says at a time: its last transition until then.
  local function timeline(items, first, last, step)
    local list = {}
    for position = first, last, step do
      local item = items[position]
      -- A composite alarm is evaluated when it is made, before the window.
      if item.time >= start + 32 or def.kind ~= "composite" then list[#list + 1] = item end
    end
    return list
  end
  local expected = timeline(happened, #happened, 1, -1)
  local got = timeline(past.transitions, 1, #past.transitions, 1)
  result.transitions = result.transitions + #got
  result.evaluations = result.evaluations + past.evaluations
  for _, transition in ipairs(got) do
    if transition.doubts then result.uncertain = result.uncertain + 1 end
  end
  local one, other = 0, 0
  while one < #expected or other < #got do
    local time = math.min(expected[one + 1] and expected[one + 1].time or math.huge,
      got[other + 1] and got[other + 1].time or math.huge)
    local both = expected[one + 1] and got[other + 1] and expected[one + 1].time == got[other + 1].time
    -- Several children that change at once may change it to and fro: what it comes to counts.
    while expected[one + 1] and expected[one + 1].time == time do one = one + 1 end
    while got[other + 1] and got[other + 1].time == time do other = other + 1 end
    local real, said = expected[one], got[other]
    local same = (real and real.to) == (said and said.to)
    if same and both and def.kind ~= "composite" then same = real.reason == said.reason end
    if not same and time >= since and is_certain(time) then
      result.differences[#result.differences + 1] = string.format(
        "%s (%s, missing %s) at %s: %s, backtest %s\n  %s\n  %s", def.name, past.condition, def.missing or "-",
        os.date("!%FT%TZ", time), real and real.to or "nothing", said and said.to or "nothing", real and real.reason or "",
        said and said.reason or "")
      break
    end
  end
end
return result
