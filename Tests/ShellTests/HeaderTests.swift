import Scripting
import Testing

@testable import Shell

@Suite struct HeaderTests {
  private func header(_ source: String) throws -> ScriptHeader {
    try HeaderParser.parse(source, file: "a.lua")
  }

  @Test func theWholeHeaderIsRead() throws {
    let header = try header(
      """
      #!/usr/bin/env moonwatch
      --- Creates CPU alarms.
      ---
      ---   Indented text stays.
      --- @arg instance_id string          EC2 instance id
      --- @ask instance_id Enter the instance ID:
      --- @arg threshold number=80         CPU percent
      --- @arg size string{small, large}=small  How large
      --- @needs cloudwatch:PutMetricAlarm ec2:*
      --- @needs http:hooks.example.com
      --- @timeout 2m
      --- @overlap wait:30s
      --- @tags ec2 alarms
      --- @owner web team
      --- @schedule */5 * * * *
      --- @heartbeat https://example.com/ping
      --- @requires moonwatch >= 0.1

      --- @arg late string Not in the first block
      local x = 1
      """)
    #expect(header.description == ["Creates CPU alarms.", "", "  Indented text stays."])
    #expect(header.arguments.map(\.name) == ["instance_id", "threshold", "size"])
    #expect(header.arguments[0].question == "Enter the instance ID:")
    #expect(header.arguments[0].text == "EC2 instance id")
    #expect(header.arguments[0].defaultText == nil)
    #expect(header.arguments[1].defaultText == "80")
    #expect(header.arguments[2].type == ArgumentType(base: .string, choices: ["small", "large"]))
    #expect(header.arguments[2].text == "How large")
    #expect(header.needs == ["cloudwatch:PutMetricAlarm", "ec2:*", "http:hooks.example.com"])
    #expect(header.timeout == 120)
    #expect(header.overlap == .wait(30))
    #expect(header.tags == ["ec2", "alarms"])
    #expect(header.owner == "web team")
    #expect(header.schedule == "*/5 * * * *")
    #expect(header.heartbeat == "https://example.com/ping")
    #expect(
      header.requirements == [.init(comparison: .atLeast, version: try #require(Version("0.1")))])
  }

  @Test(arguments: [
    "\n\n-- @timeout 5s\n", "#!/bin/x\r\n\r\n-- @timeout 5s\r\nlocal x\r\n", "  --@timeout 5s",
    "----- @timeout 5s", "--[[\n  Text\n  @timeout 5s\n]]\nreturn", "--[==[ @timeout 5s ]==] x()",
    "--[[ text\n@timeout 5s]]", "-- mail to ops@example.com\n-- @timeout 5s",
    "---@diagnostic disable: undefined-global\n-- @timeout 5s",
  ])
  func anyCommentBlockAtTheTopIsAHeader(_ source: String) throws {
    #expect(try header(source).timeout == 5)
  }

  @Test(arguments: [
    "", "x = 1\n-- @timeout 5s", "-- text\nx = 1\n-- @timeout 5s", "-- text\n\n-- @timeout 5s",
    "-- text\n--[[ @timeout 5s ]]", "return [[\n-- @timeout 5s\n]]", "--[[ text ]]\n-- @timeout 5s",
    "-- not first @timeout 5s",
  ])
  func otherCommentsAreNone(_ source: String) throws {
    #expect(try header(source).timeout == nil)
  }

  @Test(arguments: [
    ("-- @arg a string=", ""), ("-- @arg a string= text", ""), ("-- @arg a string=x=y t", "x=y"),
    (#"-- @arg a string="two words" text"#, "two words"),
    (#"-- @arg a string="say \"hi\" \\" text"#, #"say "hi" \"#),
    ("-- @arg a list=a,b text", "a,b"), ("-- @arg a duration=5m text", "5m"),
    ("-- @arg a int{1,2}=2 text", "2"),
  ])
  func aDefaultIsRead(_ source: String, _ expected: String) throws {
    #expect(try header(source).arguments.first?.defaultText == expected)
  }

  @Test(arguments: [
    ("@arg", "@arg wants NAME TYPE[=DEFAULT] TEXT, got '@arg'"),
    ("@arg name", "@arg wants NAME TYPE[=DEFAULT] TEXT, got '@arg name'"),
    ("@arg 2x string", "@arg: a name is letters, digits and underscores, got '2x'"),
    ("@arg a-b string", "@arg: a name is letters, digits and underscores, got 'a-b'"),
    ("@arg a strng", "@arg a: unknown type 'strng'. Did you mean 'string'?"),
    (
      "@arg a blob",
      "@arg a: unknown type 'blob'; expected string, int, number, bool, duration, list"
    ),
    ("@arg region string", "@arg region: --region is a flag of moonwatch; use another name"),
    (
      "@arg endpoint_url string",
      "@arg endpoint_url: --endpoint-url is a flag of moonwatch; use another name"
    ),
    ("@arg record string", "@arg record: --record is a flag of moonwatch; use another name"),
    ("@arg color bool", "@arg color clashes with --no-color; use another name"),
    ("@arg n int=x", "@arg n: default: expected an integer, got 'x'"),
    ("@arg n number=inf", "@arg n: default: expected a number, got 'inf'"),
    ("@arg s string{a,b}=c", "@arg s: default: expected one of a, b, got 'c'"),
    ("@arg s int{1,b}", "@arg s: choice 'b': expected an integer"),
    ("@arg s string{a,,b}", "@arg s: an empty choice in '{…}'"),
    ("@arg s string{a,b", "@arg s: '{' without '}'"),
    ("@arg s bool{a}", "@arg s: a bool has no choices"),
    ("@arg s string{a}x", "@arg s: expected a space after the type, got 'x'"),
    ("@arg s string=\"a", "@arg s: a quoted default without its closing quote"),
    ("@ask a What?", "@ask a: there is no such @arg"),
    ("@ask a", "@ask wants NAME QUESTION, got '@ask a'"),
    ("@needs", "@needs wants SERVICE:Operation"),
    (
      "@needs PutMetricAlarm",
      "@needs wants SERVICE:Operation, such as cloudwatch:PutMetricAlarm or ec2:*, "
        + "got 'PutMetricAlarm'"
    ),
    (
      "@needs ec2:startInstances",
      "@needs ec2:startInstances: an operation is written as AWS does, in capitals: "
        + "ec2:StartInstances"
    ),
    (
      "@timeout soon",
      "@timeout wants a duration such as 90s, 5m, 1h30m or 14d, or seconds, got 'soon'"
    ),
    ("@overlap maybe", "@overlap wants skip, fail or wait:DURATION, got 'maybe'"),
    ("@heartbeat example.com", "@heartbeat wants an http or https URL, got 'example.com'"),
    ("@requires moonwatch 1", "@requires wants 'moonwatch >= VERSION', got 'moonwatch 1'"),
    ("@owner", "@owner wants a text"),
    ("@need ec2:StartInstances", "unknown tag '@need'. Did you mean '@needs'?"),
    ("@timout 5m", "unknown tag '@timout'. Did you mean '@timeout'?"),
    ("@retries 3", "unknown tag '@retries'"),
  ])
  func aWrongHeaderNamesFileAndLine(_ tag: String, _ message: String) {
    let failure = #expect(throws: Failure.self) { _ = try header("--- Text.\n--- \(tag)\n") }
    #expect(failure?.message == "a.lua:2: \(message)")
    #expect(failure?.status == .script)
  }

  @Test(arguments: [
    ("@arg a int\n--- @arg a int", 2, "@arg a is given twice, first on line 1"),
    ("@timeout 1s\n--- @timeout 2s", 2, "@timeout is given twice, first on line 1"),
    ("@arg a bool\n--- @arg no_a int", 2, "@arg no_a clashes with --a; use another name"),
    ("@arg no_a int\n--- @arg a bool", 2, "@arg a clashes with --no-a; use another name"),
    (
      "@arg instance string\n--- @ask instnace Which?", 2,
      "@ask instnace: there is no such @arg. Did you mean 'instance'?"
    ),
  ])
  func tagsThatContradictEachOtherAreRefused(_ tags: String, _ line: Int, _ message: String) {
    let failure = #expect(throws: Failure.self) { _ = try header("--- \(tags)\n") }
    #expect(failure?.message == "a.lua:\(line): \(message)")
  }

  @Test func aQuestionMayStandBeforeItsArgument() throws {
    let header = try header("-- @ask a What?\n-- @arg a string")
    #expect(header.arguments.first?.question == "What?")
  }

  @Test(arguments: [
    ("90", 90.0), ("90s", 90), ("5m", 300), ("3h", 10_800), ("14d", 1_209_600), ("2w", 1_209_600),
    ("1h30m", 5400), ("500ms", 0.5), ("1.5h", 5400), ("0", 0),
  ])
  func durationsAreRead(_ text: String, _ seconds: Double) {
    #expect(DurationText.seconds(text) == seconds)
  }

  @Test(arguments: ["", "m", "5x", "5 m", "-5m", "1h30", "five", "inf", "nan", "."])
  func otherTextsAreNoDurations(_ text: String) { #expect(DurationText.seconds(text) == nil) }

  @Test(arguments: [
    (600.0, "10m"), (5400, "1h30m"), (90, "1m30s"), (0.5, "500ms"), (1.5, "1.5s"), (0, "0s"),
  ])
  func durationsAreWritten(_ seconds: Double, _ text: String) {
    #expect(DurationText.text(seconds) == text)
  }

  @Test(arguments: [
    (">=", "1.2", "1.2.0", true), (">=", "1.2", "1.1.9", false), ("<", "2", "1.9", true),
    ("==", "1.2", "1.2.0", true), (">", "1.2", "1.2", false), ("<=", "1.2", "1.10", false),
  ])
  func versionsCompareByNumber(
    _ comparison: String, _ bound: String, _ version: String, _ expected: Bool
  ) throws {
    let requirement = ScriptHeader.Requirement(
      comparison: try #require(.init(rawValue: comparison)), version: try #require(Version(bound)))
    #expect(try #require(Version(version)).meets(requirement) == expected)
  }
}
