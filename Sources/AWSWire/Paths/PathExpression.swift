import Documents

/// A JMESPath expression: where in an answer paginators and waiters look.
///
/// What AWS's models use of the language, and a little more: names, sub-expressions, positions,
/// projections (`[]`, `[*]`, `.*`, filters), literals, comparisons, `&&`, `||`, `!`, parentheses,
/// pipes, and the functions `length` and `contains`. Values are shared with the document, not copied.
/// See <https://jmespath.org/specification.html>.
///
/// Where JMESPath raises an error (the length of null), the value is null, as for a waiter an answer
/// without the list is one that does not fit.
public struct PathExpression: Sendable {
  /// The expression as it was written.
  public let text: String
  let root: PathNode

  /// Throws kind `internal`, code `BadPath`, for what is no expression of that part of the language.
  public init(_ text: String) throws(AWSError) {
    self.text = text
    var parser = try PathParser(text)
    root = try parser.parse()
  }

  /// The value in a document; null where there is none.
  public func value(in document: Document) -> Document { root.value(in: .one(document)).document }

  /// The values in a document: the elements of a list, or the one value, or nothing for null.
  public func values(in document: Document) -> [Document] {
    let value = root.value(in: .one(document))
    return value.elements ?? value.some
  }

  /// The value in a document; nil where there is none.
  public func first(in document: Document) -> Document? {
    let value = value(in: document)
    // A bare nil would be a document that is null.
    return value.isNull ? .none : value
  }

  /// Appends the items of a page: ``values(in:)``, but for a number, which is a count of them.
  public func collect(in document: Document, into items: inout [Document]) {
    let value = root.value(in: .one(document))
    if let elements = value.elements {
      items += elements
    } else if value.document.number == nil {
      items += value.some
    }
  }
}

/// A value on the way: one of the document, or a list that a projection made.
enum PathValue {
  case one(Document)
  case list([PathValue])

  static let null = PathValue.one(nil)

  var isNull: Bool {
    if case .one(let document) = self { return document.isNull }
    return false
  }

  /// As one document, lists copied.
  var document: Document {
    switch self {
    case .one(let document): document
    case .list(let values): Document(values.map(\.document))
    }
  }

  /// The elements of a list; nil for anything else.
  var items: [PathValue]? {
    switch self {
    case .one(let document):
      document.kind == .list ? document.elements.map { .one($0) } : nil
    case .list(let values): values
    }
  }

  /// The elements of a list as documents; nil for anything else.
  var elements: [Document]? { items?.map(\.document) }

  /// The value alone; nothing for null.
  var some: [Document] { isNull ? [] : [document] }

  /// JMESPath's truth: null, false, and what is empty are false; 0 is true.
  var isTrue: Bool {
    switch self {
    case .list(let values): !values.isEmpty
    case .one(let document):
      switch document.kind {
      case .null: false
      case .bool: document.bool!
      case .string: !document.withBytes { $0.isEmpty }
      case .list, .map: document.count > 0
      default: true
      }
    }
  }
}
