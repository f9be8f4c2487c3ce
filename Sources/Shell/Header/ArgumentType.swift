import Documents
import Scripting

/// What a script's argument may be, with the choices it is held to.
struct ArgumentType: Equatable {
  enum Base: String, CaseIterable {
    case string, int, number, bool, duration, list
  }

  var base: Base
  /// The values allowed, as written in the header; empty: any. For a list, each element's.
  var choices: [String] = []

  /// The type as a header writes it.
  var description: String {
    choices.isEmpty ? base.rawValue : "\(base.rawValue){\(choices.joined(separator: ","))}"
  }

  /// What a value has to be, for messages.
  var expectation: String {
    if !choices.isEmpty {
      return (base == .list ? "a list of " : "one of ") + choices.joined(separator: ", ")
    }
    return switch base {
    case .string: "text"
    case .int: "an integer"
    case .number: "a number"
    case .bool: "true or false"
    case .duration: DurationText.expectation
    case .list: "values separated by commas"
    }
  }

  /// The value of a word, or nil where the word is not of this type.
  ///
  /// Numbers are Lua's: `80` is an integer and `80.0` a float. A duration is a number of seconds. A
  /// list is split at commas; the empty word is the empty list.
  func value(of word: String) -> Document? {
    guard base == .list else {
      guard let value = scalar(word), isChoice(value) else { return nil }
      return value
    }
    if word.isEmpty { return [] }
    let elements = word.split(separator: ",", omittingEmptySubsequences: false)
      .map { trimmed($0) }
    guard choices.isEmpty || elements.allSatisfy(choices.contains) else { return nil }
    return Document(elements.map { Document($0) })
  }

  private func isChoice(_ value: Document) -> Bool {
    choices.isEmpty || choices.contains { scalar($0) == value }
  }

  private func scalar(_ word: String) -> Document? {
    switch base {
    case .string, .list: Document(word)
    case .int: Int64(word).map { Document($0) }
    case .number: number(word)
    case .bool:
      switch word {
      case "true", "yes", "on", "1": true
      case "false", "no", "off", "0": false
      default: nil
      }
    case .duration: DurationText.seconds(word).map(number)
    }
  }

  private func number(_ word: String) -> Document? {
    if let integer = Int64(word) { return Document(integer) }
    // Swift reads "inf", "nan" and hexadecimal floats too; none of them is meant here.
    guard word.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let value = Double(word),
      value.isFinite
    else { return nil }
    return Document(value)
  }

  private func number(_ value: Double) -> Document {
    if let integer = Int64(exactly: value) { return Document(integer) }
    return Document(value)
  }
}

/// Text without the spaces and tabs around it.
func trimmed(_ text: some StringProtocol) -> String {
  var rest = Substring(text)
  while let first = rest.first, first == " " || first == "\t" || first == "\r" {
    rest.removeFirst()
  }
  while let last = rest.last, last == " " || last == "\t" || last == "\r" { rest.removeLast() }
  return String(rest)
}
