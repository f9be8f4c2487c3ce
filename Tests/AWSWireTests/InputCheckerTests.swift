import AWSWire
import Documents
import Testing

@Suite struct InputCheckerTests {
  let store = ModelStore()
  let checker = InputChecker(makeToken: { "token" })

  /// Bad inputs with what is said of them, and the description of an operation that has a shape of
  /// every kind that embedded ones lack.
  private static let fixture = Fixture.json("input-checks.json")
  private static let cases = fixture["cases"]!.elements.map { BadInput(entries: $0) }

  struct BadInput: CustomTestStringConvertible {
    let entries: Document
    var testDescription: String { entries["problem"]?.string ?? "?" }
  }

  private func kindsOperation() throws -> Operation {
    try OperationReader.read(Self.fixture["model"]!)
  }

  private func message(_ body: () throws -> Document) -> String? {
    do {
      _ = try body()
      return nil
    } catch let error as AWSError {
      #expect(error.kind == .validation && error.code == "ParamValidation")
      return error.message
    } catch {
      Issue.record(error)
      return nil
    }
  }

  @Test(arguments: cases)
  func badInputIsRefusedWithThePathOfWhatIsWrong(_ bad: BadInput) throws {
    let testCase = bad.entries
    let name = try #require(testCase["operation"]?.string)
    let isKinds = name == "PutKinds"
    let operation =
      isKinds ? try kindsOperation() : try store.service("cloudwatch").operation(name)
    let valid: Document =
      isKinds
      ? ["Name": "n"]
      : ["AlarmName": "a", "EvaluationPeriods": 1, "ComparisonOperator": "LessThanThreshold"]
    _ = try checker.check(valid, for: operation)
    let members = try #require(testCase["members"])
    let kept = valid.entries.filter { members[$0.key] == nil }.map { ($0.key, $0.value) }
    let input = Document(entries: kept + members.entries.map { ($0.key, $0.value) })
    let problem = try #require(testCase["problem"]?.string)
    #expect(message { try checker.check(input, for: operation) } == "\(name): \(problem)")
  }

  @Test func aTimeHasToBeFinite() throws {
    let operation = try kindsOperation()
    #expect(
      message {
        try checker.check(["Name": "n", "At": Document(Double.infinity)], for: operation)
      }
        == "PutKinds: At: expected time (epoch seconds or ISO 8601 string), got number inf")
  }

  @Test func sensitiveValuesStayOutOfMessages() throws {
    let operation = try kindsOperation()
    let short = message {
      try checker.check(["Name": "n", "Password": "hunter2", "Pin": 987], for: operation)
    }
    #expect(
      short
        == "PutKinds: Password: expected at least 8 characters, got 7; "
        + "Pin: expected at least 1000, got another value")
    let wrong = message {
      try checker.check(["Name": "n", "Password": 123, "Pin": "987"], for: operation)
    }
    #expect(
      wrong
        == "PutKinds: Password: expected string, got integer; Pin: expected integer, got string")
    let nested = message {
      try checker.check(["Name": "n", "Secrets": [5, "hunter22"]], for: operation)
    }
    #expect(
      nested
        == "PutKinds: Secrets[1]: expected string, got integer; "
        + "Secrets[2]: expected at most 5 characters, got 8")
  }

  @Test func longListsOfProblemsAreCutShort() throws {
    let operation = try kindsOperation()
    let many = Document(entries: (0..<20).map { ("zz\($0)", Document(1)) })
    #expect(message { try checker.check(many, for: operation) }?.hasSuffix("; and 13 more") == true)
  }

  @Test func valuesTakeTheTypesOfTheirShapes() throws {
    let operation = try kindsOperation()
    let checked = try checker.check(
      [
        "On": false, "Small": 5.0, "Big": 9_007_199_254_740_993, "Ratio": 1, "Bytes": "abc",
        "At": "2026-01-01T00:00:00Z", "Times": [1.5, "1970-01-01T00:00:02Z"], "Name": "héllo",
        "Labels": ["red": "r"], "Any": ["x": [1, nil]], "Password": nil,
      ], for: operation)
    #expect(
      checked == [
        "Name": "héllo", "Small": 5, "Big": 9_007_199_254_740_993, "Ratio": 1.0, "On": false,
        "Bytes": Document(blob: Array("abc".utf8)), "At": Document(timestamp: 1_767_225_600),
        "Times": [Document(timestamp: 1.5), Document(timestamp: 2)], "Labels": ["red": "r"],
        "Any": ["x": [1, nil]], "Token": "token",
      ])
    #expect(checked.shapeName == "Input")
    #expect(checked["Times"]?.shapeName == "Times")
    #expect(checked.vocabulary === operation.vocabulary)
  }

  @Test func membersComeInTheModelsOrder() throws {
    let operation = try store.service("cloudwatch").operation("PutMetricAlarm")
    let checked = try checker.check(
      [
        "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "AlarmName": "a",
      ], for: operation)
    #expect(
      checked.entries.map(\.key) == ["AlarmName", "EvaluationPeriods", "ComparisonOperator"])
  }

  @Test func anEmptyTableIsAListOrAStructureAsTheShapeWants() throws {
    let operation = try store.service("cloudwatch").operation("DescribeAlarms")
    let checked = try checker.check(["AlarmNames": [:]], for: operation)
    #expect(checked == ["AlarmNames": []])
    let empty: Document = []
    #expect(try checker.check(empty, for: operation) == [:])
    #expect(try checker.check(nil, for: operation) == [:])
  }

  @Test func anInstanceTypeThatIsNewerThanTheModelIsLetThrough() throws {
    let operation = try store.service("ec2").operation("RunInstances")
    let checked = try checker.check(
      ["MinCount": 1, "MaxCount": 1, "ImageId": "ami-1", "InstanceType": "z99.huge"],
      for: operation)
    #expect(checked["InstanceType"] == "z99.huge")
    #expect(checked["ClientToken"] == "token")
  }

  @Test func aTokenThatIsGivenStays() throws {
    let operation = try kindsOperation()
    let input: Document = ["Name": "n", "Token": "mine", "Inner": ["Name": "i"]]
    #expect(try checker.check(input, for: operation) == input)
  }

  @Test func randomTokensAreVersion4UUIDsAndDiffer() {
    let tokens = (0..<50).map { _ in InputChecker.randomUUID() }
    #expect(Set(tokens).count == 50)
    for token in tokens {
      let parts = token.split(separator: "-", omittingEmptySubsequences: false)
      #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
      #expect(parts[2].first == "4" && "89ab".contains(parts[3].first!))
      #expect(token.allSatisfy { $0 == "-" || $0.isHexDigit })
    }
  }

  @Test func inputForAnOperationWithoutMembersIsRefused() throws {
    let operation = try store.service("sts").operation("GetCallerIdentity")
    #expect(try checker.check([:], for: operation) == [:])
    #expect(
      message { try checker.check(["X": 1], for: operation) }
        == "GetCallerIdentity: unknown member 'X'; there are none")
  }

  // MARK: Answers

  @Test func aHandMadeAnswerTakesTheFormOfADecodedOne() throws {
    let operation = try store.service("cloudwatch").operation("DescribeAlarms")
    let shaped = try OutputShaper.conform(
      [
        "MetricAlarms": [
          ["Threshold": 80, "StateUpdatedTimestamp": 1.5, "AlarmName": "a", "Unit": nil]
        ], "CompositeAlarms": [],
      ], to: operation)
    #expect(
      shaped == [
        "CompositeAlarms": [],
        "MetricAlarms": [
          [
            "AlarmName": "a", "Threshold": 80.0,
            "StateUpdatedTimestamp": Document(timestamp: 1.5),
          ]
        ],
      ])
    #expect(shaped["MetricAlarms"]?[0]?.shapeName == "MetricAlarm")
  }

  @Test func anAnswerThatTheShapeDoesNotHaveIsAnInternalError() throws {
    let operation = try store.service("cloudwatch").operation("DescribeAlarms")
    let error = #expect(throws: AWSError.self) {
      try OutputShaper.conform(["MetricAlarm": [], "NextToken": 5], to: operation)
    }
    #expect(error?.kind == .internal)
    #expect(
      error?.message
        == "DescribeAlarms: output: unknown member 'MetricAlarm' (did you mean 'MetricAlarms'?); "
        + "NextToken: expected string, got integer 5")
  }

  @Test func anAnswerIsNotHeldToConstraints() throws {
    let operation = try kindsOperation()
    #expect(try OutputShaper.conform(["Times": [1, 2, nil]], to: operation)["Times"]?.count == 3)
    let put = try store.service("cloudwatch").operation("PutMetricAlarm")
    #expect(try OutputShaper.conform([:], to: put) == [:])
  }
}
