import Documents

/// The part of an operation's output that a caller wants.
///
/// It is a shape with fewer members than the model's: what it lacks is passed over while an answer is
/// read and never becomes a value. Codecs take it in ``Codec/decode(_:_:_:)``; for outputs that were
/// not read by a codec there is ``part(of:)``, with the same result.
///
public final class Projection: Sendable {
  /// The operation's output without the other members.
  let output: Shape
  /// How XML answers are read, once one was.
  let xmlPlan = XMLPlanCache()
  private let vocabulary: Vocabulary

  /// Keeps what a tree names of an operation's output, which has to have one.
  init(_ tree: FieldTree, of output: Shape, _ vocabulary: Vocabulary) {
    self.output = output.part(tree)
    self.vocabulary = vocabulary
  }

  // MARK: Outputs that are there

  /// What a codec would have read of an output.
  public func part(of document: Document) -> Document {
    let builder = DocumentBuilder(vocabulary: vocabulary)
    append(document, output, to: builder)
    return builder.finish()
  }

  private func append(_ value: Document, _ shape: Shape, to builder: DocumentBuilder) {
    switch (value.kind, shape.kind) {
    case (.map, .structure) where !shape.isDocument:
      builder.beginMap(shape: shape.number)
      for entry in value.children {
        let name = entry.key ?? ""
        if let member = shape.member(named: name) {
          builder.key(member: member.number)
          if member.isJSONValue {
            builder.append(entry)
          } else {
            append(entry, member.shape, to: builder)
          }
        } else if shape.whole == nil {
          // Such as the name of a union's unknown choice.
          builder.key(name)
          builder.append(entry)
        }
      }
      builder.end()
    case (.map, .map):
      builder.beginMap(shape: shape.number)
      for entry in value.children {
        entry.withKeyBytes { builder.key(bytes: $0) }
        if let content = shape.value?.shape { append(entry, content, to: builder) }
      }
      builder.end()
    case (.list, .list):
      builder.beginList(shape: shape.number)
      for item in value.elements {
        if let element = shape.element?.shape { append(item, element, to: builder) }
      }
      builder.end()
    default: builder.append(value)
    }
  }
}
