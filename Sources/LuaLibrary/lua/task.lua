-- Tasks: coroutines that the event loop runs side by side.

local native = select(2, ...).task
local time = require("time")

---@class moonwatch.task
local task = {}

-- Cancels and waits for what is still running when its block is left, however that happens.
local Group = {}
function Group:__close()
  native.cancel(self)
  native.wait(self, false)
end

local function group() return setmetatable({}, Group) end

--- Starts a function; it runs when others wait. The script waits for it in the end, and an error
--- that nobody collected fails the run.
---@param f function
---@return table handle
function task.spawn(f, ...) return native.spawn(f, ...) end

local function check_function(f, number, name)
  if type(f) ~= "function" then
    error(
      string.format("bad argument #%d to '%s' (function expected, got %s)", number, name, type(f)), 3)
  end
end

--- Waits for every handle or function of a list, and gives the first value of each, in order (nil
--- becomes false; `.n` is their number). The first failure cancels the others and is raised; with
--- `settle = true` each becomes a row `{ok=, value=, error=}` instead.
---
---     local a, b = table.unpack(task.all { function() return 1 end, function() return 2 end })
---@param list table
---@param options { settle: boolean? }?
---@return table
function task.all(list, options)
  if type(list) ~= "table" then
    error("bad argument #1 to 'all' (list expected, got " .. type(list) .. ")", 2)
  end
  local settle = options and options.settle
  local handles <close> = group()
  for i, item in ipairs(list) do
    handles[i] = type(item) == "function" and native.spawn(item) or item
  end
  native.wait(handles, not settle)
  local results = { n = #handles }
  if not settle then
    for _, handle in ipairs(handles) do
      local failed, failure = native.failed(handle)
      if failed then error(failure, 0) end
    end
  end
  for i, handle in ipairs(handles) do
    local failed, failure = native.failed(handle)
    if failed then
      results[i] = { ok = false, error = failure }
    else
      local value = native.result(handle)
      if value == nil then value = false end
      results[i] = settle and { ok = true, value = value } or value
    end
  end
  return results
end

--- Calls a function with each element of a list, several at a time, and gives the results in the
--- list's order (nil becomes false; `.n` is their number). The first failure cancels the others and
--- is raised; with `settle = true` each becomes a row `{ok=, value=, error=, item=}`.
---
---     local pages = task.map(regions, function(region) return count(region) end)
---@param list table
---@param f fun(item: any, index: integer): any
---@param options { concurrency: integer?, settle: boolean? }?
---@return table
function task.map(list, f, options)
  if type(list) ~= "table" then
    error("bad argument #1 to 'map' (list expected, got " .. type(list) .. ")", 2)
  end
  check_function(f, 2, "map")
  options = options or {}
  local concurrency = options.concurrency or 16
  if math.type(concurrency) ~= "integer" or concurrency < 1 then
    error("task.map: concurrency: expected a whole number from 1, got " .. tostring(concurrency), 2)
  end
  local count, position = #list, 0
  local results = { n = count }
  local function work()
    while position < count do
      position = position + 1
      local index = position
      local item = list[index]
      if options.settle then
        local ok, value = pcall(f, item, index)
        if ok and value == nil then value = false end
        results[index] = ok and { ok = true, value = value, item = item }
          or { ok = false, error = value, item = item }
      else
        local value = f(item, index)
        if value == nil then value = false end
        results[index] = value
      end
    end
  end
  local workers <close> = group()
  for i = 1, math.min(concurrency, count) do workers[i] = native.spawn(work) end
  native.wait(workers, true)
  for _, worker in ipairs(workers) do
    local failed, failure = native.failed(worker)
    if failed then error(failure, 0) end
  end
  return results
end

--- Waits; other tasks run meanwhile.
---@param duration number|string   seconds or "1m"
function task.sleep(duration) native.sleep(time.duration(duration)) end

return task
