-- The order of changes: what is named is made before what names it, and deleted after it.

local spec = require("spec")
spec.load("moonwatch.errors")
package.loaded["moonwatch.fanout"] = { pieces = function(items, size)
  local pieces = {}
  for start = 1, #items, size do
    pieces[#pieces + 1] = table.move(items, start, math.min(start + size - 1, #items), 1, {})
  end
  return pieces
end }
local rule = spec.load("moonwatch.rule")
local order = spec.load("moonwatch.plan_order", { monitoring = {
  composite = function(text) return { children = rule.names(text) } end,
} })
package.loaded["moonwatch.fanout"] = nil

local here, there = {}, {}

local function step(name, text, place, suppressor)
  local alarm = { AlarmRule = text, ActionsSuppressor = suppressor }
  return {
    name = name, place = place or here, before = { alarm = alarm }, wanted = { input = function() return alarm end },
  }
end

local function names(steps)
  local found = {}
  for index, one in ipairs(steps) do found[index] = one.name end
  return table.concat(found, " ")
end

local function levels(list, text)
  local found = {}
  for index, level in ipairs(list) do found[index] = text(level) end
  return table.concat(found, " | ")
end

local function calls(level)
  local found = {}
  for index, call in ipairs(level) do found[index] = "(" .. names(call) .. ")" end
  return table.concat(found)
end

spec.it("composite alarms wait for what they name, and for what holds their actions", function()
  local steps = {
    step("top", "ALARM(mid) AND OK(a)"), step("mid", "ALARM(b)", here, "quiet"), step("a"), step("b"), step("quiet"),
  }
  spec.equal(levels(order.puts(steps), names), "a b quiet | mid | top")
  spec.equal(levels(order.deletes(steps), calls), "(top) | (mid) | (a b quiet)")
end)

spec.it("what is not among the changes, or in another place, is not waited for", function()
  spec.equal(levels(order.puts { step("top", "ALARM(a)"), step("a", nil, there), step("x", "ALARM(none)") }, names),
    "top a x")
end)

spec.it("a hundred alarms are deleted at once, composite alarms one by one, places apart", function()
  local steps = {}
  for index = 1, 101 do steps[index] = step("m" .. index) end
  steps[102], steps[103], steps[104] = step("x", "TRUE"), step("y", "TRUE"), step("far", nil, there)
  local level = order.deletes(steps)[1]
  local sizes = {}
  for index, call in ipairs(level) do sizes[index] = #call end
  spec.equal(table.concat(sizes, " "), "1 1 100 1 1")
end)

spec.it("a suppressor may be named by its ARN", function()
  local arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a"
  spec.equal(levels(order.puts { step("top", "TRUE", here, arn), step("a") }, names), "a | top")
end)

spec.it("a circle is refused, with its names", function()
  local ok, err = pcall(order.puts, { step("a", "ALARM(b)"), step("b", "ALARM(c)"), step("c", "ALARM(a)") })
  spec.equal(ok, false)
  spec.equal(err.code, "CompositeCycle")
  spec.equal(err.message:match("another: ([^;]*);"), "a → b → c → a")
end)

spec.it("no change has no level", function()
  spec.equal(#order.puts {}, 0)
  spec.equal(#order.deletes {}, 0)
end)

return spec.finish("plan_order")
