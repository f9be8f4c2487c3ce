import Documents

extension JSON {
  /// Writes a document as JSON text in UTF-8.
  ///
  /// Blobs become base64, timestamps epoch seconds (without a fraction where they have none), NaN and
  /// the infinities the strings `NaN`, `Infinity` and `-Infinity`. A double is written with as few
  /// digits as read back equal, and always as a double (`80.0`). Bytes of a string that are not
  /// UTF-8 become U+FFFD.
  public static func serialize(_ document: Document, pretty: Bool = false) -> [UInt8] {
    var writer = Writer(pretty: pretty)
    writer.write(document, depth: 0)
    return writer.output
  }

  /// Appends `text` as a JSON string, with its quotes.
  static func appendQuoted(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var start = text.startIndex
    for (index, byte) in text.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
      output.append(contentsOf: text[start..<index])
      output.append(UInt8(ascii: "\\"))
      switch byte {
      case 0x22, 0x5C: output.append(byte)
      case 0x08: output.append(UInt8(ascii: "b"))
      case 0x09: output.append(UInt8(ascii: "t"))
      case 0x0A: output.append(UInt8(ascii: "n"))
      case 0x0C: output.append(UInt8(ascii: "f"))
      case 0x0D: output.append(UInt8(ascii: "r"))
      default:
        output.append(contentsOf: "u00".utf8)
        output.append(hexDigit(byte >> 4))
        output.append(hexDigit(byte & 15))
      }
      start = index + 1
    }
    output.append(contentsOf: text[start...])
    output.append(UInt8(ascii: "\""))
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  private struct Writer {
    let pretty: Bool
    var output: [UInt8] = []

    mutating func write(_ value: Document, depth: Int) {
      switch value.kind {
      case .null: output.append(contentsOf: "null".utf8)
      case .bool: output.append(contentsOf: (value.bool! ? "true" : "false").utf8)
      case .integer: output.append(contentsOf: String(value.integer!).utf8)
      case .double: write(value.double!)
      case .timestamp: write(timestamp: value.timestamp!)
      case .string: value.withBytes { write(text: $0) }
      case .blob:
        output.append(UInt8(ascii: "\""))
        value.withBytes { output.append(contentsOf: Base64.encode($0)) }
        output.append(UInt8(ascii: "\""))
      case .list:
        output.append(UInt8(ascii: "["))
        var isFirst = true
        for element in value.elements {
          separate(&isFirst, depth: depth)
          write(element, depth: depth + 1)
        }
        close("]", isEmpty: isFirst, depth: depth)
      case .map:
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        for (key, entry) in value.entries {
          separate(&isFirst, depth: depth)
          var key = key
          key.withUTF8 { JSON.appendQuoted($0, to: &output) }
          output.append(UInt8(ascii: ":"))
          if pretty { output.append(UInt8(ascii: " ")) }
          write(entry, depth: depth + 1)
        }
        close("}", isEmpty: isFirst, depth: depth)
      }
    }

    private mutating func write(_ number: Double) {
      if number.isFinite {
        output.append(contentsOf: number.description.utf8)
      } else {
        write(special: number)
      }
    }

    private mutating func write(timestamp: Double) {
      if let whole = Int64(exactly: timestamp) {
        output.append(contentsOf: String(whole).utf8)
      } else {
        write(timestamp)
      }
    }

    private mutating func write(special number: Double) {
      let name = number.isNaN ? "\"NaN\"" : number < 0 ? "\"-Infinity\"" : "\"Infinity\""
      output.append(contentsOf: name.utf8)
    }

    private mutating func write(text: UnsafeBufferPointer<UInt8>) {
      if String(validating: text, as: UTF8.self) != nil {
        JSON.appendQuoted(text, to: &output)
      } else {
        var repaired = String(decoding: text, as: UTF8.self)
        repaired.withUTF8 { JSON.appendQuoted($0, to: &output) }
      }
    }

    private mutating func separate(_ isFirst: inout Bool, depth: Int) {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      if pretty { newLine(depth: depth + 1) }
    }

    private mutating func close(_ bracket: Unicode.Scalar, isEmpty: Bool, depth: Int) {
      if pretty && !isEmpty { newLine(depth: depth) }
      output.append(UInt8(ascii: bracket))
    }

    private mutating func newLine(depth: Int) {
      output.append(UInt8(ascii: "\n"))
      output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }
  }
}
