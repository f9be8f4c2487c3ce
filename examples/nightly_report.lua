#!/usr/bin/env moonwatch
--- What happened since yesterday: which alarms fired, how often and for how long, and the CPU of the busiest instances,
--- as text and as an SVG file beside it. Meant for cron, with the text in a mail.
--- @arg folder string=.        where report-YYYY-MM-DD.svg is written
--- @arg window duration=1d     how far to look back
--- @arg busiest int=5          how many instances are drawn

local from = time.now() - args.window

-- One call for the history of all alarms, in place of one for each.
local fired = {}
for item in aws.cloudwatch():each("DescribeAlarmHistory", {
  AlarmTypes = { "MetricAlarm", "CompositeAlarm" }, HistoryItemType = "StateUpdate", StartDate = from,
  ScanBy = "TimestampAscending",
}) do
  local before, after = item.HistorySummary:match("from (%S+) to (%S+)")
  local row = fired[item.AlarmName] or { name = item.AlarmName, times = 0, minutes = 0 }
  fired[item.AlarmName] = row
  -- One that begins the window in ALARM has been so since before it.
  if before == "ALARM" then
    row.minutes = row.minutes + (item.Timestamp - (row.since or from)) / 60
    row.since = nil
  end
  if after == "ALARM" then
    row.times, row.since = row.times + 1, item.Timestamp
  end
end
-- What has not changed since has no history: it is in ALARM all the while.
for _, alarm in ipairs(alarms.list { state = "ALARM" }) do
  local row = fired[alarm.name] or { name = alarm.name, times = 0, minutes = 0 }
  fired[alarm.name] = row
  row.minutes = row.minutes + (time.now() - math.max(row.since or from, from)) / 60
  row.now = "in ALARM"
end

local rows = {}
for _, row in pairs(fired) do
  if row.minutes > 0 or row.times > 0 then
    rows[#rows + 1] = { name = row.name, times = row.times, minutes = math.floor(row.minutes + 0.5), now = row.now }
  end
end
table.sort(rows, function(a, b)
  if a.minutes ~= b.minutes then return a.minutes > b.minutes end
  return a.name < b.name
end)

local wanted = {}
for index, instance in ipairs(ec2.instances { state = "running" }) do
  wanted[index] = instance:metric("CPUUtilization", { period = "15m", label = instance.name or instance.id })
end
local cpus = {}
for _, series in ipairs(metrics.get(wanted, { last = args.window })) do
  if series:latest() then cpus[#cpus + 1] = series end
end
table.sort(cpus, function(a, b)
  if a:mean() ~= b:mean() then return a:mean() > b:mean() end
  return a.label < b.label
end)
cpus = table.move(cpus, 1, math.min(args.busiest, #cpus), 1, {})

print("Since " .. time.format(math.floor(from)))
print()
if #rows == 0 then print("No alarm fired.") else show(rows, { format = "table", columns = { "name", "times", "minutes", "now" } }) end
print()
if #cpus == 0 then
  print("No instance has CPU metrics.")
else
  local options = { title = "CPU of the busiest instances, percent" }
  print(plot(cpus, { title = options.title, width = 100 }))
  local file = string.format("%s/report-%s.svg", args.folder, time.format(time.now()):sub(1, 10))
  plot.svg(cpus, file, options)
  print("Chart: " .. file)
end
