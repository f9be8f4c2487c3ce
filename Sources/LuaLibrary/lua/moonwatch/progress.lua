-- A line on a terminal that says how far something has come: "applying 12 of 30, about 6 s left". It is
-- written on standard error, and on a terminal only.

local native = select(2, ...)
local time = native.time

local progress = {}

---@package
---@class moonwatch.Progress
local Progress = {}
Progress.__index = Progress

-- Seconds between two writes of the line, and before the first: what is quick shows nothing.
local interval = 0.2
local first_after = 0.5

--- Makes a line. It goes when its variable is closed.
---
---@param what string      "applying"
---@param count integer    of steps
---@param seconds number?  that all of it will take, as far as is known beforehand
---@return moonwatch.Progress
function progress.new(what, count, seconds)
  local now = time.monotonic()
  return setmetatable({
    what = what, count = count, done = 0, started = now, next_write = now + first_after, expected = seconds,
    is_shown = native.run.facts().progress,
  }, Progress)
end

--- Seconds as people read them when they wait: "6 s", "2 min 5 s", "1 h 3 min".
---@param seconds number
---@return string
function progress.duration(seconds)
  seconds = math.max(1, math.ceil(seconds))
  if seconds < 60 then return seconds .. " s" end
  if seconds < 3600 then
    return seconds // 60 .. " min" .. (seconds % 60 > 0 and " " .. seconds % 60 .. " s" or "")
  end
  return seconds // 3600 .. " h" .. (seconds % 3600 >= 60 and " " .. seconds % 3600 // 60 .. " min" or "")
end

--- Seconds that are left, from the pace so far; before that shows, from what was expected.
---@param now number   by `time.monotonic`
---@return number?
function Progress:left(now)
  local passed = now - self.started
  if self.done >= 3 and passed >= 1 then return passed / self.done * (self.count - self.done) end
  return self.expected and math.max(0, self.expected - passed)
end

--- The line.
---@param now number
---@return string
function Progress:text(now)
  local left = self:left(now)
  return string.format("%s %d of %d%s", self.what, self.done, self.count,
    left and left > 0 and ", about " .. progress.duration(left) .. " left" or "")
end

--- Notes that so many steps are done, one unless said otherwise.
---@param steps integer?
function Progress:step(steps)
  self.done = self.done + (steps or 1)
  if not self.is_shown then return end
  local now = time.monotonic()
  if now < self.next_write then return end
  self.next_write = now + interval
  self.is_written = true
  native.run.progress(self:text(now))
end

function Progress:__close()
  if self.is_written then native.run.progress("") end
end

return progress
