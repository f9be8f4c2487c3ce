import AWSWire
import Documents

/// The table of named values that a function of `sim` is given. Each is read once, by the type that it
/// has to be of; what is wrong is raised as kind `argument` with the function's name.
struct SimOptions {
  /// Such as `sim.put_metric`.
  let function: String
  private let values: [String: Document]
  /// The moment that relative times count from.
  private let now: Double

  init(_ table: Document, of function: String, knowing names: [String], now: Double)
    throws(AWSError)
  {
    self.function = function
    self.now = now
    guard table.kind == .map else {
      throw Self.problem("\(function): expected a table of named values, got \(table.luaText)")
    }
    var values: [String: Document] = [:]
    for (name, value) in table.entries {
      guard names.contains(name) else {
        throw Self.problem(
          "\(function): unknown option '\(name)'" + suggestion(for: name, among: names)
            + "; known: " + names.joined(separator: ", "))
      }
      values[name] = value
    }
    self.values = values
  }

  subscript(name: String) -> Document? { values[name].flatMap { $0.isNull ? nil : $0 } }

  func string(_ name: String) throws(AWSError) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.string else { throw expected("string", name) }
    return text
  }

  func requiredString(_ name: String) throws(AWSError) -> String {
    guard let text = try string(name), !text.isEmpty else { throw expected("string", name) }
    return text
  }

  func number(_ name: String) throws(AWSError) -> Double? {
    guard let value = self[name] else { return nil }
    guard let number = value.number, number.isFinite else { throw expected("number", name) }
    return number
  }

  func bool(_ name: String) throws(AWSError) -> Bool? {
    guard let value = self[name] else { return nil }
    guard let flag = value.bool else { throw expected("boolean", name) }
    return flag
  }

  /// A whole number from `least`.
  func count(_ name: String, from least: Int) throws(AWSError) -> Int? {
    guard let number = try number(name) else { return nil }
    guard let count = Int(exactly: number), count >= least else {
      throw expected("whole number from \(least)", name)
    }
    return count
  }

  /// Seconds of a number or a text such as `"5m"`.
  func duration(_ name: String) throws(AWSError) -> Double? {
    guard let value = self[name] else { return nil }
    let seconds = value.number ?? value.string.flatMap(DurationText.seconds)
    guard let seconds, seconds.isFinite, seconds >= 0 else {
      throw expected("seconds or a duration such as \"5m\"", name)
    }
    return seconds
  }

  /// Epoch seconds of a number or a text such as `"3h ago"`.
  func time(_ name: String) throws(AWSError) -> Double? {
    guard let value = self[name] else { return nil }
    let seconds = value.number ?? value.string.flatMap { TimeModule.parse($0, now: now) }
    guard let seconds, seconds.isFinite else {
      throw expected("time such as \"3h ago\" or \"2026-11-23T21:00:00Z\"", name)
    }
    return seconds
  }

  /// Numbers, with nil where the list has `false`.
  func numbers(_ name: String) throws(AWSError) -> [Double?]? {
    guard let value = self[name] else { return nil }
    guard value.kind == .list else { throw expected("list of numbers", name) }
    var numbers: [Double?] = []
    for element in value.elements {
      guard element.bool == false || element.number?.isFinite == true else {
        throw Self.problem(
          "\(function): \(name)[\(numbers.count + 1)]: expected a number, or false where there is no "
            + "data, got \(element.luaText)")
      }
      numbers.append(element.number)
    }
    return numbers
  }

  /// Pairs of names and texts, in order of name.
  func pairs(_ name: String) throws(AWSError) -> [(String, String)] {
    guard let value = self[name] else { return [] }
    guard value.kind == .map else { throw expected("table of names and texts", name) }
    var pairs: [(String, String)] = []
    for (key, text) in value.entries {
      guard let text = text.string else {
        throw Self.problem(
          "\(function): \(name).\(key): expected string, got \(text.luaText)")
      }
      pairs.append((key, text))
    }
    return pairs.sorted { $0.0 < $1.0 }
  }

  func expected(_ what: String, _ name: String) -> AWSError {
    Self.problem("\(function): \(name): expected \(what), got \(self[name]?.luaText ?? "nil")")
  }

  static func problem(_ message: String) -> AWSError {
    AWSError(.argument, code: "InvalidOption", message)
  }
}

extension Document {
  /// A value as messages name it: `string "80%"`, `number 5`, `table`.
  var luaText: String {
    switch kind {
    case .null: "nil"
    case .bool: bool == true ? "true" : "false"
    case .integer, .double, .timestamp: "number \(self)"
    case .string: "string \"\(string!)\""
    case .blob: "binary"
    case .list, .map: "table"
    }
  }
}
