-- Tasks: coroutines that the event loop runs side by side.

local native = select(2, ...).task
local errors = require("moonwatch.errors")
local options_of = require("moonwatch.options")
local polling = require("moonwatch.polling")
local unfinished = require("moonwatch.unfinished")

---@class moonwatch.task
local task = {}

---@class moonwatch.Handle     a task that was started
---@field done fun(self): boolean   true once it has ended

-- The tasks that a block started: it cancels and waits for what is still running when it is left,
-- however that happens.
local Group = {}
function Group:__close()
  native.cancel(self)
  native.wait(self, false)
end

local function group() return setmetatable({}, Group) end

local function bad_argument(number, name, expected, value)
  local message = string.format("bad argument #%d to '%s' (%s expected, got %s)", number, name, expected,
    type(value))
  errors.raise("argument", "InvalidArgument", message)
end

-- A list of so many results, each of them set before the script sees it. The number is no element, so
-- that `show` and `json` take the list for one.
local function results_of(count)
  return setmetatable({}, { __list = true, __index = { n = count } })
end

-- Raises unless the argument is a list of functions and tasks.
local function check_list(name, list)
  if type(list) ~= "table" then bad_argument(1, name, "list", list) end
  for i, item in ipairs(list) do
    if type(item) ~= "function" and not native.is_task(item) then
      errors.raise("argument", "InvalidArgument",
        string.format("task.%s: [%d]: expected a function or a task, got %s", name, i, type(item)))
    end
  end
end

-- A handle for each element of a list; those that had to be started join a group.
local function handles_of(list, started)
  local handles = {}
  for i, item in ipairs(list) do
    handles[i] = item
    if type(item) == "function" then
      handles[i] = native.spawn(item)
      started[#started + 1] = handles[i]
    end
  end
  return handles
end

-- The first failure of a list of tasks, raised once the others were told to end.
local function raise_failure(handles)
  for _, handle in ipairs(handles) do
    local failed, failure = native.failed(handle)
    if failed then
      native.cancel(handles)
      error(failure, 0)
    end
  end
end

--- Starts a function; it runs when others wait. The script waits for it in the end, and an error
--- that nobody collected fails the run. Raises for what is no function.
---
---     local job = task.spawn(function() task.sleep("1s") return 42 end)
---     print(task.all({ job })[1])
---@type fun(f: function, ...): moonwatch.Handle
task.spawn = native.spawn

--- Waits for every handle or function of a list, and gives the first value of each, in order (nil
--- becomes false; `.n` is their number). The first failure cancels the others and is raised; with
--- `settle = true` each becomes a row `{ok=, value=, error=, item=}` instead. Raises the first
--- error of a function, once the others have ended.
---
---     local a, b = table.unpack(task.all { function() return 1 end, function() return 2 end })
---@param list (moonwatch.Handle|function)[]
---@param options { settle: boolean? }?
---@return table
function task.all(list, options)
  check_list("all", list)
  local settle = options_of.check("task.all", options, { "settle" }).settle
  local started <close> = group()
  local handles = handles_of(list, started)
  native.wait(handles, not settle)
  if not settle then raise_failure(handles) end
  local results = results_of(#handles)
  for i, handle in ipairs(handles) do
    local failed, failure = native.failed(handle)
    if failed then
      results[i] = { ok = false, error = failure, item = list[i] }
    else
      local value = native.result(handle)
      if value == nil then value = false end
      results[i] = settle and { ok = true, value = value, item = list[i] } or value
    end
  end
  return results
end

--- Calls a function with each element of a list, several at a time, and gives the results in the
--- list's order (nil becomes false; `.n` is their number). The first failure cancels the others
--- and is raised; with `settle = true` each becomes a row `{ok=, value=, error=, item=}`. Raises
--- the first error of a function, once the others have ended.
---
---     local counts = task.map({ "us-east-1", "eu-west-1" }, function(region)
---       return #ec2.instances { region = region }
---     end)
---     print(counts.n) -- 2
---@param list table
---@param f fun(item: any, index: integer): any
---@param options { concurrency: integer?, settle: boolean? }?   concurrency: 16 unless given
---@return table
function task.map(list, f, options)
  if type(list) ~= "table" then bad_argument(1, "map", "list", list) end
  if type(f) ~= "function" then bad_argument(2, "map", "function", f) end
  options = options_of.check("task.map", options, { "concurrency", "settle" })
  local concurrency = math.tointeger(options.concurrency or 16)
  if not concurrency or concurrency < 1 then
    errors.raise("argument", "InvalidOption", "task.map: concurrency: expected a whole number from 1, got "
      .. tostring(options.concurrency))
  end
  local settle = options.settle
  local count, position = #list, 0
  local results = results_of(count)
  local guard <close> = unfinished.guard(function()
    local rows, done = {}, 0
    for i = 1, count do
      rows[i] = results[i] ~= nil and results[i]
      if results[i] ~= nil then done = done + 1 end
    end
    return rows, done, count
  end)
  local function work()
    while position < count do
      position = position + 1
      local index = position
      local item = list[index]
      if settle then
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
  raise_failure(workers)
  return results
end

-- The position of the handle that ends first, once the others have ended, too: cancelled, and their
-- to-be-closed variables run.
local function first_of(handles)
  local position = native.first(handles)
  native.cancel(handles)
  native.wait(handles, false)
  return position
end

--- Waits for the first handle or function of a list to end, cancels the others, and waits for their
--- to-be-closed variables. Gives the first one's values, or raises its error.
---
---     local function after(delay, value) return function() task.sleep(delay) return value end end
---     print(task.race { after("5s", "slow"), after(0, "quick") }) -- quick
---@param list (moonwatch.Handle|function)[]
---@return any ...
function task.race(list)
  check_list("race", list)
  if #list == 0 then
    errors.raise("argument", "InvalidArgument",
      "task.race: expected a function or a task in the list, got none")
  end
  local started <close> = group()
  local handles = handles_of(list, started)
  return native.result(handles[first_of(handles)])
end

--- Calls a function that may take so long. Gives its values, or raises its error; after the time it
--- is cancelled, its to-be-closed variables run, and an error of kind `timeout`, code `TaskTimeout`,
--- is raised.
---
---     local answer = task.timeout("5s", function() return aws.ec2():describe_instances() end)
---@param duration number|string   seconds or "5s"
---@param f function
---@param ... any   what f is called with
---@return any ...
function task.timeout(duration, f, ...)
  local seconds = options_of.seconds("task.timeout: duration", duration)
  if type(f) ~= "function" then bad_argument(2, "timeout", "function", f) end
  local started <close> = group()
  started[1] = native.spawn(f, ...)
  started[2] = native.spawn(native.sleep, seconds)
  if first_of(started) == 1 then return native.result(started[1]) end
  errors.raise("timeout", "TaskTimeout",
    string.format("the function was stopped: it had not ended after %s", options_of.duration_text(seconds)))
end

--- Calls a function every so often until it gives something other than nil and false, and gives that.
--- After `timeout` an error of kind `timeout`, code `WaiterTimeout`, is raised; a call under way is not
--- cut short. An error of the function's is raised at once. `wait_until` is the same.
---
---     local function has_settled() return alarms.list { state = "ALARM" }:assert_complete() end
---     print(#wait_until(has_settled, { every = "10s", timeout = "5m" }) >= 0) -- true
---@param f fun(): any
---@param options { every: (number|string)?, timeout: (number|string)? }?   5 s and 5 min unless given
---@return any ...
function task.wait_until(f, options)
  if type(f) ~= "function" then bad_argument(1, "wait_until", "function", f) end
  local every, timeout = polling.options("wait_until", options, 5, 300)
  local found, calls, seconds
  calls, seconds = polling.poll(function()
    found = table.pack(f())
    return found[1]
  end, every, timeout)
  if found[1] then return table.unpack(found, 1, found.n) end
  errors.raise("timeout", "WaiterTimeout",
    string.format("wait_until: not so after %s and %d call%s", options_of.duration_text(seconds), calls,
      calls == 1 and "" or "s"))
end

--- Waits; other tasks run meanwhile. Raises for what is no length of time.
---
---     task.sleep(0.1)
---@type fun(duration: number|string)   seconds or "1m"
task.sleep = native.sleep

return task
