import Scripting
import Testing

@testable import Shell
@testable import moonwatch

/// What the words after `moonwatch` come to.
@Suite struct CommandLineTests {
  private func invocation(_ words: [String], terminal: Bool = false) throws -> Invocation {
    try Moonwatch.parse(words).invocation(inputIsTerminal: terminal)
  }

  private func failure(_ words: [String]) -> Failure? {
    #expect(throws: Failure.self) { _ = try invocation(words) }
  }

  // MARK: Actions

  @Test func withoutWordsATerminalGetsAPromptAndAPipeIsTheScript() throws {
    #expect(try invocation([], terminal: true).action == .prompt)
    #expect(try invocation([], terminal: false).action == .standardInput(.init()))
    #expect(try invocation(["--local"], terminal: true).action == .prompt)
  }

  @Test(arguments: [
    (["a.lua"], Invocation.Action.file("a.lua", .init())),
    (["run", "a.lua", "x"], .file("a.lua", .init(["x"]))),
    (["run", "repl"], .file("repl", .init())),
    (["./test"], .file("./test", .init())),
    (["-"], .standardInput(.init())),
    (["-", "x"], .standardInput(.init(["x"]))),
    (["-e", "return 1"], .code("return 1")),
    (["-e", ""], .code("")),
    (["-e", "--"], .code("--")),
    (["-e", "-- a comment"], .code("-- a comment")),
    (["repl"], .prompt),
    (["run", "doctor"], .file("doctor", .init())),
    (["--local", "repl"], .prompt),
    (["--help"], .help),
    (["help"], .help),
    (["a.lua", "--help"], .scriptHelp(file: "a.lua")),
    (["help", "a.lua"], .helpOn("a.lua")),
    (["-h", "a.lua"], .scriptHelp(file: "a.lua")),
    (["-", "--help"], .scriptHelp(file: nil)),
    (["--", "-odd.lua", "-x"], .file("-odd.lua", .init(literal: ["-x"]))),
  ])
  func aCommandLineNamesOneAction(_ words: [String], _ expected: Invocation.Action) throws {
    #expect(try invocation(words).action == expected)
  }

  // MARK: Flags

  @Test(arguments: [
    ["--region", "eu-west-1", "--local", "-n", "a.lua", "x", "--name", "y"],
    ["a.lua", "--region", "eu-west-1", "x", "-n", "--name", "y", "--local"],
    ["--region=eu-west-1", "a.lua", "x", "--name", "y", "--dry-run", "--local"],
  ])
  func flagsStandOnEitherSideOfTheFile(_ words: [String]) throws {
    let found = try invocation(words)
    #expect(found.action == .file("a.lua", .init(["x", "--name", "y"])))
    #expect(found.settings.region == "eu-west-1")
    #expect(found.settings.usesSimulator)
    #expect(found.settings.isDryRun)
  }

  @Test func afterTwoDashesNothingIsAFlag() throws {
    let found = try invocation(["a.lua", "x", "--", "--region", "eu-west-1", "-n", "--", "--help"])
    #expect(
      found.action
        == .file("a.lua", .init(["x"], literal: ["--region", "eu-west-1", "-n", "--", "--help"])))
    #expect(found.settings.region == nil)
    #expect(!found.settings.isDryRun)
  }

  @Test func everyFlagReachesTheSettings() throws {
    let words =
      "a.lua --profile p --region r --endpoint-url http://h --local -ojson --timeout 1h30m "
      + "--memory-limit 256M --max-cost 0.50 -n --read-only --allow-write -vv --no-color -L one -Ltwo"
    let settings = try invocation(words.split(separator: " ").map(String.init)).settings
    #expect(settings.profile == "p")
    #expect(settings.region == "r")
    #expect(settings.endpointURL == "http://h")
    #expect(settings.usesSimulator)
    #expect(settings.output == .json)
    #expect(settings.timeout == 5400)
    #expect(settings.memoryLimit == 256 << 20)
    #expect(settings.maxCost == Cost("0.5"))
    #expect(settings.isDryRun && settings.isReadOnly && settings.allowsWrites)
    #expect(settings.verbosity == 2)
    #expect(!settings.usesColor)
    #expect(settings.searchPath == ["one", "two"])
  }

  @Test func aNegativeNumberIsAScriptsWord() throws {
    #expect(
      try invocation(["a.lua", "-5", "-2.5"]).action == .file("a.lua", .init(["-5", "-2.5"])))
  }

  /// The names that no argument of a script may take are those that the parser knows.
  @Test func theListOfFlagsIsTheParsers() {
    let help = Moonwatch.helpMessage(columns: 200)
    let known = Set(
      help.split { !($0.isLetter || $0 == "-") }.filter { $0.hasPrefix("--") && $0 != "--" }
        .map { String($0.dropFirst(2)) })
    #expect(known == Set(GlobalFlags.names))
  }

  // MARK: Refusals

  @Test(arguments: [
    (["--reigon", "x", "a.lua"], "Unknown option '--reigon'. Did you mean '--region'?"),
    (["--reigon=x", "a.lua"], "Unknown option '--reigon'. Did you mean '--region'?"),
    (["--alow-write", "a.lua"], "Unknown option '--alow-write'. Did you mean '--allow-write'?"),
    (["--qwertz"], "Unknown option '--qwertz'"),
    (["a.lua", "--log", "f"], "'--log' is not in this version"),
    (["a.lua", "--replay", "f", "--local"], "--replay and --local exclude each other"),
    (["a.lua", "--replay", "f", "--record", "g"], "--replay and --record exclude each other"),
    (["a.lua", "--record-mask", "accounts"], "--record-mask goes with --record"),
    (["a.lua", "--replay-match", "best"], "--replay-match goes with --replay"),
    (["--sandbox", "a.lua"], "'--sandbox' is not in this version"),
    (["--cloud=f", "a.lua"], "--cloud goes with --local"),
    (["--as-cron", "a.lua"], "'--as-cron' is not in this version"),
    (["check", "a.lua"], "'moonwatch check' is not in this version"),
    (["-e", "1", "a.lua"], "-e takes no FILE and no arguments, got 'a.lua'"),
    (["repl", "a.lua"], "'moonwatch repl' takes no arguments, got 'a.lua'"),
    (["repl", "--lcoal"], "Unknown option '--lcoal'. Did you mean '--local'?"),
    (["-e", "1", "--max-csot", "1"], "Unknown option '--max-csot'. Did you mean '--max-cost'?"),
    (["-e", "1", "--", "--max-cost"], "-e takes no FILE and no arguments, got '--max-cost'"),
    (["run"], "'moonwatch run' wants a FILE"),
    (["-q", "-v", "a.lua"], "-q and -v exclude each other"),
  ])
  func aWrongCommandLineIsRefused(_ words: [String], _ message: String) {
    let failure = failure(words)
    #expect(failure?.message == message)
    #expect(failure?.status == .usage)
  }

  @Test(arguments: [
    (["--timeout", "soon"], "Expected a duration"),
    (["--timeout", "0"], "Expected a duration"),
    (["--timeout", "-5"], "Missing value for '--timeout <duration>'"),
    (["--memory-limit", "lots"], "Expected a number of bytes"),
    (["--max-cost", "much"], "Expected US dollars such as 0.50"),
    (["--max-cost", "1.0000001"], "Expected US dollars such as 0.50"),
    (["-o", "xml"], "'table', 'json', 'jsonl', 'csv' or 'text'"),
    (["a.lua", "--region"], "Missing value for '--region <region>'"),
  ])
  func aWrongValueOfAFlagIsRefused(_ words: [String], _ part: String) {
    do {
      _ = try Moonwatch.parse(words)
      Issue.record("\(words) parsed")
    } catch {
      #expect(Moonwatch.message(for: error).contains(part))
      #expect(Moonwatch.exitCode(for: error).rawValue == RunStatus.usage.rawValue)
    }
  }

  @Test(arguments: [
    ("1", 1), ("1048576", 1 << 20), ("512K", 512 << 10), ("64m", 64 << 20), ("2G", 2 << 30),
    ("1KiB", 1024), ("10MB", 10 << 20), ("8B", 8),
  ])
  func bytesAreRead(_ text: String, _ bytes: Int) { #expect(Settings.bytes(text) == bytes) }

  @Test(arguments: ["", "0", "-1", "M", "1.5G", "1X", "99999999999999999999", "99999999999T", "BB"])
  func otherTextsAreNoBytes(_ text: String) { #expect(Settings.bytes(text) == nil) }
}
