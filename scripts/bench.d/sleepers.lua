--- Prints what each of 1,000 sleeping tasks costs, in KiB: Lua's memory, and the process's.

local function resident()
  for line in io.lines("/proc/self/status") do
    local kib = line:match("VmRSS:%s+(%d+)")
    if kib then return tonumber(kib) end
  end
end

local function sleepers(count)
  local handles = {}
  for i = 1, count do handles[i] = task.spawn(function() task.sleep(0.5) end) end
  task.sleep(0.1)
  return handles
end

task.all(sleepers(10)) -- what is made once
collectgarbage()
collectgarbage()
local lua, process = collectgarbage("count"), resident()
local handles = sleepers(1000)
collectgarbage()
collectgarbage()
local lua_each, process_each = (collectgarbage("count") - lua) / 1000, (resident() - process) / 1000
task.all(handles)
print(string.format('{"lua": %.3f, "process": %.3f}', lua_each, process_each))
