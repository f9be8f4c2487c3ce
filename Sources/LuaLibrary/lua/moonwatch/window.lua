-- The time that metrics are asked for, and what CloudWatch still has of it.

local native = select(2, ...)
local errors = require("moonwatch.errors")
local options_of = require("moonwatch.options")
local quotas = require("moonwatch.quotas")

---@class moonwatch.Window
---@field last (number|string)?   so long until now: seconds or "3h"; or
---@field from (number|string)?   a time such as "2026-11-23T21:00:00Z" or "3h ago", and
---@field to (number|string)?     the end, exclusive; now unless given

local window = {}

window.names = { "last", "from", "to" }

local function invalid(message) errors.raise("argument", "InvalidOption", message) end

--- The window of a table of options, as epoch seconds: `from`, `to`, and `now` by the clock that
--- `time.now` reads.
---@param caller string
---@param options table
---@return { from: number, to: number, now: number }
function window.resolve(caller, options)
  local now = native.time.now()
  local from, to
  if options.last ~= nil then
    if options.from ~= nil or options.to ~= nil then
      invalid(caller .. ": expected either last or from and to, got both")
    end
    to = now
    from = now - options_of.seconds(caller .. ": last", options.last)
  elseif options.from ~= nil then
    from = options_of.time(caller .. ": from", options.from)
    to = options.to == nil and now or options_of.time(caller .. ": to", options.to)
  else
    invalid(caller .. ": expected a window such as { last = \"3h\" } or { from = \"2026-11-23T21:00:00Z\" }")
  end
  if not (from < to) then
    invalid(string.format("%s: expected a window that ends after it starts, got %s to %s", caller,
      native.time.format(from), native.time.format(to)))
  end
  return { from = from, to = to, now = now }
end

-- The least period that points of that age still have, and how long they have it.
local function kept(age)
  for _, step in ipairs(quotas.retention) do
    if age <= step.seconds then return step.period, step.seconds end
  end
  local last = quotas.retention[#quotas.retention]
  return last.period, last.seconds
end

--- The period that CloudWatch answers with where one is asked for: the least multiple of what it still
--- has since then.
---@param period integer
---@param age number   seconds since the start of the window
---@return integer
function window.period(period, age)
  local least = kept(age)
  return (period + least - 1) // least * least
end

--- How long CloudWatch keeps points with a period: seconds.
---@param period integer
---@return integer
function window.retention(period)
  local seconds = quotas.retention[1].seconds
  for _, step in ipairs(quotas.retention) do
    if period >= step.period and period % step.period == 0 then seconds = step.seconds end
  end
  return seconds
end

--- True where a start up to an hour earlier would be one of which CloudWatch keeps less.
---@param age number
---@return boolean
function window.is_near_limit(age) return kept(age + 3600) ~= kept(age) end

--- The window in whole periods, which start at multiples of the period: it begins with the one that it
--- begins in, and ends with the one that it ends in, or with the last one that is over.
---@param asked { from: number, to: number, now: number }
---@param period integer
---@param keeps_filling boolean?   keeps a period that is not over
---@param offset integer?   periods start so many seconds after multiples
---@return integer from, integer to
function window.aligned(asked, period, keeps_filling, offset)
  offset = offset or 0
  local from = math.floor((asked.from - offset) / period) * period + offset
  -- What is rounded down past the time for which such points are kept would have none.
  if window.period(period, asked.now - from) ~= period then from = from + period end
  local to = math.ceil((asked.to - offset) / period) * period + offset
  if not keeps_filling then to = math.min(to, math.floor((asked.now - offset) / period) * period + offset) end
  return from, to
end

return window
