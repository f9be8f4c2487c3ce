-- What a script remembers from one run to the next: a small file of JSON for each script, profile, Region and
-- endpoint, replaced at one blow under a lock.

local native = select(2, ...)
local errors = require("moonwatch.errors")
local json = require("json")

local store = {}

-- More than this is no note from one run to the next, but data that belong elsewhere.
local most_bytes = 1024 * 1024
-- Seconds between attempts to take the lock, and until it is given up.
local pause, patience = 0.05, 60

local facts = native.run.facts()
local run = native.script.run()
-- The embedded cloud goes with the run, and what is said of it; and a dry run did nothing that the next run
-- were to know of. Either keeps what it is told in memory.
local is_kept = not (facts.embedded or run.dry_run)
local in_memory = nil

-- MARK: The file

local function refuse(kind, code, message) errors.raise(kind, code, "script.state: " .. message) end

local function part(text) return (text:gsub("[^%w._-]", "_")) end

local path_of_run = nil

-- Where the state is; nil on the embedded cloud.
local function path()
  if path_of_run ~= nil then return path_of_run or nil end
  if facts.embedded then
    path_of_run = false
    return nil
  end
  if not run.name then
    refuse("argument", "NoState", "expected a script in a file, which has a state of its own; the prompt and -e"
      .. " have none")
  end
  local folder = native.run.state_folder()
  if not folder then
    refuse("config", "NoState", "there is no place for it, since neither XDG_STATE_HOME nor HOME is set")
  end
  local whose = native.state.whose()
  local parts = { part(run.name) }
  parts[#parts + 1] = whose.profile and part(whose.profile)
  local region = native.run.region(nil, nil)
  parts[#parts + 1] = region and part(region)
  parts[#parts + 1] = whose.endpoint and part(whose.endpoint)
  path_of_run = folder .. "/state/" .. table.concat(parts, "@") .. ".json"
  return path_of_run
end

-- Every value by its name, as the file has them.
local function read()
  if in_memory then return in_memory end
  local name = path()
  if not name then return {} end
  local file, reason, number = io.open(name, "r")
  if not file then
    if number == 2 then return {} end -- ENOENT: nothing was remembered yet.
    refuse("config", "CannotRead", "cannot read it: " .. reason)
  end
  local contents <close> = file
  local text = contents:read("a")
  local ok, values = pcall(json.decode, text)
  if not ok or type(values) ~= "table" then
    refuse("config", "InvalidState", name .. " is no object of JSON; mend it, or delete it to begin anew")
  end
  return values
end

local function write(values)
  local text = json.encode(setmetatable(values, { __list = false }))
  if #text > most_bytes then
    refuse("argument", "StateTooLarge", string.format("expected at most %d bytes of JSON in all, got %d", most_bytes,
      #text))
  end
  if not is_kept then
    in_memory = values
    return
  end
  local failure = native.run.replace(path(), text .. "\n")
  if failure then refuse("config", "CannotWrite", "cannot write it: " .. failure) end
end

-- MARK: The lock

-- The task that holds it in this run; the file's lock keeps other runs out.
local holder = nil
local Lock = { __close = function(lock)
  holder = nil
  if lock.number then native.state.unlock(lock.number) end
end }

local function attempt()
  if holder then return nil end
  if not is_kept then return setmetatable({}, Lock) end
  local number, reason = native.state.lock(path() .. ".lock")
  if number == nil then refuse("config", "CannotWrite", "cannot lock it: " .. reason) end
  return number and setmetatable({ number = number }, Lock) or nil
end

local function acquire()
  local this, since = coroutine.running(), native.time.monotonic()
  if holder == this then
    refuse("argument", "InvalidArgument", "update: the function changes the state by what it returns; within it,"
      .. " `set` and `update` would wait for each other")
  end
  while true do
    local lock = attempt()
    if lock then
      holder = this
      return lock
    end
    if native.time.monotonic() - since > patience then
      refuse("timeout", "StateLocked", string.format("another run has held it for %d seconds: %s", patience,
        path() or "in memory"))
    end
    native.task.sleep(pause)
  end
end

-- MARK: Values

local function check_name(caller, name)
  if type(name) ~= "string" or name == "" then
    errors.raise("argument", "InvalidArgument", string.format("bad argument #1 to '%s' (name of a value expected, got %s)",
      caller, name == "" and "an empty text" or type(name)))
  end
end

-- Whether a value has a number that JSON cannot write. Cycles end where `json.encode` has refused them.
local function has_odd_number(value)
  if type(value) == "number" then return value ~= value or value == math.huge or value == -math.huge end
  if type(value) ~= "table" then return false end
  for _, element in next, value do
    if has_odd_number(element) then return true end
  end
  return false
end

-- A value as the next run will read it. Raises for what JSON has not.
local function as_read(caller, name, value)
  if value == nil then return nil end
  local ok, text = pcall(json.encode, value)
  if not ok then
    refuse("argument", "InvalidState", string.format("%s: %s: expected what JSON has: texts, numbers, booleans, lists,"
      .. " and tables with names: %s", caller, name, errors.is(text) and text.message or tostring(text)))
  end
  if has_odd_number(value) then
    refuse("argument", "InvalidState", string.format("%s: %s: expected numbers that JSON has, got NaN or infinity", caller,
      name))
  end
  return json.decode(text)
end

-- A copy, so that a script changes the state by `set` and `update` alone.
local function copy(value)
  if type(value) ~= "table" then return value end
  return json.decode(json.encode(value))
end

--- See `script.state.get`.
function store.get(name, default)
  check_name("get", name)
  local value = copy(read()[name])
  if value == nil then return default end
  return value
end

--- See `script.state.all`.
function store.all() return copy(setmetatable(read(), { __list = false })) end

local function change(caller, name, f)
  check_name(caller, name)
  local lock <close> = acquire()
  local values = copy(setmetatable(read(), { __list = false }))
  local value = as_read(caller, name, f(copy(values[name])))
  values[name] = value
  write(values)
  return copy(value)
end

--- See `script.state.set`.
function store.set(name, value) change("set", name, function() return value end) end

--- See `script.state.update`.
function store.update(name, f)
  if type(f) ~= "function" then
    errors.raise("argument", "InvalidArgument", "bad argument #2 to 'update' (function expected, got " .. type(f) .. ")")
  end
  return change("update", name, f)
end

--- See `script.state.clear`.
function store.clear()
  local lock <close> = acquire()
  write({})
end

return store
