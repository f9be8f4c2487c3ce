import Testing

@testable import Monitoring

@Suite struct CompositeRuleTests {
  private func value(_ rule: String, _ states: [String: StateValue]) throws -> Bool? {
    try CompositeRule(rule).evaluate { states[$0.name] }
  }

  /// The examples of AWS's page on composite alarms, with its words about each.
  @Test func theDocumentedExamples() throws {
    let both = "ALARM(CPUUtilizationTooHigh) AND ALARM(DiskReadOpsTooHigh)"
    #expect(
      try value(both, ["CPUUtilizationTooHigh": .alarm, "DiskReadOpsTooHigh": .alarm]) == true)
    #expect(try value(both, ["CPUUtilizationTooHigh": .alarm, "DiskReadOpsTooHigh": .ok]) == false)

    let deploying = "ALARM(CPUUtilizationTooHigh) AND NOT ALARM(DeploymentInProgress)"
    #expect(
      try value(deploying, ["CPUUtilizationTooHigh": .alarm, "DeploymentInProgress": .ok]) == true)
    #expect(
      try value(deploying, ["CPUUtilizationTooHigh": .alarm, "DeploymentInProgress": .alarm])
        == false)

    let network = """
      (ALARM("CPUUtilizationTooHigh") OR
      ALARM("DiskReadOpsTooHigh")) AND
      OK("NetworkOutTooHigh")
      """
    #expect(
      try value(
        network,
        [
          "CPUUtilizationTooHigh": .ok, "DiskReadOpsTooHigh": .alarm, "NetworkOutTooHigh": .ok,
        ]) == true)
    #expect(
      try value(
        network,
        [
          "CPUUtilizationTooHigh": .alarm, "DiskReadOpsTooHigh": .alarm,
          "NetworkOutTooHigh": .insufficientData,
        ]) == false)

    let servers =
      "AT_LEAST(2, ALARM, (WebServer1CPU, WebServer2CPU, WebServer3CPU, WebServer4CPU))"
    let names = (1...4).map { "WebServer\($0)CPU" }
    for firing in 0...4 {
      let states = Dictionary(
        uniqueKeysWithValues: names.enumerated().map { ($1, $0 < firing ? StateValue.alarm : .ok) })
      #expect(try value(servers, states) == (firing >= 2))
    }

    let databases =
      "AT_LEAST(50%, OK, (DatabaseConnection1, DatabaseConnection2, DatabaseConnection3, "
      + "DatabaseConnection4))"
    for fine in 0...4 {
      let states = Dictionary(
        uniqueKeysWithValues: (1...4).map {
          ("DatabaseConnection\($0)", $0 <= fine ? StateValue.ok : .insufficientData)
        })
      #expect(try value(databases, states) == (fine >= 2))
    }

    let zones =
      "AT_LEAST(2, ALARM, (AZ1Health, AZ2Health, AZ3Health)) AND NOT ALARM(MaintenanceWindow)"
    let down: [String: StateValue] = ["AZ1Health": .alarm, "AZ2Health": .ok, "AZ3Health": .alarm]
    #expect(try value(zones, down.merging(["MaintenanceWindow": .ok]) { $1 }) == true)
    #expect(try value(zones, down.merging(["MaintenanceWindow": .alarm]) { $1 }) == false)
  }

  @Test(arguments: [
    ("TRUE", true), ("FALSE", false), ("False", false), ("NOT FALSE", true), ("NOT NOT TRUE", true),
    ("TRUE OR FALSE AND FALSE", true), ("(TRUE OR FALSE) AND FALSE", false),
    ("NOT TRUE OR TRUE", true), ("NOT (TRUE OR TRUE)", false), ("NOT FALSE AND FALSE", false),
    ("not false and true", true), (" TRUE\n\tAND( TRUE )", true),
  ])
  func notBindsCloserThanAndAndThatCloserThanOr(_ rule: String, _ expected: Bool) throws {
    #expect(try value(rule, [:]) == expected)
  }

  @Test func atLeastTakesNegatedStatesAndRoundsPartsOfAnAlarmUp() throws {
    let states: [String: StateValue] = ["a": .ok, "b": .alarm, "c": .insufficientData]
    #expect(try value("AT_LEAST(2, NOT OK, (a, b, c))", states) == true)
    #expect(try value("AT_LEAST(3, NOT OK, (a, b, c))", states) == false)
    #expect(try value("AT_LEAST(2, NOT INSUFFICIENT_DATA, (a, b, c))", states) == true)
    // Half of three is two.
    #expect(try value("AT_LEAST(50%, ALARM, (a, b, c))", states) == false)
    #expect(try value("AT_LEAST(33%, ALARM, (a, b, c))", states) == true)
    #expect(try value("AT_LEAST(34%, ALARM, (a, b, c))", states) == false)
  }

  @Test func namesAreBareQuotedOrARNs() throws {
    let arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cpu: web 1"
    let rule = try CompositeRule(
      #"ALARM(cpu-high_1.2/x) OR OK ("two words, (odd)") OR ALARM("say \"hi\" \\ \n") OR ALARM("\#(arn)")"#
    )
    #expect(
      rule.children.map(\.name) == [
        "cpu-high_1.2/x", "two words, (odd)", #"say "hi" \ \n"#, "cpu: web 1",
      ])
    #expect(rule.children.last?.text == arn)
    #expect(rule.children.last?.region == "eu-west-1")
    #expect(rule.children.last?.account == "123456789012")
    #expect(rule.children[0].region == nil)
  }

  @Test func aStateThatIsNotKnownLeavesOpenOnlyWhatDependsOnIt() throws {
    #expect(try value("ALARM(gone)", [:]) == nil)
    #expect(try value("NOT ALARM(gone)", [:]) == nil)
    #expect(try value("ALARM(gone) AND FALSE", [:]) == false)
    #expect(try value("ALARM(gone) AND TRUE", [:]) == nil)
    #expect(try value("ALARM(gone) OR TRUE", [:]) == true)
    #expect(try value("ALARM(gone) OR FALSE", [:]) == nil)
    #expect(try value("AT_LEAST(1, ALARM, (gone, a))", ["a": .alarm]) == true)
    #expect(try value("AT_LEAST(1, ALARM, (gone, a))", ["a": .ok]) == nil)
    #expect(try value("AT_LEAST(2, ALARM, (gone, a))", ["a": .ok]) == false)
  }

  @Test(arguments: [
    ("", 1, "got the end of the rule"),
    ("ALARM", 6, "expected '(' after ALARM, got the end of the rule"),
    ("ALARM()", 7, "expected the name or ARN of an alarm, got ')'"),
    ("ALARM(a", 8, "expected ')' after the name of the alarm"),
    ("ALARM(two words)", 11, "expected ')' after the name of the alarm, got 'words'"),
    ("ALARM(\"a)", 7, "a quoted name that does not end"),
    ("ALARM(a) ALARM(b)", 10, "expected AND, OR or the end of the rule, got 'ALARM'"),
    ("ALARM(a) AND", 13, "got the end of the rule"),
    ("(ALARM(a)", 10, "expected ')' to close the parenthesis of character 1"),
    ("ALARM(a))", 9, "expected AND, OR or the end of the rule, got ')'"),
    ("ALARMED(a)", 1, "got 'ALARMED'"),
    ("AT_LEAST(0, ALARM, (a))", 10, "expected a number of alarms, or 1% to 100%, got '0'"),
    ("AT_LEAST(101%, ALARM, (a))", 10, "1% to 100%"),
    ("AT_LEAST(3, ALARM, (a, b))", 10, "expected 1 to 2"),
    ("AT_LEAST(1, FIRING, (a))", 13, "got 'FIRING'"),
    ("AT_LEAST(1, ALARM, a)", 20, "expected '(' before the alarms of AT_LEAST"),
    ("AT_LEAST(1, ALARM, (a,))", 23, "expected the name or ARN"),
    ("AT_LEAST(1, ALARM, (a)", 23, "expected ')' to close AT_LEAST"),
  ])
  func errorsHaveAPlaceAndAReason(_ rule: String, _ position: Int, _ reason: String) throws {
    let error = try #require(throws: CompositeRuleError.self) { try CompositeRule(rule) }
    #expect(error.position == position)
    #expect(error.reason.contains(reason), "\(error.reason)")
    #expect("\(error)".hasPrefix("AlarmRule: at character \(position): "))
  }

  @Test func aRuleHasLimits() throws {
    let hundred = (1...100).map { "ALARM(a\($0))" }.joined(separator: " OR ")
    #expect(try CompositeRule(hundred).children.count == 100)
    // Naming one of them again adds no child.
    #expect(try CompositeRule(hundred + " OR OK(a1)").children.count == 100)
    #expect(throws: CompositeRuleError.self) { try CompositeRule(hundred + " OR ALARM(b)") }

    let padding = String(repeating: " ", count: CompositeRule.maximumLength - 4)
    #expect(try CompositeRule("TRUE" + padding).children.isEmpty)
    #expect(throws: CompositeRuleError.self) { try CompositeRule("TRUE " + padding) }

    let nested = { (depth: Int) in
      String(repeating: "(", count: depth) + "TRUE" + String(repeating: ")", count: depth)
    }
    #expect(try CompositeRule(nested(499)).evaluate { _ in nil } == true)
    #expect(throws: CompositeRuleError.self) { try CompositeRule(nested(500)) }
    let negations = String(repeating: "NOT ", count: 2_558) + "TRUE"
    #expect(try CompositeRule(negations).evaluate { _ in nil } == true)
  }

  @Test(arguments: [
    "ALARM(a)", "NOT ALARM(a) AND (OK(b) OR TRUE)",
    "ALARM(a) AND OK(b) OR FALSE AND NOT (TRUE OR FALSE)",
    #"INSUFFICIENT_DATA("x, \"y\" \\ (z)")"#, "AT_LEAST(60%, NOT OK, (a, b, \"c d\"))",
    "NOT NOT AT_LEAST(1, ALARM, (a))",
  ])
  func aPrintedRuleReadsBackAsTheSame(_ text: String) throws {
    let rule = try CompositeRule(text)
    #expect(rule.description == text)
    #expect(try CompositeRule(rule.description) == rule)
  }

  @Test func aPrintedRuleDropsWhatItDoesNotNeed() throws {
    #expect(
      try CompositeRule("((alarm(\"a\")) and (ok(b) and true))").description
        == "ALARM(a) AND OK(b) AND TRUE")
  }
}
