local spec = require("spec")
local json = require("json")
local it, equal = spec.it, spec.equal
spec.load("moonwatch.errors")
spec.load("moonwatch.list")
spec.load("moonwatch.options")
spec.load("moonwatch.text")
local show = spec.load("show")

local function lines(...) return table.concat({ ... }, "\n") .. "\n" end

local function shaped(shape, value) return setmetatable(value, shape) end

local Tags = { __name = "TagList", __list = true, __times = false }
local Instance = {
  __name = "Instance", __list = false, __members = { "InstanceType", "LaunchTime", "InstanceId", "Tags" },
  __times = { LaunchTime = true },
}

it("shows records as a table, numbers at the right", function()
  equal(show.render({ { name = "a", n = 1 }, { name = "bb", n = 20.5 } }), lines(
    "name     n",
    "────  ────",
    "a        1",
    "bb    20.5"))
end)

it("measures wide and combining characters", function()
  equal(show.render({ { name = "日本", x = "|" }, { name = "e\u{301}", x = "|" }, { name = "abc", x = "|" } }), lines(
    "name  x",
    "────  ─",
    "日本  |",
    "e\u{301}     |",
    "abc   |"))
end)

it("keeps the model's order of members", function()
  local row = shaped(Instance, { InstanceId = "i-1", InstanceType = "t3.nano", LaunchTime = 0.0 })
  equal(show.render({ row }), lines(
    "InstanceType  LaunchTime           InstanceId",
    "────────────  ───────────────────  ──────────",
    "t3.nano       1970-01-01 00:00:00  i-1"))
  equal(show.render(row), lines(
    "name          value",
    "────────────  ───────────────────",
    "InstanceType  t3.nano",
    "LaunchTime    1970-01-01 00:00:00",
    "InstanceId    i-1"))
end)

it("puts names that say which row it is first", function()
  equal(show.render({ { zone = "z", id = 1, alpha = 2, name = "n" } }):match("[^\n]+"), "name  id  alpha  zone")
end)

it("leaves the cell of an absent value empty and writes null", function()
  equal(show.render({ { a = 1 }, { a = json.null, b = "x" }, {} }), lines(
    "a     b",
    "────  ─",
    "1",
    "null  x",
    ""))
end)

it("narrows the columns at the right first: the left ones say which row it is", function()
  local out = show.render({ { a = ("x"):rep(40), b = ("y"):rep(30), c = "z" } }, { width = 40 })
  for line in out:gmatch("[^\n]+") do assert(show and utf8.len(line) <= 40, line) end
  equal(out:match("\n[^\n]+\n([^\n]+)"), ("x"):rep(18) .. "…  " .. ("y"):rep(15) .. "…  z")
end)

it("leaves out columns at the right that do not fit, and says which", function()
  local row = {}
  for _, name in ipairs { "a", "b", "c", "d" } do row[name] = ("x"):rep(20) end
  local out = show.render({ row }, { width = 40 })
  assert(out:find("… not shown: c, d\n", 1, true), out)
  assert(not out:find("c  "), out)
  for line in out:gmatch("[^\n]+") do assert(utf8.len(line) <= 40, line) end
end)

it("shows something on the narrowest terminal", function()
  for width = 1, 12 do
    for line in show.render({ { name = "a name", value = 12345 } }, { width = width }):gmatch("[^\n]+") do
      assert(utf8.len(line) <= width, width .. ": " .. line)
    end
  end
end)

it("cuts nothing without a width", function()
  assert(show.render({ { a = ("x"):rep(500) } }):find(("x"):rep(500), 1, true))
end)

it("shows chosen columns in their order", function()
  equal(show.render({ { a = 1, b = 2, c = 3 } }, { columns = { "c", "a" } }), lines("c  a", "─  ─", "3  1"))
  equal(show.render({ { a = 1, b = 2 } }, { columns = { "b" }, format = "csv" }), lines("b", "2"))
end)

it("writes AWS's pairs as Key=Value and other tables on a line", function()
  local row = shaped(Instance, {
    InstanceId = "i-1",
    Tags = shaped(Tags, { { Key = "Name", Value = "web" }, { Key = "env", Value = "prod" } }),
  })
  assert(show.render({ row }):find("[Name=web, env=prod]", 1, true))
  assert(show.render({ { d = { { Name = "InstanceId", Value = "i-1" } } } }):find("[InstanceId=i-1]", 1, true))
  assert(show.render({ { state = { code = 16, name = "run \"x\"" } } }):find('{name="run \\"x\\"", code=16}', 1, true))
  assert(show.render({ { a = { b = { c = { d = { e = 1 } } } } } }):find("…", 1, true))
  assert(show.render({ { l = shaped(Tags, {}) } }):find("[]", 1, true))
end)

it("shows each list of records in a structure as a table of its own", function()
  equal(show.render({ Name = "x", Alarms = { { a = 1 } }, Empty = {}, Others = { { b = 2 } } }), lines(
    "name   value",
    "─────  ─────",
    "Name   x",
    "Empty  []",
    "",
    "Alarms",
    "a",
    "─",
    "1",
    "",
    "Others",
    "b",
    "─",
    "2"))
  equal(show.render({ Alarms = { { a = 1 } } }), lines("a", "─", "1"))
end)

it("survives a table that holds itself", function()
  local t = { name = "x" }
  t.self = t
  assert(show.render({ t }):find("…", 1, true))
end)

it("does not lose what a table with numbers and names holds", function()
  local out = show.render({ 10, 20, x = 30 })
  for _, value in ipairs { "10", "20", "30" } do assert(out:find(value), out) end
end)

it("hands a terminal no control characters", function()
  local out = show.render({ { a = "x\27[31m\ny\tz\u{9b}" } })
  assert(not out:find("[\27\t]") and not out:find("\u{9b}", 1, true), out)
  equal(show.render({ "a\nb", "c\27" }), lines("a b", "c "))
  equal(show.render("a\nb"), "a\nb\n")
end)

it("takes bytes that are not UTF-8", function()
  assert(show.render({ { a = "\xff\xfe" .. ("x"):rep(30) } }, { width = 15 }))
end)

it("writes numbers for people", function()
  for _, case in ipairs {
    { 80.0, "80.0" }, { 7, "7" }, { 0.1, "0.1" }, { 2.6666666666666665, "2.6667" }, { 1e300, "1e+300" },
    { 1234567890.125, "1234567890.125" }, { 0.000012345678901, "1.2346e-05" }, { -0.5, "-0.5" },
    { math.huge, "inf" }, { math.maxinteger, "9223372036854775807" }, { 123456789012.0, "123456789012.0" },
  } do
    equal(show.render(case[1]), case[2] .. "\n")
  end
end)

it("shows empty lists, scalars and lists of scalars", function()
  equal(show.render({}), "(empty)\n")
  equal(show.render(shaped({ __list = false, __members = { "A" } }, {})), "(empty)\n")
  equal(show.render(true), "true\n")
  equal(show.render(json.null), "null\n")
  equal(show.render({ "a", 1, false }), lines("a", "1", "false"))
  equal(show.render(shaped({ __list = true, __times = true }, { 0.0 })), "1970-01-01 00:00:00\n")
  equal(show.render(setmetatable({}, { __tostring = function() return "mine" end })), "mine\n")
end)

it("quotes CSV as RFC 4180 says", function()
  equal(show.render({ { a = 'say "hi"', b = "x,y" }, { a = "two\nlines", b = " plain " } }, { format = "csv" }), lines(
    "a,b",
    '"say ""hi""","x,y"',
    '"two\nlines", plain '))
end)

it("writes CSV for programs: numbers in full, times as ISO 8601, nothing for nil", function()
  equal(show.render({ { a = 0.1 + 0.2, b = true }, { b = json.null } }, { format = "csv" }), lines(
    "a,b",
    "0.30000000000000004,true",
    ","))
  equal(show.render({ shaped(Instance, { LaunchTime = 1767225600.0 }) }, { format = "csv" }),
    lines("LaunchTime", "2026-01-01T00:00:00Z"))
  equal(show.render({ { a = { 1, 2 } } }, { format = "csv" }), lines("a", '"[1,2]"'))
  equal(show.render({}, { format = "csv" }), "")
  equal(show.render({}, { format = "csv", columns = { "a", "b" } }), "a,b\n")
  equal(show.render({ 1, "a,b" }, { format = "csv" }), lines("1", '"a,b"'))
end)

it("writes text with tabs and without a header", function()
  equal(show.render({ { a = 1, b = "x\ty" }, { b = "z" } }, { format = "text" }), lines("1\tx y", "\tz"))
  equal(show.render("x", { format = "text" }), "x\n")
end)

it("writes JSON lines, one for each element", function()
  equal(show.render({ { a = 1 }, { a = 2 } }, { format = "jsonl" }), lines('{"a":1}', '{"a":2}'))
  equal(show.render({ a = 1 }, { format = "jsonl" }), lines('{"a":1}'))
  equal(show.render({}, { format = "jsonl" }), "")
end)

it("says what is wrong with a format", function()
  local failure = spec.failure(show.render, 1, { format = "xml" })
  equal(failure.kind, "argument")
  assert(failure.message:find("expected table, json, jsonl, csv or text, got xml", 1, true))
end)

it("shows ten thousand rows quickly", function()
  local rows = {}
  for i = 1, 10000 do rows[i] = { id = i, name = "instance " .. i, state = "running", load = i / 7 } end
  local began = os.clock()
  local _, count = show.render(rows, { width = 100 }):gsub("\n", "")
  equal(count, 10002)
  assert(os.clock() - began < 5, os.clock() - began)
end)

return spec.finish("show")
