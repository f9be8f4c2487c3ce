import Documents

/// Scalars as text in a path, a query or a header.
enum RESTValue {
  /// Times are ISO 8601 in paths and queries, and RFC 822 in headers, unless the model says otherwise.
  enum Place {
    case uri, header

    var timestampFormat: TimestampFormat { self == .uri ? .iso8601 : .rfc822 }
  }

  /// The text of a scalar.
  static func text(_ value: Document, _ use: Member, in place: Place) -> String {
    if use.isJSONValue {
      return String(decoding: Base64.encode(JSON.serialize(value)), as: UTF8.self)
    }
    switch value.kind {
    case .bool: return value.bool! ? "true" : "false"
    case .integer where use.shape.kind != .timestamp: return String(value.integer!)
    case .double where use.shape.kind != .timestamp: return number(value.double!)
    case .integer, .double, .timestamp:
      return Timestamp.format(
        value.number!,
        as: use.timestampFormat ?? use.shape.timestampFormat ?? place.timestampFormat)
    case .blob: return String(decoding: Base64.encode(value.blob!), as: UTF8.self)
    default: return value.string ?? ""
    }
  }

  private static func number(_ number: Double) -> String {
    number.isFinite ? "\(number)" : number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
  }
}
