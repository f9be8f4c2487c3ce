local spec = require("spec")
local it, equal = spec.it, spec.equal
local stats = require("moonwatch.alarm_stats")

local function changes(...)
  local list, state = {}, "OK"
  for index, item in ipairs({ ... }) do
    list[index] = { time = item[1], from = state, to = item[2] }
    state = item[2]
  end
  return list
end

it("counts pages, time in ALARM and the longest", function()
  local found = stats.of(changes({ 100, "ALARM" }, { 400, "OK" }, { 9000, "ALARM" }, { 9100, "INSUFFICIENT_DATA" }),
    0, 604800, "OK")
  equal(found.pages, 2)
  equal(found.pages_per_week, 2.0)
  equal(found.in_alarm, 400)
  equal(found.longest, 300)
  equal(found.longest_from, 100)
  equal(#found.stretches, 2)
  equal(found.flaps, 0)
end)

it("calls a page within an hour of the end of the ALARM before a flap", function()
  equal(stats.of(changes({ 0, "ALARM" }, { 60, "OK" }, { 3660, "ALARM" }), 0, 7200, "OK").flaps, 1)
  equal(stats.of(changes({ 0, "ALARM" }, { 60, "OK" }, { 3661, "ALARM" }), 0, 7200, "OK").flaps, 0)
end)

it("counts an ALARM that goes on at either end of the window, and no page for it", function()
  local found = stats.of(changes({ 50, "OK" }, { 80, "ALARM" }), 0, 100, "ALARM")
  equal(found.pages, 1)
  equal(found.in_alarm, 70)
  equal(found.in_alarm_share, 0.7)
  equal(stats.of({}, 0, 100, "ALARM").in_alarm, 100)
  equal(stats.of({}, 0, 100, "ALARM").pages, 0)
  equal(stats.of({}, 0, 100, "OK").longest_from, nil)
end)

return spec.finish("alarm_stats")
