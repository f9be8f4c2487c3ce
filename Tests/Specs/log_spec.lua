-- Lines of the log, in each of its forms.

local spec = require("spec")
local log = spec.load("log", {})

local now = 1767225600

spec.it("text has time, level, message and fields by name", function()
  spec.equal(log.render("text", "info", "stopped", { region = "eu-west-1", count = 3, why = "it's idle", no = "" }, now),
    '2026-01-01T00:00:00Z INFO  stopped count=3 no="" region=eu-west-1 why="it\'s idle"')
  spec.equal(log.render("text", "error", "a\nb", nil, now), "2026-01-01T00:00:00Z ERROR a b")
end)

spec.it("journald gets a priority and no time", function()
  spec.equal(log.render("journal", "warn", "odd", { a = true }, now), "<4>odd a=true")
  spec.equal(log.render("journal", "error", "odd", nil, now), "<3>odd")
end)

spec.it("JSON has one object a line", function()
  spec.equal(log.render("json", "debug", 'a "b"', { n = 1.5, list = { 1, 2 } }, now),
    '{"level":"debug","list":[1,2],"message":"a \\"b\\"","n":1.5,"time":"2026-01-01T00:00:00Z"}')
end)

spec.it("a control character or a quote in a field cannot forge another line or field", function()
  spec.equal(log.render("text", "info", "m", { a = 'x" b=1\n<3>y' }, now),
    '2026-01-01T00:00:00Z INFO  m a="x\\" b=1 <3>y"')
end)

spec.it("fields have names, and not those of every line", function()
  assert(tostring(spec.failure(log.render, "text", "info", "m", { "x" }, now)):find("expected fields with names", 1, true))
  assert(tostring(spec.failure(log.render, "json", "info", "m", { time = 1 }, now)):find("'time' is every line's own", 1, true))
  assert(tostring(spec.failure(log.render, "text", "info", "m", "x", now)):find("got string", 1, true))
end)

return spec.finish("log")
