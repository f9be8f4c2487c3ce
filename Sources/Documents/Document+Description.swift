extension Document: CustomStringConvertible {
  /// A readable form for messages and test failures; not a wire format.
  public var description: String {
    switch kind {
    case .null: "null"
    case .bool: "\(bool!)"
    case .integer: "\(integer!)"
    case .double: "\(double!)"
    case .timestamp: "@\(timestamp!)"
    case .string: string!.debugDescription
    case .blob: "<\(blob!.count) bytes>"
    case .list: "[" + elements.map(\.description).joined(separator: ", ") + "]"
    case .map:
      "{" + entries.map { "\($0.key): \($0.value.description)" }.joined(separator: ", ") + "}"
    }
  }
}
