--- Streams instances: stream.lua PAGES [--fields FIELD,…]. Prints count, seconds and peak KiB, as stream.py does.
--- @arg pages string
--- @arg fields list=   members of an instance; all unless some are named

local ec2 = aws.ec2()
local filters = { { Name = "pages", Values = { args.pages } } }
local fields = #args.fields > 0 and args.fields or nil
local began = time.monotonic()
local count = 0
for instance in ec2:each("DescribeInstances", { Filters = filters }, { fields = fields }) do
  if instance.InstanceId:sub(1, 2) == "i-" then count = count + 1 end
end
local seconds = time.monotonic() - began
local peak
for line in io.lines("/proc/self/status") do
  peak = peak or line:match("^VmHWM:%s+(%d+)")
end
print(json.encode { count = count, seconds = seconds, peak_kib = tonumber(peak) })
