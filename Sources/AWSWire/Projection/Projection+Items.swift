/// Projections of the items that the pages of an operation hold.
extension Projection {
  /// Keeps some members of each item, and what the pages themselves are found by.
  ///
  /// - Parameters:
  ///   - fields: Paths of members in an item, such as `State.Name`; a path goes through lists to each
  ///     element. Where several kinds of items come, each keeps those that it has.
  ///   - items: Where the items are in an output.
  ///   - kept: What else is looked up in an output: its tokens.
  ///
  /// Throws kind `validation`, code `ParamValidation`, with every path that no item has.
  public convenience init(
    fields: [String], items: [PathExpression], keeping kept: [PathExpression],
    of operation: Operation
  ) throws(AWSError) {
    func failure(_ problem: String) -> AWSError {
      AWSError(
        .validation, code: "ParamValidation", "\(operation.name): fields: \(problem)",
        operation: operation.name, service: operation.service.name)
    }
    var tree = FieldTree()
    for expression in kept {
      for path in expression.reads.all { tree.insert(path) }
    }
    var kinds: [(path: [String], shape: Shape)] = []
    for expression in items {
      let reads = expression.reads
      for path in reads.onTheWay { tree.insert(path) }
      for path in reads.values {
        if let shape = operation.output?.item(at: path) {
          tree.open(path)
          kinds.append((path, shape))
        } else {
          tree.insert(path)
        }
      }
    }
    guard let output = operation.output, !kinds.isEmpty else {
      throw failure("its items have no members to choose from")
    }
    guard !fields.isEmpty else { throw failure("expected at least one member, got none") }
    var problems: [String] = []
    for field in fields {
      let path = field.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        .map { String(Substring($0)) }
      let missing = kinds.map { $0.shape.missing(path[...]) }
      for (kind, problem) in zip(kinds, missing) where problem == nil {
        tree.insert(kind.path + path)
      }
      // The kind that has most of the path knows best what was meant.
      if !missing.contains(where: { $0 == nil }),
        let best = missing.compactMap(\.self).min(by: { $0.rest < $1.rest })
      {
        problems.append("'\(field)': \(best.problem)")
      }
    }
    guard problems.isEmpty else { throw failure(ShapeWalk.summary(problems)) }
    self.init(tree, of: output, operation.vocabulary)
  }
}

extension Shape {
  /// What is at the bottom of a list's elements; itself where it is no list.
  private var content: Shape {
    var shape = self
    while shape.kind == .list, let element = shape.element { shape = element.shape }
    return shape
  }

  /// The structure that items at a path are; nil where they are none.
  fileprivate func item(at path: [String]) -> Shape? {
    var shape = content
    for name in path {
      guard shape.kind == .structure, let member = shape.member(named: name) else { return nil }
      shape = member.shape.content
    }
    return shape.kind == .structure && !shape.isDocument ? shape : nil
  }

  /// Why a path leads nowhere, and how much of it is left there; nil where it leads to a member.
  fileprivate func missing(_ path: ArraySlice<String>) -> (problem: String, rest: Int)? {
    guard let name = path.first else { return nil }
    let shape = content
    guard shape.kind == .structure, !shape.isDocument else {
      return (
        "\(shape.name) is a \(shape.isDocument ? "JSON value" : shape.kind.rawValue), "
          + "which comes whole", path.count
      )
    }
    guard let member = shape.member(named: name) else {
      return (
        "\(shape.name) has no member '\(name)'"
          + suggestion(for: name, among: shape.members.map(\.name)), path.count
      )
    }
    return member.shape.missing(path.dropFirst())
  }
}
