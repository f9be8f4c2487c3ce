local spec = require("spec")
local it, equal = spec.it, spec.equal
local errors = spec.load("moonwatch.errors")
local options = spec.load("moonwatch.options")

it("reads as one line", function()
  local error_table = errors.new {
    where = "a.lua:3", kind = "aws", code = "Throttling", message = "Rate\nexceeded", service = "ec2",
    operation = "DescribeInstances", region = "eu-west-1", request_id = "r-1",
  }
  equal(tostring(error_table),
    "a.lua:3: Throttling: Rate exceeded (ec2:DescribeInstances, eu-west-1, request r-1)")
  equal(tostring(errors.new { where = "x:1", code = "C", message = "m" }), "x:1: C: m")
  equal(tostring(errors.new { where = "x:1", code = "C", message = "m", region = "r" }), "x:1: C: m (r)")
end)

it("finds the line that runs", function()
  local line = debug.getinfo(1, "l").currentline + 1
  local failure = spec.failure(function() local _ = errors.raise("argument", "C", "m") end)
  equal(failure.where:match(":(%d+)$"), tostring(line))
  equal(failure.kind, "argument")
  equal(failure.retryable, false)
  equal(failure.attempts, 0)
end)

it("passes over the library's own frames", function()
  local inner = load("local errors = ... local e = errors.new({ code = 'C', message = 'm' }) return e", "=moonwatch/x.lua")
  local line = debug.getinfo(1, "l").currentline + 1
  local made = inner(errors)
  equal(made.where:match(":(%d+)$"), tostring(line))
end)

it("knows its own", function()
  equal(errors.is(errors.new { code = "C", message = "m" }), true)
  equal(errors.is({ code = "C" }), false)
  equal(errors.is("text"), false)
end)

it("checks options and suggests the nearest", function()
  equal(next(options.check("f", nil, { "a" })), nil)
  local given = { concurrency = 2 }
  equal(options.check("f", given, { "concurrency", "settle" }), given)
  local failure = spec.failure(options.check, "task.map", { concurency = 2 }, { "concurrency", "settle" })
  equal(failure.message, "task.map: unknown option 'concurency' (did you mean 'concurrency'?); known: concurrency, settle")
  equal(spec.failure(options.check, "f", { wholly_other = 1 }, { "a" }).message, "f: unknown option 'wholly_other'; known: a")
  equal(spec.failure(options.check, "f", { 5 }, { "a" }).message, "f: unknown option '1'; known: a")
  equal(spec.failure(options.check, "f", 5, { "a" }).message, "f: expected a table of options, got number")
  equal(options.nearest("Regin", { "region", "profile" }), "region")
  equal(options.nearest("x", { "region" }), nil)
end)

return spec.finish("errors")
