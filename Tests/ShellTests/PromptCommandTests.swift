import Testing

@testable import Shell

@Suite struct PromptCommandTests {
  @Test(
    arguments: [
      (".help", .help(nil)), (".help task.map", .help("task.map")), (".quit", .quit),
      (".watch 30 alarms.list()", .watch(30, "alarms.list()")),
      (".watch 2m x", .watch(120, "x")), (".watch x + 1", .watch(5, "x + 1")),
      (".write on", .write(true)), (".write", .write(nil)), (".history 5", .history(5)),
      (".save  a b.lua ", .save("a b.lua")), (".time 1 + 1", .time("1 + 1")),
    ] as [(String, MetaCommand)])
  func aLineWithADotIsACommand(line: String, command: MetaCommand) throws {
    #expect(MetaCommand.isMeta(line))
    #expect(try MetaCommand(line) == command)
  }

  @Test(
    arguments: [
      (".wat", "Did you mean '.watch'?"), (".hlep", "Did you mean '.help'?"),
      (".zzz", "no command '.zzz'"), (".watch", ".watch wants an expression"),
      (".watch 30", ".watch wants an expression"), (".watch 0.01 x", "at least 0.1 seconds"),
      (".write maybe", "expected on or off, got 'maybe'"), (".save", ".save wants a FILE"),
      (".history no", "expected a number of entries, got 'no'"),
    ])
  func aWrongCommandSaysWhatWasExpected(line: String, message: String) {
    let failure = #expect(throws: Failure.self) { try MetaCommand(line) }
    #expect(failure?.message.contains(message) ?? false, "\(failure?.message ?? "")")
  }

  @Test func whatIsLuaIsNoCommand() {
    #expect(!MetaCommand.isMeta(".5 + 1"))
    #expect(!MetaCommand.isMeta("x.y"))
    #expect(!MetaCommand.isMeta(". help"))
  }

  @Test func aQuestionMarkAsksForHelp() {
    #expect(HelpRequest("task.map?")?.name == "task.map")
    #expect(HelpRequest("Series:latest??")?.wantsSource == true)
    #expect(HelpRequest("x = '?'") == nil)
    #expect(HelpRequest("f(x)?") == nil)
    #expect(HelpRequest("?") == nil)
  }

  @Test func aSavedSessionShowsWhatThePromptShowed() {
    var script = SessionScript()
    script.changes = ["cloudwatch:PutMetricAlarm"]
    script.add(.init(text: "x = 1", valueCount: nil))
    script.add(.init(text: "x + 1 -- two", valueCount: 1))
    script.add(.init(text: "print(_)", valueCount: 0))
    script.add(.init(text: "f()", valueCount: 2))
    script.add(.init(text: "do return x end", valueCount: 1))
    #expect(
      script.text(title: "A session.") == """
        #!/usr/bin/env moonwatch
        --- A session.
        --- @needs cloudwatch:PutMetricAlarm

        local _
        x = 1
        _ = (x + 1 -- two
        )
        show(_)
        print(_)
        do
          local values = table.pack(f())
          _ = (values[1])
          for i = 1, values.n do show(values[i]) end
        end
        _ = ((function() do return x end end)())
        show(_)

        """)
  }
}
