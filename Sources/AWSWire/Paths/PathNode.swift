import Documents

/// A part of an expression.
indirect enum PathNode: Sendable {
  case current
  case literal(Document)
  case member(String)
  /// From the end where negative.
  case position(Int)
  /// The right side sees what the left side gives.
  case sequence(PathNode, PathNode)
  /// The right side sees each of what the left side gives; nulls are left out.
  case projection(PathNode, Projection, PathNode)
  case not(PathNode)
  case and(PathNode, PathNode)
  case or(PathNode, PathNode)
  case comparison(PathNode, Comparison, PathNode)
  case length(PathNode)
  case contains(PathNode, PathNode)

  /// What a projection goes through.
  enum Projection: Sendable {
    /// `[*]`
    case elements
    /// `[]`: lists in the list are opened, one level.
    case flattened
    /// `*`: the values of a map.
    case values
    /// `[?…]`
    case filtered(PathNode)
  }

  enum Comparison: String, Sendable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  func value(in value: PathValue) -> PathValue {
    switch self {
    case .current: return value
    case .literal(let literal): return .one(literal)
    case .member(let name):
      guard case .one(let document) = value, document.kind == .map else { return .null }
      return .one(document[name] ?? nil)
    case .position(let position):
      guard let items = value.items else { return .null }
      let index = position < 0 ? items.count + position : position
      return items.indices.contains(index) ? items[index] : .null
    case .sequence(let left, let right): return right.value(in: left.value(in: value))
    case .projection(let left, let projection, let right):
      guard let items = projection.items(of: left.value(in: value)) else { return .null }
      return .list(
        items.compactMap {
          let result = right.value(in: $0)
          return result.isNull ? nil : result
        })
    case .not(let operand): return .one(Document(!operand.value(in: value).isTrue))
    case .and(let left, let right):
      let first = left.value(in: value)
      return first.isTrue ? right.value(in: value) : first
    case .or(let left, let right):
      let first = left.value(in: value)
      return first.isTrue ? first : right.value(in: value)
    case .comparison(let left, let comparison, let right):
      return comparison.compare(left.value(in: value), right.value(in: value))
    case .length(let operand): return Self.length(of: operand.value(in: value))
    case .contains(let subject, let search):
      return Self.contains(subject.value(in: value), search.value(in: value))
    }
  }

  private static func length(of value: PathValue) -> PathValue {
    switch value {
    case .list(let values): return .one(Document(values.count))
    case .one(let document):
      switch document.kind {
      case .list, .map: return .one(Document(document.count))
      // In code points, as the specification has it.
      case .string: return .one(Document(document.string!.unicodeScalars.count))
      default: return .null
      }
    }
  }

  private static func contains(_ subject: PathValue, _ search: PathValue) -> PathValue {
    if let items = subject.items {
      return .one(Document(items.contains { Comparison.areEqual($0.document, search.document) }))
    }
    guard let text = subject.document.string, let part = search.document.string else {
      return .null
    }
    return .one(Document(part.isEmpty || text.contains(part)))
  }
}

extension PathNode.Projection {
  /// What the right side of a projection sees; nil where there is nothing to go through.
  fileprivate func items(of value: PathValue) -> [PathValue]? {
    switch self {
    case .elements: return value.items
    case .flattened: return value.items?.flatMap { $0.items ?? [$0] }
    case .filtered(let condition):
      return value.items?.filter { condition.value(in: $0).isTrue }
    case .values:
      guard case .one(let document) = value, document.kind == .map else { return nil }
      return document.children.map { .one($0) }
    }
  }
}

extension PathNode.Comparison {
  fileprivate func compare(_ left: PathValue, _ right: PathValue) -> PathValue {
    let a = left.document
    let b = right.document
    switch self {
    case .equal: return .one(Document(Self.areEqual(a, b)))
    case .unequal: return .one(Document(!Self.areEqual(a, b)))
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      if let x = a.number, let y = b.number { return .one(Document(holds(x, y))) }
      // An order of texts goes beyond the specification; AWS's SDKs have it.
      guard let x = a.string, let y = b.string else { return .null }
      return .one(Document(holds(x, y)))
    }
  }

  private func holds<T: Comparable>(_ x: T, _ y: T) -> Bool {
    switch self {
    case .less: x < y
    case .lessOrEqual: x <= y
    case .greater: x > y
    case .greaterOrEqual: x >= y
    case .equal: x == y
    case .unequal: x != y
    }
  }

  /// As JSON sees it: a whole number equals the same number with a point.
  static func areEqual(_ a: Document, _ b: Document) -> Bool {
    if let x = a.number, let y = b.number { return x == y }
    guard a.kind == b.kind, a.count == b.count else { return false }
    switch a.kind {
    case .list: return zip(a.elements, b.elements).allSatisfy { areEqual($0, $1) }
    case .map:
      return a.entries.allSatisfy { key, value in b[key].map { areEqual($0, value) } ?? false }
    default: return a == b
    }
  }
}
