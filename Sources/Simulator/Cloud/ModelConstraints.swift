import AWSWire
import Documents

/// Checks lengths and ranges that a service's model states. Clients leave them to the service,
/// which answers ValidationError.
enum ModelConstraints {
  static func check(_ value: Document, _ shape: Shape, at path: String = "") throws(AWSError) {
    switch shape.kind {
    case .structure:
      for member in shape.members {
        guard let inner = value[member.name], !inner.isNull else { continue }
        try check(inner, member.shape, at: path.isEmpty ? member.name : "\(path).\(member.name)")
      }
    case .list:
      try range(value.count, shape, "entries", at: path)
      guard let element = shape.element else { return }
      var position = 1
      for inner in value.elements {
        try check(inner, element.shape, at: "\(path)[\(position)]")
        position += 1
      }
    case .map:
      try range(value.count, shape, "entries", at: path)
      guard let element = shape.value else { return }
      for (key, inner) in value.entries { try check(inner, element.shape, at: "\(path).\(key)") }
    case .string:
      if shape.minimum != nil || shape.maximum != nil, let string = value.string {
        try range(string.unicodeScalars.count, shape, "characters", at: path)
      }
    case .integer, .long:
      if let integer = value.integer { try range(Int(integer), shape, nil, at: path) }
    case .float, .double, .boolean, .blob, .timestamp:
      break
    }
  }

  private static func range(_ count: Int, _ shape: Shape, _ unit: String?, at path: String)
    throws(AWSError)
  {
    let what = unit.map { " \($0)" } ?? ""
    if let minimum = shape.minimum, Double(count) < minimum {
      throw .validation("\(path): expected at least \(Int(minimum))\(what), got \(count)")
    }
    if let maximum = shape.maximum, Double(count) > maximum {
      throw .validation("\(path): expected at most \(Int(maximum))\(what), got \(count)")
    }
  }
}
