import Spelling

/// Why an expression of metric math is none, or cannot be evaluated.
package struct MathError: Error, Equatable, CustomStringConvertible {
  package enum Kind: Equatable, Sendable {
    /// The text is no expression.
    case syntax
    /// A function, an id or a word that does not exist.
    case unknown
    /// An argument or a result of the wrong type, or one too many or too few.
    case type
    /// A function that is known but cannot be computed from series alone.
    case refused
    /// A value out of range, such as a slice that begins before the first series.
    case value
    /// Series whose points do not lie on one grid of times.
    case period
    /// Expressions that refer to each other in a circle.
    case cycle
    /// Queries that do not go together: two with one id, or not what an alarm may watch.
    case queries
  }

  package var kind: Kind
  /// Where in the expression, in characters from 1.
  package var column: Int?
  /// The id of the query whose expression has the error, where there are several.
  package var id: String?
  /// The reason, without the position.
  package var reason: String

  package init(_ kind: Kind, column: Int? = nil, id: String? = nil, _ reason: String) {
    self.kind = kind
    self.column = column
    self.id = id
    self.reason = reason
  }

  /// `; did you mean 'x'?`, or nothing.
  static func hint(for name: String, among known: some Sequence<String>) -> String {
    nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// `e1: column 8: argument 1 of 'SUM': …`.
  package var description: String {
    let place = column.map { "column \($0): " } ?? ""
    return (id.map { "\($0): " } ?? "") + place + reason
  }
}
