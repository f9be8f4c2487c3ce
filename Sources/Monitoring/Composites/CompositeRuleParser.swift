/// Why a text is no composite rule.
package struct CompositeRuleError: Error, Equatable, CustomStringConvertible {
  /// The character at which it goes wrong, from 1.
  package let position: Int
  package let reason: String

  package var description: String { "AlarmRule: at character \(position): \(reason)" }
}

/// Reads a composite rule by recursive descent. Depth is bounded by the number of elements.
struct CompositeRuleParser {
  private typealias Expression = CompositeRule.Expression

  private let text: [Character]
  private var index = 0
  private var elements = 0
  private(set) var children: [AlarmReference] = []
  private var known: Set<AlarmReference> = []

  init(_ text: String) { self.text = Array(text) }

  mutating func parse() throws(CompositeRuleError) -> CompositeRule.Expression {
    guard text.count <= CompositeRule.maximumLength else {
      throw error(
        "expected at most \(CompositeRule.maximumLength) characters, got \(text.count)",
        at: CompositeRule.maximumLength)
    }
    let expression = try disjunction()
    skipSpace()
    guard index == text.count else {
      throw error("expected AND, OR or the end of the rule, got \(found)")
    }
    return expression
  }

  // MARK: Operators

  private mutating func disjunction() throws(CompositeRuleError) -> Expression {
    var operands = [try conjunction()]
    while take("OR") { operands.append(try conjunction()) }
    guard operands.count > 1 else { return operands[0] }
    return .any(
      operands.flatMap { operand in
        if case .any(let inner) = operand { inner } else { [operand] }
      })
  }

  private mutating func conjunction() throws(CompositeRuleError) -> Expression {
    var operands = [try negation()]
    while take("AND") { operands.append(try negation()) }
    guard operands.count > 1 else { return operands[0] }
    return .all(
      operands.flatMap { operand in
        if case .all(let inner) = operand { inner } else { [operand] }
      })
  }

  private mutating func negation() throws(CompositeRuleError) -> Expression {
    // A loop, since a rule has room for thousands of them.
    var count = 0
    while take("NOT") { count += 1 }
    var expression = try primary()
    for _ in 0..<count { expression = .not(expression) }
    return expression
  }

  private mutating func primary() throws(CompositeRuleError) -> Expression {
    skipSpace()
    let start = index
    if take(character: "(") {
      try countElement(at: start)
      let expression = try disjunction()
      try expect(")", "to close the parenthesis of character \(start + 1)")
      return expression
    }
    switch word().uppercased() {
    case "TRUE":
      try countElement(at: start)
      return .constant(true)
    case "FALSE":
      try countElement(at: start)
      return .constant(false)
    case "AT_LEAST":
      return .atLeast(try quorum())
    case let name:
      guard let state = StateValue(rawValue: name) else {
        index = start
        throw error(
          "expected ALARM(…), OK(…), INSUFFICIENT_DATA(…), AT_LEAST(…), TRUE, FALSE, NOT or '(', "
            + "got \(found)")
      }
      try expect("(", "after \(name)")
      let alarm = try reference()
      try expect(")", "after the name of the alarm")
      return .state(state, alarm)
    }
  }

  private mutating func quorum() throws(CompositeRuleError) -> CompositeRule.Quorum {
    try expect("(", "after AT_LEAST")
    skipSpace()
    let start = index
    let digits = takeWhile { ("0"..."9").contains($0) }
    let isPercent = take(character: "%")
    guard let number = Int(String(digits)), number > 0, !isPercent || number <= 100 else {
      index = start
      throw error("AT_LEAST: expected a number of alarms, or 1% to 100%, got \(found)")
    }
    try expect(",", "after the number of AT_LEAST")
    let isNegated = take("NOT")
    skipSpace()
    let stateStart = index
    guard let state = StateValue(rawValue: word().uppercased()) else {
      index = stateStart
      throw error(
        "AT_LEAST: expected ALARM, OK, INSUFFICIENT_DATA, or NOT and one of them, got \(found)")
    }
    try expect(",", "after the state of AT_LEAST")
    try expect("(", "before the alarms of AT_LEAST")
    var alarms = [try reference()]
    while take(character: ",") { alarms.append(try reference()) }
    try expect(")", "after the alarms of AT_LEAST")
    try expect(")", "to close AT_LEAST")
    guard isPercent || number <= alarms.count else {
      throw error(
        "AT_LEAST: expected 1 to \(alarms.count), as many as alarms are named, got \(number)",
        at: start + 1)
    }
    return CompositeRule.Quorum(
      minimum: isPercent ? .percent(number) : .count(number), state: state, isNegated: isNegated,
      alarms: alarms)
  }

  // MARK: Names

  private mutating func reference() throws(CompositeRuleError) -> AlarmReference {
    skipSpace()
    let start = index
    try countElement(at: start)
    let name = take(character: "\"") ? try quotedName(from: start) : bareName()
    guard !name.isEmpty else {
      index = start
      throw error("expected the name or ARN of an alarm, got \(found)")
    }
    let reference = AlarmReference(name)
    if known.insert(reference).inserted {
      children.append(reference)
      guard children.count <= CompositeRule.maximumChildren else {
        throw error("expected at most \(CompositeRule.maximumChildren) alarms", at: start + 1)
      }
    }
    return reference
  }

  private mutating func bareName() -> String {
    String(takeWhile { !$0.isWhitespace && $0 != "(" && $0 != ")" && $0 != "," })
  }

  private mutating func quotedName(from start: Int) throws(CompositeRuleError) -> String {
    var name = ""
    while index < text.count {
      let character = text[index]
      index += 1
      switch character {
      case "\"":
        return name
      case "\\" where index < text.count && (text[index] == "\"" || text[index] == "\\"):
        name.append(text[index])
        index += 1
      default:
        name.append(character)
      }
    }
    throw error("a quoted name that does not end", at: start + 1)
  }

  // MARK: Characters

  private mutating func countElement(at start: Int) throws(CompositeRuleError) {
    elements += 1
    guard elements <= CompositeRule.maximumElements else {
      throw error(
        "expected at most \(CompositeRule.maximumElements) alarms, TRUEs, FALSEs and pairs of "
          + "parentheses", at: start + 1)
    }
  }

  private mutating func skipSpace() {
    while index < text.count, text[index].isWhitespace { index += 1 }
  }

  private mutating func takeWhile(_ isTaken: (Character) -> Bool) -> ArraySlice<Character> {
    let start = index
    while index < text.count, isTaken(text[index]) { index += 1 }
    return text[start..<index]
  }

  private mutating func word() -> String {
    String(takeWhile { $0.isLetter || $0 == "_" })
  }

  /// Takes a word, whatever its case; leaves everything where it is if another one comes.
  private mutating func take(_ wanted: String) -> Bool {
    skipSpace()
    let start = index
    if word().uppercased() == wanted { return true }
    index = start
    return false
  }

  private mutating func take(character wanted: Character) -> Bool {
    skipSpace()
    guard index < text.count, text[index] == wanted else { return false }
    index += 1
    return true
  }

  private mutating func expect(
    _ wanted: Character, _ place: String
  ) throws(CompositeRuleError) {
    guard take(character: wanted) else {
      throw error("expected '\(wanted)' \(place), got \(found)")
    }
  }

  /// What stands at the index, for a message.
  private var found: String {
    guard index < text.count else { return "the end of the rule" }
    let isWord = { (character: Character) in
      character.isLetter || character.isNumber || character == "_"
    }
    let word = text[index...].prefix(while: isWord).prefix(40)
    return word.isEmpty ? "'\(text[index])'" : "'\(String(word))'"
  }

  private func error(_ reason: String, at position: Int? = nil) -> CompositeRuleError {
    CompositeRuleError(position: position ?? index + 1, reason: reason)
  }
}
