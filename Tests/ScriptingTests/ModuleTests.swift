import Documents
import Glibc
import LuaKit
import Testing

@testable import Scripting

/// `time`, `json`, and how modules are found.
struct ModuleTests {
  @Test func timesAreReadAndWritten() throws {
    try localHost().passes(
      """
      assert(time.parse("2026-01-01T00:00:00Z") == 1767225600)
      assert(time.parse("2026-01-01T01:00:00+01:00") == 1767225600)
      assert(time.parse("1767225600.5") == 1767225600.5 and time.parse(5) == 5)
      assert(math.abs(time.parse("now") - time.now()) < 1)
      assert(math.abs(time.parse("1h30m ago") - (time.now() - 5400)) < 1)
      assert(time.format(0) == "1970-01-01T00:00:00Z")
      assert(time.format(1767225600.25) == "2026-01-01T00:00:00.250000Z")
      for text, seconds in pairs { ["90s"] = 90, ["5m"] = 300, ["3h"] = 10800, ["14d"] = 1209600,
        ["2w"] = 1209600, ["1h30m"] = 5400, ["250ms"] = 0.25, ["1.5m"] = 90, ["45"] = 45, [60] = 60, ["0"] = 0 } do
        assert(time.duration(text) == seconds, text)
      end
      local before = time.monotonic()
      task.sleep("5ms")
      assert(time.monotonic() - before >= 0.005)
      """)
  }

  @Test(arguments: [
    ("time.parse('yesterday')", "time expected, such as"),
    ("time.parse('3 hours ago')", "got \"3 hours ago\""),
    ("time.parse()", "bad argument #1 to 'parse' (string expected, got no value)"),
    ("time.parse({})", "got table"), ("time.parse(0/0)", "epoch seconds expected"),
    ("time.parse(math.huge)", "epoch seconds expected"), ("time.parse('')", "time expected"),
    ("time.parse('2026-13-01T00:00:00Z')", "time expected"), ("time.parse('nan')", "time expected"),
    ("time.format('x')", "bad argument #1 to 'format' (number expected, got string)"),
    ("time.format(1e300)", "years 0 to 9999"), ("time.format(0/0)", "years 0 to 9999"),
    ("time.format(9e11)", "years 0 to 9999"),
    ("time.duration('5 minutes')", "duration expected, such as \"5m\""),
    ("time.duration('m')", "got \"m\""), ("time.duration('')", "got \"\""),
    ("time.duration('-5m')", "got \"-5m\""), ("time.duration(-5)", "got -5"),
    ("time.duration('1e3')", "got \"1e3\""), ("time.duration('0x10')", "got \"0x10\""),
    ("time.duration('inf')", "got \"inf\""), ("time.duration('٣m')", "got \"٣m\""),
    ("time.duration('1.2.3m')", "got"), ("time.duration(nil)", "got nil"),
    ("time.duration(math.huge)", "duration expected"),
    ("json.decode('{')", "json.decode: "), ("json.decode()", "string expected, got no value"),
    ("json.decode('[1] x')", "json.decode: "), ("json.encode()", "value expected"),
    ("json.encode(print)", "json.encode: expected"),
    ("json.encode({ 1, x = 2 })", "both numbers and names"),
    ("json.encode({ 1, nil, 3 })", "holes"),
    ("json.encode({}, { prety = true })", "unknown option 'prety'"),
    ("json.encode({}, 5)", "table of options expected, got number"),
    ("local t = {} t.t = t json.encode(t)", "does it hold itself"),
    ("show(1, { format = 'xml' })", "expected table, json, jsonl, csv or text, got xml"),
    ("show(1, { fromat = 'csv' })", "did you mean 'format'"),
    ("show({}, { columns = 'a' })", "columns: expected a list of names, got string"),
  ]) func badInputIsAClearErrorAtTheScriptsLine(_ source: String, _ expected: String) throws {
    let message = try localHost().fails(source)
    #expect(message.contains(expected), "\(message)")
    #expect(message.hasPrefix("test:1: "), "\(message)")
  }

  @Test func jsonGoesBothWays() throws {
    try localHost().passes(
      """
      assert(json.encode { a = { 1, 2.5, "x" }, b = true } == '{"a":[1,2.5,"x"],"b":true}')
      assert(json.encode(json.list()) == "[]" and json.encode({}) == "{}")
      assert(json.encode({ 1, json.null }) == "[1,null]")
      local back = json.decode('{"a": [], "b": {}, "c": [null, 1.0, 1], "d": "\\\\u00e9"}')
      assert(json.encode(back) == '{"a":[],"b":{},"c":[null,1.0,1],"d":"é"}', json.encode(back))
      assert(back.c[1] == json.null and math.type(back.c[2]) == "float" and math.type(back.c[3]) == "integer")
      assert(json.encode({ a = 1 }, { pretty = true }):find("\\n"))
      """)
  }

  @Test func globalsLoadAtTheirFirstUse() throws {
    try localHost().passes(
      """
      for _, name in ipairs { "alarms", "aws", "csv", "ec2", "http", "json", "log", "metrics", "plot", "script", "show", "sim", "task",
        "time" } do
        assert(rawget(_G, name) == nil or name == "json", name)
        assert(require(name) == _G[name] and rawget(_G, name) == require(name), name)
      end
      assert(no_such_global == nil and secret == nil)
      time = 5
      assert(time == 5 and require("time").now)
      assert(not pcall(require, "errors") and not pcall(require, "runtime"))
      """)
  }

  @Test func aScriptKnowsItsRun() throws {
    try localHost {
      $0.scriptName = "stop-idle"
      $0.runID = "r-1"
      $0.isDryRun = true
    }.passes(
      """
      assert(script.name == "stop-idle" and script.run_id == "r-1")
      assert(script.dry_run == true and script.read_only == false)
      """)
    try localHost().passes(
      "assert(script.name == nil and script.dry_run == false and script.deadline == nil)")
  }

  @Test func whatAScriptFoundEndsItsRun() throws {
    let host = try localHost()
    let found = host.run("pcall(script.fail, 'the queue is full') found = true", chunkName: "=x")
    #expect(found.findings == "the queue is full")
    #expect(found.error == nil && found.exitCode == nil && found.interrupt == nil)
    let nothing = host.run("script.fail({}) assert(not found)", chunkName: "=x")
    #expect(nothing.findings == nil && nothing.error == nil)
  }

  @Test func argumentsAreAGlobal() throws {
    let host = try localHost()
    try host.setArguments(["name": "x", "count": 3, "list": ["a", "b"]])
    host.passes(
      "assert(args.name == 'x' and args.count == 3 and args.list[2] == 'b' and args.none == nil)")
  }

  @Test func foldersAreSearchedFirstToLast() throws {
    var template = Array("/tmp/moonwatch-test-XXXXXX".utf8CString)
    let folder = String(cString: mkdtemp(&template))
    defer {
      for name in [
        "one/where_from.lua", "two/where_from.lua", "two/nested/init.lua", "one/json.lua",
      ] {
        unlink("\(folder)/\(name)")
      }
      for name in ["one", "two/nested", "two", ""] { rmdir("\(folder)/\(name)") }
    }
    for name in ["one", "two", "two/nested"] { mkdir("\(folder)/\(name)", 0o700) }
    func write(_ text: String, to name: String) throws {
      let file = try #require(fopen("\(folder)/\(name)", "w"))
      fputs(text, file)
      fclose(file)
    }
    try write("return 'one'", to: "one/where_from.lua")
    try write("return 'two'", to: "two/where_from.lua")
    try write("return aws.sts():get_caller_identity().Account", to: "two/nested/init.lua")
    try write("return 'not the library\\'s'", to: "one/json.lua")
    try localHost { $0.searchPath = ["\(folder)/one", "\(folder)/two"] }.passes(
      """
      assert(require("where_from") == "one")
      assert(require("nested") == "123456789012")
      assert(require("json").encode)
      """)
  }

  @Test func aHostThatIsLetGoClosesLuaAndFinalizersMayDoTheirWorst() throws {
    weak var state: LuaState?
    var finalized = 0
    do {
      let host = try localHost()
      state = host.lua
      try host.lua.register("count") { _ in
        finalized += 1
        return 0
      }
      host.passes(
        """
        keep = {}
        for i, f in ipairs { count, os.exit, function() aws.sts():get_caller_identity() end,
          function() task.spawn(print) end, function() task.sleep(1) end, function() task.map({ 1 }, print) end,
          function() json.encode(1) end, error, count } do
          keep[i] = setmetatable({}, { __gc = function() f() end })
        end
        task.map({ 1, 2 }, function() task.sleep(0) end)
        """)
    }
    #expect(state == nil && finalized == 2)
  }

  private struct Counter: NativeModule {
    let start: Int64
    var functions: [String: (LuaThread) throws -> LuaReturn] {
      [
        "next": { [start] thread in
          thread.push(start + (try thread.optionalArgument(1, as: Int64.self) ?? 1))
          return 1
        },
        "fail": { _ in throw LuaError("on purpose") },
      ]
    }
  }

  @Test func aModuleInSwiftIsRequired() throws {
    let host = try localHost()
    try host.register(Counter(start: 40), as: "counter")
    host.passes(
      "local counter = require('counter') assert(counter.next() == 41 and counter.next(2) == 42)")
    #expect(try host.fails("require('counter').next('x')").contains("bad argument #1 to 'next'"))
    #expect(try host.fails("require('counter').fail()") == "test:1: on purpose")
  }

  @Test func aShebangAndAByteOrderMarkKeepTheLines() throws {
    let host = try localHost()
    #expect(try host.fails("#!/usr/bin/env moonwatch\nerror('x')") == "test:2: x")
    #expect(try host.fails("\u{FEFF}#!/usr/bin/env moonwatch\nerror('x')") == "test:2: x")
    #expect(try host.fails("\u{FEFF}error('x')") == "test:1: x")
    #expect(try host.fails("local x = = 1").contains("test:1: unexpected symbol"))
  }

  @Test func jsonKeepsTheOrderOfTheModel() throws {
    try localHost().passes(
      """
      local identity = aws.sts():get_caller_identity()
      identity.Another, identity.AAA = 1, 2
      local text = json.encode(identity)
      assert(text:match('^{"UserId":.*,"Account":.*,"Arn":.*,"AAA":2,"Another":1}$'), text)
      -- A script may have made the metatable; what is no name in it, or comes twice, does no harm.
      local odd = setmetatable({ a = 1, b = 2, c = 3 }, { __members = { "c", 7, "c", "x", {}, "a" } })
      assert(json.encode(odd) == '{"c":3,"a":1,"b":2}', json.encode(odd))
      assert(json.encode(setmetatable({ b = 1, a = 2 }, { __members = 5 })) == '{"a":2,"b":1}')
      """)
  }
}
