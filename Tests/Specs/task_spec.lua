local spec = require("spec")
local it, equal = spec.it, spec.equal
spec.load("moonwatch.errors")
spec.load("moonwatch.options")

-- Tasks that run at once, when they are started: enough for what task.lua itself decides.
local Task = {}
local cancelled = {}
local native = {
  spawn = function(f, ...)
    local result = table.pack(pcall(f, ...))
    return setmetatable({ ok = result[1], value = result[2] }, Task)
  end,
  wait = function() end,
  cancel = function(list) for _, handle in ipairs(list) do cancelled[handle] = true end end,
  failed = function(handle) return not handle.ok, not handle.ok and handle.value or nil end,
  result = function(handle) return handle.value end,
  is_task = function(value) return getmetatable(value) == Task end,
}
local task = spec.load("task", { task = native })

it("keeps order and number, and makes nil false", function()
  local r = task.map({ 1, 2, 3 }, function(n, i) if n ~= 2 then return n * 10 + i end end)
  equal(table.concat({ r[1], tostring(r[2]), r[3], r.n }, " "), "11 false 33 3")
  equal(#r, 3)
  equal(rawget(r, "n"), nil)
  equal(task.all({}).n, 0)
end)

it("raises the first failure in the list's order and cancels the others", function()
  equal(spec.failure(task.map, { 1, 2, 3 }, function(n) if n > 1 then error("no " .. n, 0) end end, { concurrency = 1 }), "no 2")
  local handle = native.spawn(function() end)
  equal(spec.failure(task.all, { handle, function() error("x", 0) end }), "x")
  equal(cancelled[handle], true)
end)

it("settles rows", function()
  local r = task.map({ "a", "b" }, function(x) if x == "b" then error("no", 0) end return x end, { settle = true })
  equal(r[1].ok and r[1].value .. r[1].item, "aa")
  equal(not r[2].ok and r[2].error .. r[2].item, "nob")
end)

local wrong = {
  { { task.map, 5, print }, "bad argument #1 to 'map' (list expected, got number)" },
  { { task.map, {}, "x" }, "bad argument #2 to 'map' (function expected, got string)" },
  { { task.map, {}, print, 5 }, "task.map: expected a table of options, got number" },
  { { task.map, {}, print, { concurrency = 0 } }, "task.map: concurrency: expected a whole number from 1, got 0" },
  { { task.map, {}, print, { concurrency = 1.5 } }, "task.map: concurrency: expected a whole number from 1, got 1.5" },
  { { task.map, {}, print, { concurrency = "all" } }, "task.map: concurrency: expected a whole number from 1, got all" },
  { { task.all, nil }, "bad argument #1 to 'all' (list expected, got nil)" },
  { { task.all, { print, 5 } }, "task.all: [2]: expected a function or a task, got number" },
}
for _, case in ipairs(wrong) do
  it("refuses: " .. case[2], function()
    local failure = spec.failure(table.unpack(case[1], 1, 4))
    equal(failure.message, case[2])
    equal(failure.kind, "argument")
  end)
end

return spec.finish("task")
