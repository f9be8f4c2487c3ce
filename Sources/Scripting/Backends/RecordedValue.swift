import AWSWire
import Documents

/// Gives values their types back that JSON does not have.
enum RecordedValue {
  /// The value with blobs for base64 and numbers for `NaN` and the infinities, where the shape has
  /// them. What does not fit stays as it is, for ``OutputShaper`` to refuse.
  static func typed(_ value: Document, _ shape: Shape?) -> Document {
    guard let shape else { return value }
    let builder = DocumentBuilder()
    append(value, shape, to: builder)
    return builder.finish()
  }

  private static func append(_ value: Document, _ shape: Shape, to builder: DocumentBuilder) {
    switch (value.kind, shape.kind) {
    case (.map, .structure) where !shape.isDocument:
      builder.beginMap()
      for (name, entry) in value.entries {
        builder.key(name)
        if let member = shape.member(named: name), !member.isJSONValue {
          append(entry, member.shape, to: builder)
        } else {
          builder.append(entry)
        }
      }
      builder.end()
    case (.map, .map):
      builder.beginMap()
      for (name, entry) in value.entries {
        builder.key(name)
        if let use = shape.value { append(entry, use.shape, to: builder) }
      }
      builder.end()
    case (.list, .list):
      builder.beginList()
      for entry in value.elements {
        if let use = shape.element { append(entry, use.shape, to: builder) }
      }
      builder.end()
    case (.string, .blob):
      if let bytes = value.withBytes({ Base64.decode($0) }) {
        builder.blob(bytes)
      } else {
        // Neither bytes nor text: no shape takes it, so that it is refused.
        builder.bool(false)
      }
    case (.string, .float), (.string, .double):
      if let number = special[value.string!] {
        builder.double(number)
      } else {
        builder.append(value)
      }
    default: builder.append(value)
    }
  }

  private static let special = ["NaN": Double.nan, "Infinity": .infinity, "-Infinity": -.infinity]

  /// A text that is equal for inputs that ask for the same: keys sorted, without the idempotency
  /// tokens, which are new in every run, and on wish without timestamps.
  static func key(_ input: Document, _ shape: Shape?, dropsTimes: Bool) -> String {
    let builder = DocumentBuilder()
    appendKey(input, shape, dropsTimes, isTop: true, to: builder)
    return String(decoding: JSON.serialize(builder.finish()), as: UTF8.self)
  }

  private static func appendKey(
    _ value: Document, _ shape: Shape?, _ dropsTimes: Bool, isTop: Bool, to builder: DocumentBuilder
  ) {
    if dropsTimes && shape?.kind == .timestamp {
      builder.null()
      return
    }
    switch value.kind {
    case .list:
      builder.beginList()
      for entry in value.elements {
        appendKey(entry, shape?.element?.shape, dropsTimes, isTop: false, to: builder)
      }
      builder.end()
    case .map:
      builder.beginMap()
      for (name, entry) in value.entries.sorted(by: { $0.key < $1.key }) {
        let member = shape?.member(named: name)
        if isTop && member?.isIdempotencyToken == true { continue }
        builder.key(name)
        appendKey(
          entry, member?.shape ?? shape?.value?.shape, dropsTimes, isTop: false, to: builder)
      }
      builder.end()
    default: builder.append(value)
    }
  }
}
