extension Shape {
  /// This shape with no other members than a tree names; itself where the tree wants all of it.
  ///
  /// A codec that reads by such a shape passes over the other members as it does over those that a
  /// model does not know. Maps, scalars and JSON documents are read whole or not at all.
  func part(_ tree: FieldTree) -> Shape {
    if tree.isWhole { return self }
    switch kind {
    case .structure where !isDocument:
      let part = emptyCopy()
      part.members = members.compactMap { member in
        tree.branches[member.name].map { member.with(member.shape.part($0)) }
      }
      part.payload = payload.flatMap { part.member(named: $0) == nil ? nil : $0 }
      return part
    case .list:
      let part = emptyCopy()
      part.element = element.map { $0.with($0.shape.part(tree)) }
      return part
    default: return self
    }
  }

  private func emptyCopy() -> Shape {
    let copy = Shape(name: name, kind: kind, number: number)
    copy.whole = self
    copy.enumValues = enumValues
    copy.minimum = minimum
    copy.maximum = maximum
    copy.pattern = pattern
    copy.timestampFormat = timestampFormat
    copy.isFlattened = isFlattened
    // A choice that was not asked for is no unknown one.
    copy.isUnion = false
    copy.isSensitive = isSensitive
    copy.isEventStream = isEventStream
    copy.errorCode = errorCode
    copy.isException = isException
    return copy
  }
}

extension Member {
  /// The same use of another shape.
  fileprivate func with(_ shape: Shape) -> Member {
    if shape === self.shape { return self }
    let copy = Member(name: name, shape: shape, number: number)
    copy.isRequired = isRequired
    copy.location = location
    copy.locationName = locationName
    copy.queryName = queryName
    copy.isFlattened = isFlattened
    copy.isXMLAttribute = isXMLAttribute
    copy.xmlNamespace = xmlNamespace
    copy.timestampFormat = timestampFormat
    copy.isIdempotencyToken = isIdempotencyToken
    copy.isHostLabel = isHostLabel
    copy.isJSONValue = isJSONValue
    copy.isDeprecated = isDeprecated
    return copy
  }
}
