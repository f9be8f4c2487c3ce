-- Every state of a coroutine, printed. Runs under any Lua 5.4; returns what it printed.
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
local create, resume, yield, wrap = coroutine.create, coroutine.resume, coroutine.yield, coroutine.wrap
local status, close, running, isyieldable =
  coroutine.status, coroutine.close, coroutine.running, coroutine.isyieldable

-- Values in and out.
local co = create(function(...)
  say("arguments", select("#", ...), ...)
  say("first yield gave", yield(1, nil, 3))
  say("second yield gave", yield())
  return "done", nil
end)
say("new", status(co))
say("resume 1", resume(co, "a", nil, "c"))
say("suspended", status(co))
say("resume 2", resume(co, nil, "x"))
say("resume 3", resume(co))
say("dead", status(co))
say("resume dead", resume(co))
say("resume dead again", resume(co, 1, 2))

-- Who runs.
say("main: ", select(2, running()), isyieldable())
co = create(function() say("inside", select(2, running()), isyieldable(), status(co)) end)
resume(co)
local outer
outer = create(function()
  local inner = create(function() say("outer seen from inner", status(outer)) end)
  resume(inner)
  say("resume self", resume(outer))
  say("close self", pcall(close, outer))
end)
say("outer", resume(outer))
local normal
normal = create(function()
  resume(create(function()
    say("resume normal", resume(normal))
    say("close normal", pcall(close, normal))
  end))
end)
resume(normal)
say("wrap calls itself", pcall(function() local f f = wrap(function() return f() end) return f() end))

-- Errors.
say("error string", resume(create(function() error("message") end)))
say("error no position", resume(create(function() error("message", 0) end)))
say("error table", resume(create(function() error({}) end)))
say("error nil", resume(create(function() error() end)))
say("error of C", resume(create(function() string.rep() end)))
say("error of C directly", resume(create(string.rep)))
say("not a coroutine", pcall(resume, 1))
say("not a function", pcall(create, 1))
say("not a function either", pcall(wrap))
say("status of nothing", pcall(status))
local object = setmetatable({}, {__tostring = function() return "object" end})
local _, got = resume(create(function() error(object) end))
say("error object kept", got == object)

-- wrap.
local f = wrap(function(a) local b = yield(a + 1) error("in wrap " .. b) end)
say("wrap", f(1))
say("wrap error has both places", pcall(f, "x"))
say("wrap dead", pcall(f))
say("wrap dead called from a line", pcall(function() f() end))
say("wrap error without place", pcall(function() wrap(function() error("plain", 0) end)() end))
say("wrap error object", pcall(wrap(function() error(object) end)))
say("wrap error number", pcall(wrap(function() error(7) end)))
say("wrap nested", pcall(wrap(function() wrap(function() wrap(function() error("deep") end)() end)() end)))
local seen = {}
for a, b in wrap(function() for i = 1, 3 do yield(i, i * i) end end) do seen[#seen + 1] = a .. "=" .. b end
say("wrap in for", table.concat(seen, " "))
say("for with an error", pcall(function() for i in wrap(function() yield(1) error("stop") end) do say("loop", i) end end))
say("wrap of a C function", wrap(string.rep)("x", 3))

-- Yields across pcall, metamethods, iterators.
co = wrap(function()
  local ok, e = pcall(function() yield("inside pcall") error("after yield", 0) end)
  yield(tostring(ok) .. " " .. e)
  local _, e2 = xpcall(function() yield("inside xpcall") error("x", 0) end, function(m) return m .. " handled" end)
  yield(e2)
  local t = setmetatable({}, {__index = function(_, k) return yield(k) end})
  yield("index gave " .. tostring(t.key))
  return "end"
end)
say("1", co()) say("2", co()) say("3", co()) say("4", co()) say("5", co()) say("6", co("value")) say("7", co())
say("yield across sort", resume(create(function() table.sort({2, 1}, function() yield() end) end)))
say("yield across gsub", resume(create(function() return (("x"):gsub("x", function() yield() end)) end)))
say("yield in tostring", resume(create(function()
  return tostring(setmetatable({}, {__tostring = function() return yield() end}))
end)))

-- Closing.
local function closing(name, fails)
  return setmetatable({}, {__close = function(_, e)
    say("close " .. name, e)
    if fails then error("closing " .. name, 0) end
  end})
end
local function suspended(fails)
  local made = create(function()
    local a <close> = closing("a")
    local b <close> = closing("b", fails)
    yield("ready")
  end)
  resume(made)
  return made
end
say("close suspended", close(suspended()))
say("close with an error", close(suspended(true)))
co = suspended()
close(co)
say("closed is", status(co), resume(co))
say("close twice", close(co))
say("close new", close(create(print)))
co = create(function() local a <close> = closing("a") error("died", 0) end)
say("died", resume(co))
say("close dead with error", close(co))
say("close again", close(co))
co = create(function() local a <close> = closing("a") local b <close> = closing("b", true) error("died", 0) end)
say("died with close", resume(co))
say("close dead after", close(co))
say("wrap closes", pcall(wrap(function() local a <close> = closing("a") error("in wrap", 0) end)))
say("wrap closes with an error", pcall(wrap(function() local a <close> = closing("a", true) error("in wrap", 0) end)))
co = wrap(function()
  local a <close> = setmetatable({}, {__close = function() say("close yields", yield("from close")) end})
  return "result"
end)
say("y1", co()) say("y2", co("back"))
say("for closes its iterator", pcall(function()
  for i in next, {1}, nil, closing("iterator") do error("in for", 0) end
end))

-- Too much.
local many = {}
for i = 1, 300 do many[i] = i end
say("300 values", select("#", resume(create(function(...) return ... end), table.unpack(many))))
say("too many results", pcall(function()
  local big = create(function() return table.unpack({}, 1, 999000) end)
  return (select("#", resume(big)))
end))
local function recursive() return wrap(recursive)() end
say("C stack overflow", (tostring(select(2, pcall(recursive))):match("C stack overflow")))
local function overflow() return 1 + overflow() end
say("stack overflow", (tostring(select(2, resume(create(overflow)))):match("stack overflow")))
return table.concat(out, "\n") .. "\n"
