-- Stand-ins for what the modules about metrics take from the host: times are epoch seconds, lengths of
-- time seconds or one number with a unit.

local spec = require("spec")

local units = { s = 1, m = 60, h = 3600, d = 86400 }

local natives = { now = 1795467600 } -- 2026-11-23T21:00:00Z

function natives.duration(value)
  if type(value) == "number" and value >= 0 then return value end
  local number, unit = tostring(value):match("^(%d+)([smhd])$")
  if not number or type(value) ~= "string" then error("no duration") end
  return tonumber(number) * units[unit]
end

function natives.parse(value)
  if type(value) == "number" then return value end
  return natives.now - natives.duration((tostring(value):gsub(" ago$", "")))
end

natives.time = {
  now = function() return natives.now end,
  duration = natives.duration,
  parse = natives.parse,
  format = function(seconds) return os.date("!%Y-%m-%dT%H:%M:%SZ", math.floor(seconds)) end,
}
natives.output = { settings = function() return {} end }

spec.load("moonwatch.errors")
for _, name in ipairs { "moonwatch.options", "moonwatch.window", "plot", "show" } do spec.load(name, natives) end

return natives
