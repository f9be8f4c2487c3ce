-- What changes of state come to: pages, time in ALARM, flapping. The same for what an alarm did and for
-- what it would have done. Pure.

local stats = {}

local week = 7 * 86400

--- A page within so many seconds of the end of the ALARM before it is one of an alarm that flaps.
stats.flap = 3600

---@class moonwatch.AlarmStats
---@field pages integer           changes to ALARM
---@field pages_per_week number
---@field flaps integer           pages within an hour of the end of the ALARM before
---@field in_alarm number         seconds
---@field in_alarm_share number   of the window, 0 to 1
---@field longest number          seconds of the longest ALARM; 0 without any
---@field longest_from number?    when it began, or the window did
---@field stretches { from: number, to: number }[]   in ALARM, oldest first

--- The statistics of a window.
---@param transitions { time: number, from: string, to: string }[]   oldest first
---@param from number
---@param to number
---@param initial string    the state at the start
---@return moonwatch.AlarmStats
function stats.of(transitions, from, to, initial)
  local found = { pages = 0, flaps = 0, in_alarm = 0, longest = 0, stretches = {} }
  local state, began, ended = initial, from, nil
  local function finish(time)
    local seconds = time - began
    found.in_alarm = found.in_alarm + seconds
    found.stretches[#found.stretches + 1] = { from = began, to = time }
    if seconds > found.longest then found.longest, found.longest_from = seconds, began end
    ended = time
  end
  for _, transition in ipairs(transitions) do
    if state == "ALARM" and transition.to ~= "ALARM" then
      finish(transition.time)
    elseif state ~= "ALARM" and transition.to == "ALARM" then
      found.pages = found.pages + 1
      if ended and transition.time - ended <= stats.flap then found.flaps = found.flaps + 1 end
      began = transition.time
    end
    state = transition.to
  end
  if state == "ALARM" and to > began then finish(to) end
  local seconds = to - from
  found.pages_per_week = seconds > 0 and found.pages * week / seconds or 0.0
  found.in_alarm_share = seconds > 0 and found.in_alarm / seconds or 0.0
  return found
end

return stats
