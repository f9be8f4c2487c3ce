--- Makes alarms over many histories, lets the embedded cloud evaluate each, and prints what `alarms.why`
--- says beside what `alarms.evaluate` says of the same points.
--- @arg random int=60   histories beside the published ones
--- @needs cloudwatch:PutMetricAlarm
math.randomseed(11)

-- N, M, and points oldest first: of AWS's documents, 0 within, X beyond, - missing.
local histories = {
  { 3, 3, "0-X-X" }, { 3, 3, "-----" }, { 3, 3, "--X--" }, { 3, 2, "00X0X" }, { 3, 2, "0-X--" }, { 3, 2, "XXX-X" },
  { 1, 1, "X" }, { 1, 1, "0" }, { 1, 1, "-" }, { 3, 3, "-X--X--" }, { 2, 1, "X0X-----" },
}
for _ = 1, args.random do
  local n, text = math.random(4), ""
  for _ = 1, n + 4 do text = text .. ("0X-"):sub(math.random(3)):sub(1, 1) end
  histories[#histories + 1] = { n, math.random(n), text }
end

local now = math.floor(sim.now() / 60) * 60 + 60
sim.advance(now - sim.now() + 1)
local cases = {}
for index, history in ipairs(histories) do
  local n, m, text = table.unpack(history)
  local values, points, count = {}, {}, n + 4
  text = string.rep("-", count - #text) .. text
  for position = 1, count do
    local mark = text:sub(-count):sub(position, position)
    -- A false at the end would be no value at all: the metric has one value long before.
    values[position] = mark ~= "-" and (mark == "X" and 90 + position or 10 + position)
    points[position] = values[position]
  end
  local metric = "M" .. index
  sim.put_metric { namespace = "Why", name = metric, values = { 1 }, at = now - 3600 }
  for position, value in ipairs(values) do
    if value then
      -- The newest period ends with the next evaluation, at now + 60.
      sim.put_metric { namespace = "Why", name = metric, value = value, at = now - (count - position) * 60 }
    end
  end
  for _, missing in ipairs { "missing", "ignore", "breaching", "notBreaching" } do
    local def = alarms.define {
      name = string.format("%03d %s", index, missing), namespace = "Why", metric = metric, period = "1m", threshold = 80,
      periods = n, datapoints = m, missing = missing,
    }
    aws.cloudwatch():put_metric_alarm(def:input())
    cases[#cases + 1] = { def = def, points = points, text = text:sub(-count) }
  end
end
sim.advance("60s")

local rows = {}
for index, case in ipairs(cases) do
  local why = alarms.why(case.def.name)
  local verdict = alarms.evaluate(case.def, case.points, { state = why.state })
  local roles = {}
  for position, point in ipairs(why.points) do roles[position] = point.role end
  local is_same = #why.points == #case.points
  for position, point in ipairs(why.points) do is_same = is_same and point.value == case.points[position] end
  rows[index] = {
    name = case.def.name, n = case.def.periods, m = case.def.datapoints, missing = case.def.missing,
    text = case.text, roles = roles, is_same = is_same, evaluated = verdict.evaluated, state = why.state,
    why = why.verdict.state, evaluate = verdict.state, uncertain = why.verdict.uncertain,
    uncertain_too = verdict.uncertain, reason = why.verdict.reason, agrees = why.agrees,
    explanation = why.explanation[3],
  }
end
return rows
