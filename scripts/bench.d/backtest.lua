--- Replays 1,000 alarms over 14 days of minutes that are there already; prints the seconds.
--- @arg alarms int=1000
local minutes, metrics_count = 14 * 1440, 20

-- A walk with gaps, the same in each run.
local seed = 1
local function random()
  seed = (seed * 6364136223846793005 + 1442695040888963407) & math.maxinteger
  return (seed >> 33) / 2.0 ^ 30
end

local all = {}
for index = 1, metrics_count do
  local points, level = {}, 50
  for minute = 1, minutes do
    level = level + (random() - 0.5) * 6 + (50 - level) * 0.02
    points[minute] = random() >= 0.02 and level
  end
  all[index] = metrics.series { period = "1m", from = 1795435200, points = points, label = "m" .. index }
end

local groups = {}
for index = 1, args.alarms do
  local group = index % metrics_count + 1
  groups[group] = groups[group] or {}
  table.insert(groups[group], alarms.define {
    name = "alarm-" .. index, namespace = "Bench", metric = "m" .. group, period = "1m", threshold = 60 + index % 9,
    periods = 1 + index % 5, missing = ({ "missing", "ignore", "breaching", "notBreaching" })[index % 4 + 1],
  })
end

local began, evaluations, changes = time.monotonic(), 0, 0
for group, defs in pairs(groups) do
  for _, past in ipairs(alarms.backtest(defs, { data = all[group] })) do
    evaluations, changes = evaluations + past.evaluations, changes + #past.transitions
  end
end
local seconds = time.monotonic() - began
assert(evaluations >= args.alarms * minutes and changes > args.alarms, "nothing was replayed")
print(json.encode { seconds = seconds, evaluations_per_second = evaluations / seconds, changes = changes })
