import Documents
import Testing

@testable import Shell

@Suite struct ScriptArgumentsTests {
  private let source = """
    --- Resizes what is given.
    --- @arg name string                 Who
    --- @arg count int=3                 How many
    --- @arg threshold number=80.5       Percent
    --- @arg force bool                  Do it
    --- @arg wait_for duration=5m        How long
    --- @arg regions list=               Where
    --- @arg size string{small,large}=small
    --- @arg cache bool=true             Keep answers
    --- @needs ec2:StopInstances
    --- @timeout 90s
    """

  private func bind(_ words: [String], literal: [String] = [], _ source: String? = nil) throws
    -> Document
  {
    let header = try HeaderParser.parse(source ?? self.source, file: "a.lua")
    return try ScriptArguments.bind(
      .init(words, literal: literal), to: header, script: "a.lua", asking: nil)
  }

  private let defaults: Document = [
    "name": "ada", "count": 3, "threshold": 80.5, "force": false, "wait_for": 300, "regions": [],
    "size": "small", "cache": true,
  ]

  /// The defaults with other values.
  private func changed(_ changes: (String, Document)...) -> Document {
    Document(
      entries: defaults.entries.map { entry in
        (entry.key, changes.first { $0.0 == entry.key }?.1 ?? entry.value)
      })
  }

  @Test func defaultsFillWhatIsNotGiven() throws {
    #expect(try bind(["ada"]) == defaults)
  }

  @Test func positionsFillWhatIsNoSwitchInOrder() throws {
    #expect(
      try bind(["ada", "4", "1e2", "1h", "a,b", "large"])
        == changed(
          ("count", 4), ("threshold", 100.0), ("wait_for", 3600), ("regions", ["a", "b"]),
          ("size", "large")))
  }

  @Test(arguments: [
    ["--count", "4", "ada"], ["ada", "--count=4"], ["--name=ada", "4"], ["--name", "ada", "4"],
    ["--count=4", "--name", "ada"],
  ])
  func namesAndPositionsMix(_ words: [String]) throws {
    #expect(try bind(words) == changed(("count", 4)))
  }

  @Test func switchesAreSetByNameAlone() throws {
    #expect(
      try bind(["--force", "ada", "--no-cache"]) == changed(("force", true), ("cache", false)))
    #expect(
      try bind(["ada", "--force=true", "--cache=off"]) == changed(("force", true), ("cache", false))
    )
    #expect(try bind(["ada", "--no-force"]) == defaults)
  }

  @Test func dashesAndUnderscoresAreTheSame() throws {
    #expect(try bind(["ada", "--wait-for", "1m"]) == changed(("wait_for", 60)))
    #expect(try bind(["ada", "--wait_for=1m"]) == changed(("wait_for", 60)))
  }

  @Test func aWordAfterTwoDashesIsAValue() throws {
    #expect(try bind([], literal: ["--name"]) == changed(("name", "--name")))
    #expect(try bind(["--count=4"], literal: ["-x"]) == changed(("name", "-x"), ("count", 4)))
  }

  @Test func aNegativeNumberIsAValue() throws {
    #expect(try bind(["ada", "-4", "-0.5"]) == changed(("count", -4), ("threshold", -0.5)))
    #expect(try bind(["ada", "--count", "-4"]) == changed(("count", -4)))
  }

  @Test func aNumberKeepsItsKind() throws {
    #expect(try bind(["ada", "--threshold", "80"])["threshold"]?.integer == 80)
    #expect(try bind(["ada", "--threshold", "80.0"])["threshold"]?.double == 80)
    #expect(try bind(["ada", "--wait-for", "500ms"])["wait_for"]?.double == 0.5)
  }

  @Test(arguments: [
    ([], "Missing argument 'name' (string): Who"),
    (["ada", "many"], "Argument 'count': expected an integer, got 'many'"),
    (["ada", "5.0"], "Argument 'count': expected an integer, got '5.0'"),
    (["ada", "1", "nan"], "Argument 'threshold': expected a number, got 'nan'"),
    (["ada", "--size", "huge"], "Argument 'size': expected one of small, large, got 'huge'"),
    (["ada", "--size=huge"], "Argument 'size': expected one of small, large, got 'huge'"),
    (
      ["ada", "--wait-for", "soon"],
      "Argument 'wait_for': expected a duration such as 90s, 5m, 1h30m or 14d, or seconds, got 'soon'"
    ),
    (["ada", "--force=maybe"], "Argument 'force': expected true or false, got 'maybe'"),
    (["ada", "--cuont", "4"], "Unknown option '--cuont'. Did you mean '--count'?"),
    (["ada", "--reigon", "x"], "Unknown option '--reigon'. Did you mean '--region'?"),
    (["ada", "--no-forse"], "Unknown option '--no-forse'. Did you mean '--no-force'?"),
    (["ada", "--no-count"], "Unknown option '--no-count'. Did you mean '--count'?"),
    (["ada", "-x"], "Unknown option '-x'"),
    (["ada", "--count"], "Missing value for '--count': an integer"),
    (["ada", "--no-force=1"], "'--no-force' takes no value, got '1'"),
    (["ada", "--name", "eve"], "Argument 'count': expected an integer, got 'ada'"),
    (["--name=ada", "--name", "eve"], "'name' is given twice"),
    (["ada", "--count=1", "--count=2"], "'count' is given twice"),
    (["ada", "1", "2", "3", "x", "small", "more"], "Unexpected argument 'more'"),
  ])
  func aWrongArgumentIsRefused(_ words: [String], _ message: String) {
    let failure = #expect(throws: Failure.self) { _ = try bind(words) }
    #expect(failure?.message == message)
    #expect(failure?.status == .usage)
  }

  @Test func aScriptWithoutAHeaderTakesNoArguments() throws {
    #expect(try bind([], "return 1") == [:])
    let failure = #expect(throws: Failure.self) { _ = try bind(["x"], "return 1") }
    #expect(failure?.message == "a.lua takes no arguments, got 'x'")
  }

  /// Answers from a list.
  private final class Person: Answering {
    var asked: [String] = []

    func answer(_ argument: ScriptHeader.Argument) throws(Failure) -> Document {
      asked.append(Question.text(for: argument))
      return try ScriptArguments.value(of: "7", for: argument)
    }
  }

  @Test func whatIsMissingIsAskedFor() throws {
    let header = try HeaderParser.parse(
      "-- @arg a int\n-- @arg b int=1\n-- @arg c int How many\n-- @arg d bool\n-- @ask a Which?",
      file: "a.lua")
    let person = Person()
    let found = try ScriptArguments.bind(.init([]), to: header, script: "a.lua", asking: person)
    #expect(found == ["a": 7, "b": 1, "c": 7, "d": false])
    #expect(person.asked == ["Which?", "c (How many):"])
  }

  @Test func helpComesFromTheHeader() throws {
    #expect(
      try HeaderParser.parse(source, file: "a.lua").help(script: "a.lua") == """
        Resizes what is given.

        Usage: moonwatch [FLAGS] a.lua <name> [<count>] [<threshold>] [--force] [<wait-for>] \
        [<regions>] [<size>] [--cache]

        Arguments:
          name          string               Who
          count         int                  How many (default 3)
          threshold     number               Percent (default 80.5)
          --[no-]force  bool                 Do it
          wait-for      duration             How long (default 5m)
          regions       list                 Where
          size          string{small,large}  (default small)
          --[no-]cache  bool                 Keep answers (default true)

        Changes: ec2:StopInstances
        Timeout: 1m30s

        """)
  }
}
