-- Asking again and again until something is so.

local native = select(2, ...)
local errors = require("moonwatch.errors")
local options_of = require("moonwatch.options")

local polling = {}

--- The options `every` and `timeout`, in seconds. Raises kind `argument` for what is wrong with them.
---@param caller string    such as "wait_until"
---@param given any
---@param every number     unless given
---@param timeout number   unless given
---@return number every, number timeout
function polling.options(caller, given, every, timeout)
  local options = options_of.check(caller, given, { "every", "timeout" })
  if options.every ~= nil then every = options_of.seconds(caller .. ": every", options.every) end
  if options.timeout ~= nil then timeout = options_of.seconds(caller .. ": timeout", options.timeout) end
  if every <= 0 then
    errors.raise("argument", "InvalidOption", caller .. ": every: expected more than 0 seconds, got "
      .. tostring(options.every))
  end
  return every, timeout
end

--- Calls a function until it gives something true or the time is over; the last call is made at the
--- end of it.
---@param ask fun(): any
---@param every number     seconds between calls
---@param timeout number   seconds
---@return integer calls, number seconds   how many there were, and how long that took
function polling.poll(ask, every, timeout)
  local began, slept, calls = native.time.monotonic(), 0, 0
  while true do
    calls = calls + 1
    local is_so = ask()
    -- Where the embedded cloud's clock moves on by sleeping, that is time, too.
    local seconds = math.max(native.time.monotonic() - began, slept)
    if is_so or seconds >= timeout then return calls, seconds end
    local pause = math.min(every, timeout - seconds)
    native.task.sleep(pause)
    slept = slept + pause
  end
end

return polling
