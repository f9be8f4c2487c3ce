-- pcall, xpcall, error and tracebacks, printed. Returns what it printed.
local out = {}
local function show(value)
  local kind = type(value)
  if kind == "thread" or kind == "table" or kind == "function" then return kind end
  return tostring(value)
end
local function say(label, ...)
  local values = table.pack(...)
  for i = 1, values.n do values[i] = show(values[i]) end
  out[#out + 1] = label .. ": " .. table.concat(values, " ", 1, values.n)
end

say("pcall results", pcall(function(...) return ..., "last" end, 1, nil))
say("pcall nothing", pcall(function() end))
say("pcall no function", pcall(nil))
say("pcall no argument", pcall(pcall))
say("pcall a table", pcall({}))
say("pcall callable", pcall(setmetatable({}, {__call = function(_, a) return a end}), "x"))
say("level 1", pcall(function() error("m", 1) end))
say("level 2", pcall(function() local function f() error("m", 2) end f() end))
say("level 3", pcall(function() error("m", 3) end))
say("arithmetic", pcall(function() local t = {} return t.x + 1 end))
say("index", pcall(function() local t return t.x.y end))
say("call nil", pcall(function() undefined() end))
say("nested", pcall(pcall, pcall, error, "e"))
say("error in error", pcall(function() local ok, e = pcall(error, "a", 0) error(e .. "b", 0) end))
say("assert", pcall(assert, false, "why"))
say("assert nil", pcall(assert, nil))
say("assert object", pcall(assert, false, {}))
say("error nil", pcall(error))

say("xpcall fine", xpcall(function(a, b) return b, a end, print, 1, 2))
say("xpcall handled", xpcall(error, function(m) return "<" .. tostring(m) .. ">" end, "e"))
say("xpcall no handler", pcall(xpcall, print))
say("xpcall bad handler", pcall(xpcall, print, 1))
say("xpcall handler fails", xpcall(error, function() error("again") end, "e"))
say("xpcall handler gives nothing", xpcall(error, function() end, "e"))
say("xpcall handler gives two", xpcall(error, function() return 1, 2 end, "e"))
say("xpcall handler is C", xpcall(error, tostring, 5))
say("handler sees the level", xpcall(function() local x = nil + 1 end, function()
  return debug.getinfo(2, "l").currentline
end))
say("handler sees error's caller", xpcall(function() error("m") end, function()
  return debug.getinfo(3, "l").currentline
end))
local function traceback_of(body, handler)
  local _, trace = xpcall(body, handler)
  return (trace:gsub("\n\t[^\n]*in main chunk.*", ""))
end
say("traceback", traceback_of(function() error("m") end, debug.traceback))
say("traceback 2", traceback_of(function() error("m") end, function(m) return debug.traceback(m, 2) end))
say("traceback of a table", xpcall(error, debug.traceback, {}))
say("xpcall in xpcall", xpcall(xpcall, print, error, function(m) return m .. "!" end, "e"))
say("pcall in handler", xpcall(error, function(m) return select(2, pcall(error, m .. "?", 0)) end, "e"))
local function overflow() return 1 + overflow() end
say("overflow handled", (select(2, xpcall(overflow, function(m) return m end)):match("stack overflow")))
say("close order", pcall(function()
  local a <close> = setmetatable({}, {__close = function(_, e) say("closing a", e) end})
  local b <close> = setmetatable({}, {__close = function(_, e) say("closing b", e) error("b", 0) end})
  error("first", 0)
end))
say("tostring error", pcall(tostring, setmetatable({}, {__tostring = function() return 1 end})))
return table.concat(out, "\n") .. "\n"
