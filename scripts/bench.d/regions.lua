--- One call, and one in each of 17 Regions at once. Prints the seconds that each takes.

local function ask(region) aws.cloudwatch({ region = region }):describe_alarms {} end

local regions = {}
for i = 1, 17 do regions[i] = "us-test-" .. i end
local function measure(list)
  local began = time.monotonic()
  task.map(list, ask, { concurrency = 17 })
  return time.monotonic() - began
end

task.map(regions, ask, { concurrency = 17 }) -- what is made once
local one, all = {}, {}
for i = 1, 5 do
  one[i], all[i] = measure({ regions[1] }), measure(regions)
end
table.sort(one)
table.sort(all)
print(string.format('{"one": %.6f, "all": %.6f}', one[3], all[3]))
