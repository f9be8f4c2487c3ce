import Documents

/// Members of an answer that came as headers.
enum RESTHeader {
  /// Writes a header's value as a member's shape has it; false where it is something else.
  static func write(_ text: String, _ member: Member, _ builder: DocumentBuilder) -> Bool {
    if member.isJSONValue {
      guard let bytes = Base64.decode(text.utf8), let value = try? JSON.parse(bytes) else {
        return false
      }
      builder.append(value)
      return true
    }
    guard member.shape.kind == .list, let element = member.shape.element else {
      return writeScalar(text, member.shape, builder)
    }
    builder.beginList(shape: member.shape.number)
    let format =
      element.timestampFormat ?? element.shape.timestampFormat
      ?? RESTValue.Place.header
      .timestampFormat
    let isDates = element.shape.kind == .timestamp && format == .rfc822
    for part in split(text, isDates: isDates) {
      guard writeScalar(part, element.shape, builder) else { return false }
    }
    builder.end()
    return true
  }

  /// Writes the headers whose names start with a prefix as a map, without the prefix.
  static func writeAll(
    _ response: WireResponse, prefix: String, _ shape: Shape, _ builder: DocumentBuilder
  ) {
    let prefix = prefix.lowercased()
    builder.beginMap(shape: shape.number)
    for (name, value) in response.headers.sorted(by: { $0.key < $1.key })
    where name.hasPrefix(prefix) {
      let spelling = response.spellings[name] ?? name
      builder.key(String(spelling.dropFirst(prefix.count)))
      builder.string(value)
    }
    builder.end()
  }

  private static func writeScalar(_ text: String, _ shape: Shape, _ builder: DocumentBuilder)
    -> Bool
  {
    var text = text
    switch shape.kind {
    case .boolean:
      guard let value = text.withUTF8({ Numbers.boolean($0) }) else { return false }
      builder.bool(value)
    case .integer, .long:
      guard let value = text.withUTF8({ Numbers.integer($0) }) else { return false }
      builder.integer(value)
    case .float, .double:
      guard let value = text.withUTF8({ Numbers.double($0) }) else { return false }
      builder.double(value)
    case .timestamp:
      guard let seconds = Timestamp.parse(text), seconds.isFinite else { return false }
      builder.timestamp(seconds)
    case .blob:
      guard let bytes = Base64.decode(text.utf8) else { return false }
      builder.blob(bytes)
    default: builder.string(text)
    }
    return true
  }

  /// The elements of a list: parted by commas, maybe in quotes. A date has a comma of its own.
  private static func split(_ text: String, isDates: Bool) -> [String] {
    var parts: [String] = []
    var current = ""
    var isQuoted = false
    var wasQuoted = false
    var isEscaped = false
    var commas = 0
    func trimmed(_ part: String) -> String {
      var bytes = part.utf8[...]
      while let first = bytes.first, Numbers.isSpace(first) { bytes.removeFirst() }
      while let last = bytes.last, Numbers.isSpace(last) { bytes.removeLast() }
      return String(decoding: bytes, as: UTF8.self)
    }
    for character in text.unicodeScalars {
      if isEscaped {
        current.unicodeScalars.append(character)
        isEscaped = false
      } else if isQuoted {
        switch character {
        case "\\": isEscaped = true
        case "\"": isQuoted = false
        default: current.unicodeScalars.append(character)
        }
      } else if character == "\"" && trimmed(current).isEmpty {
        current = ""
        isQuoted = true
        wasQuoted = true
      } else if character == "," {
        commas += 1
        if isDates && commas % 2 == 1 {
          current.unicodeScalars.append(character)
        } else {
          parts.append(wasQuoted ? current : trimmed(current))
          current = ""
          wasQuoted = false
        }
      } else if !wasQuoted || !Numbers.isSpace(UInt8(truncatingIfNeeded: character.value)) {
        current.unicodeScalars.append(character)
      }
    }
    parts.append(wasQuoted ? current : trimmed(current))
    return parts
  }
}
