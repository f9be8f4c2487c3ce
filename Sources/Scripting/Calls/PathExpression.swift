import AWSWire
import Documents

/// The small part of JMESPath that botocore's paginators use: names joined by dots, `[]` to go
/// through a list, `[-1]` for its last element, and `||` for the first that is there.
struct PathExpression {
  private enum Step {
    case member(String)
    case each
    case last
  }

  private let alternatives: [[Step]]

  /// Throws kind `internal` for an expression beyond that part.
  init(_ text: String) throws(AWSError) {
    var alternatives: [[Step]] = []
    for alternative in text.split(separator: "|", omittingEmptySubsequences: true) {
      var steps: [Step] = []
      for part in alternative.split(separator: ".") {
        var name = String(part).trimmed
        var suffixes: [Step] = []
        while name.hasSuffix("]") {
          if name.hasSuffix("[]") {
            suffixes.insert(.each, at: 0)
            name.removeLast(2)
          } else if name.hasSuffix("[-1]") {
            suffixes.insert(.last, at: 0)
            name.removeLast(4)
          } else {
            break
          }
        }
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
          throw AWSError(.internal, code: "BadPath", "cannot follow the paginator's path '\(text)'")
        }
        steps.append(.member(name))
        steps += suffixes
      }
      alternatives.append(steps)
    }
    self.alternatives = alternatives
  }

  /// The value at the path; nil where there is none.
  func first(in document: Document) -> Document? {
    for steps in alternatives {
      var found: [Document] = []
      Self.follow(steps[...], document, &found)
      if let value = found.first { return value }
    }
    return nil
  }

  /// The elements of the list at the path (or the value itself, where it is none), appended.
  func collect(in document: Document, into items: inout [Document]) {
    for steps in alternatives {
      var found: [Document] = []
      Self.follow(steps[...], document, &found)
      for value in found {
        if value.kind == .list {
          items.append(contentsOf: value.elements)
        } else {
          items.append(value)
        }
      }
      if !found.isEmpty { return }
    }
  }

  private static func follow(
    _ steps: ArraySlice<Step>, _ document: Document, _ found: inout [Document]
  ) {
    guard let step = steps.first else { return found.append(document) }
    switch step {
    case .member(let name):
      if let value = document[name] { follow(steps.dropFirst(), value, &found) }
    case .each:
      for element in document.elements { follow(steps.dropFirst(), element, &found) }
    case .last:
      if let last = document[document.count - 1] { follow(steps.dropFirst(), last, &found) }
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
