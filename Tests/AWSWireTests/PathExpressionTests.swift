import AWSWire
import Documents
import Testing

/// Expressions of botocore's paginators and waiters, and more, against the jmespath package; the
/// fixture is made by `Tests/Fixtures/make-paths.py`.
@Suite struct PathExpressionTests {
  @Test func everyKindOfExpressionGivesWhatJMESPathGives() throws {
    var count = 0
    for entry in Fixture.json("paths.json").elements {
      let text = try #require(entry["expression"]?.string)
      let expression = try PathExpression(text)
      for testCase in entry["cases"]?.elements.map({ $0 }) ?? [] {
        let document = try #require(testCase[0])
        let expected = try #require(testCase[1])
        let value = expression.value(in: document)
        #expect(asJSON(value) == asJSON(expected), "\(text) in \(document)")
        count += 1
      }
    }
    #expect(count > 500)
  }

  /// JSON has one kind of number; entries have no order.
  private func asJSON(_ value: Document) -> Document {
    switch value.kind {
    case .integer: Document(Double(value.integer!))
    case .list: Document(value.elements.map { asJSON($0) })
    case .map: Document(entries: value.entries.map { ($0.key, asJSON($0.value)) })
    default: value
    }
  }

  @Test func theValuesOfAListAreItsElements() throws {
    let page: Document = ["Reservations": [["Instances": [1, 2]], ["Instances": [3]], [:]]]
    let expression = try PathExpression("Reservations[].Instances[]")
    #expect(expression.values(in: page) == [1, 2, 3])
    var items: [Document] = [0]
    expression.collect(in: page, into: &items)
    #expect(items == [0, 1, 2, 3])
    #expect(try PathExpression("Reservations").values(in: [:]) == [])
    #expect(try PathExpression("Reservations[0]").values(in: page) == [["Instances": [1, 2]]])
    #expect(try PathExpression("NextToken").first(in: page).map(\.kind) == nil)
    try PathExpression("Count").collect(in: ["Count": 2], into: &items)
    #expect(items.count == 4, "a count is no item")
  }

  @Test(arguments: [
    ("a.", "expected a name after '.', got its end"), ("a b", "unexpected the name 'b'"),
    ("a[", "expected '*', got its end"), ("a[?b", "expected ']', got its end"),
    ("'x", "no closing '"), ("`{`", "'{': the text ends too early"), ("", "unexpected its end"),
    ("sort(a)", "the function sort() with 1 arguments is not known"),
    ("a # b", "'#' has no meaning"),
    (String(repeating: "(", count: 100), "nested deeper than 64 levels"),
  ])
  func whatIsNoExpressionIsRefusedWithItsPlace(text: String, problem: String) throws {
    let error = try #require(throws: AWSError.self) { try PathExpression(text) }
    #expect(error.code == "BadPath")
    #expect(
      error.message.hasPrefix("cannot follow the path '\(text)': \(problem)"), "\(error.message)")
  }
}
