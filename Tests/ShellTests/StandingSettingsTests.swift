import Glibc
import Scripting
import Testing

@testable import Shell
@testable import moonwatch

/// Settings that hold for every run: `config.lua`, then the environment, then flags.
@Suite struct StandingSettingsTests {
  /// A folder of the test's own with a settings file.
  private func standing(_ text: String, _ environment: [String: String] = [:]) throws -> Settings {
    let path = "/tmp/moonwatch-settings-\(getpid())-\(UInt32.random(in: 0 ... .max)).lua"
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
    defer { unlink(path) }
    return Settings.standing(environment.merging(["MOONWATCH_CONFIG": path]) { $1 })
  }

  @Test func aFileSetsWhatFlagsSet() throws {
    let settings = try standing(
      """
      output = "jsonl"  color = false
      max_cost = 0.29   memory_limit = "256M"
      timeout = "2m"    read_only = true  dry_run = true
      protocol = { cloudwatch = "smithy-rpc-v2-cbor" }
      """)
    #expect(settings.problem == nil)
    #expect(settings.output == .jsonl && !settings.usesColor)
    #expect(settings.maxCost == Cost("0.29") && settings.memoryLimit == 256 << 20)
    #expect(settings.standingTimeout == 120 && settings.timeout == nil)
    #expect(settings.isReadOnly && settings.isDryRun)
    #expect(settings.protocols == ["cloudwatch": "smithy-rpc-v2-cbor"])
  }

  @Test func theEnvironmentWinsOverTheFileAndFlagsOverBoth() throws {
    let standing = try standing(
      "max_cost = 1 output = 'csv'",
      ["MOONWATCH_MAX_COST": "2", "MOONWATCH_PROTOCOL": "cloudwatch=json,sqs=query"])
    #expect(standing.problem == nil && standing.maxCost == Cost("2") && standing.output == .csv)
    #expect(standing.protocols == ["cloudwatch": "json", "sqs": "query"])
    let invocation = try Moonwatch.parse(["--max-cost", "3", "-o", "json", "a.lua"])
      .invocation(inputIsTerminal: false, standing: standing)
    #expect(invocation.settings.maxCost == Cost("3") && invocation.settings.output == .json)
    let plain = try Moonwatch.parse(["a.lua"]).invocation(
      inputIsTerminal: false, standing: standing)
    #expect(plain.settings.maxCost == Cost("2") && plain.settings.output == .csv)
  }

  @Test func withoutAFileNothingIsSet() {
    let settings = Settings.standing(["HOME": "/nowhere"])
    #expect(settings.problem == nil && settings.file == nil && settings.maxCost == nil)
    #expect(Settings.standing([:]).problem == nil)
  }

  @Test(arguments: [
    ("max_cots = 1", "unknown setting 'max_cots'. Did you mean 'max_cost'?"),
    ("max_cost = -1", "max_cost: expected US dollars such as 0.50, got -1"),
    ("max_cost = 'x'", "max_cost: expected US dollars"),
    ("read_only = 'yes'", "read_only: expected true or false"),
    ("output = 'xml'", "output: expected one of table, json"),
    ("timeout = 0", "timeout: expected a duration"),
    ("memory_limit = 1.5", "memory_limit: expected bytes"),
    ("cloud_start = 'soon'", "cloud_start: expected a time such as"),
    ("production = 'prod'", "production: expected a list of profiles"),
    ("production = { 1 }", "production: expected a list of profiles"),
    ("protocol = 'json'", "protocol: expected protocols by service"),
    ("protocol = { sqs = 'soap' }", "protocol: sqs: expected one of json, query, ec2"),
    ("region = 'eu-west-1'", "unknown setting 'region'"),
    ("allow_write = true", "unknown setting 'allow_write'"),
    ("max_cost =", "unexpected symbol near <eof>"), ("error('no')", ": no"),
    ("return { max_cost = 1 }", "got a chunk that returns a value"),
    ("f = function() end", "got a function"),
  ]) func whatIsWrongInTheFileIsSaid(_ text: String, _ part: String) throws {
    let problem = try #require(try standing(text).problem)
    #expect(problem.message.contains(part), "\(problem.message)")
    #expect(problem.status == .configuration)
  }

  @Test func whatIsWrongInTheEnvironmentIsSaid() {
    for (variable, value) in [
      ("MOONWATCH_MAX_COST", "much"), ("MOONWATCH_OUTPUT", "xml"), ("MOONWATCH_PROTOCOL", "cbor"),
      ("MOONWATCH_CONFIG", "/nowhere/config.lua"),
    ] {
      let problem = Settings.standing([variable: value]).problem
      #expect(problem?.status == .configuration)
      #expect(
        problem?.message.contains(variable) == true || problem?.message.contains(value) == true)
    }
  }
}
