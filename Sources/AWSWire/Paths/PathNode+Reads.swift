extension PathExpression {
  /// The members of a document that an expression looks at, by their paths through lists.
  struct Reads {
    /// Of the expression's own value.
    var values: [[String]]
    /// Of conditions, and of what only part of is the value.
    var onTheWay: [[String]]

    var all: [[String]] { values + onTheWay }
  }

  var reads: Reads {
    var onTheWay: [[String]] = []
    let values = root.values(in: [[]], &onTheWay)
    return Reads(values: values, onTheWay: onTheWay)
  }
}

extension PathNode {
  /// The paths of what this gives, seen from values at `paths`.
  fileprivate func values(in paths: [[String]], _ onTheWay: inout [[String]]) -> [[String]] {
    switch self {
    case .current, .position: return paths
    case .literal: return []
    case .member(let name): return paths.map { $0 + [name] }
    case .sequence(let left, let right):
      return right.values(in: left.values(in: paths, &onTheWay), &onTheWay)
    case .projection(let left, let projection, let right):
      let items = left.values(in: paths, &onTheWay)
      switch projection {
      case .elements, .flattened: break
      case .filtered(let condition): condition.look(in: items, &onTheWay)
      case .values:
        // The names are not known: all of it.
        onTheWay += items
        return []
      }
      return right.values(in: items, &onTheWay)
    case .and(let left, let right), .or(let left, let right):
      return left.values(in: paths, &onTheWay) + right.values(in: paths, &onTheWay)
    case .comparison(let left, _, let right), .contains(let left, let right):
      left.look(in: paths, &onTheWay)
      right.look(in: paths, &onTheWay)
      return []
    case .not(let operand), .length(let operand):
      operand.look(in: paths, &onTheWay)
      return []
    }
  }

  /// Notes the paths of what this gives as looked at.
  private func look(in paths: [[String]], _ onTheWay: inout [[String]]) {
    let values = values(in: paths, &onTheWay)
    onTheWay += values
  }
}
