/// The headers of a request as its signature has them: lower-case names in order, values trimmed.
struct CanonicalHeaders {
  /// Joined by `;`.
  let names: String
  /// `name:value` lines, each with its line feed.
  let lines: [UInt8]

  /// - Parameter replaced: Names in lower case whose headers are left out, but for `added` ones.
  init(
    _ headers: [(name: String, value: String)], replaced: [String] = [],
    added: [(name: String, value: String)] = []
  ) {
    var signed: [(name: String, value: String)] = []
    signed.reserveCapacity(headers.count + added.count)
    for header in headers {
      let name = header.name.lowercased()
      if Self.isSigned(name), !replaced.contains(name) { signed.append((name, header.value)) }
    }
    for header in added { signed.append((header.name.lowercased(), header.value)) }
    // Stable, so that the values of a repeated header stay in their order.
    signed.sort { $0.name < $1.name }

    var names: [UInt8] = []
    var lines: [UInt8] = []
    lines.reserveCapacity(512)
    for (index, header) in signed.enumerated() {
      if index > 0, signed[index - 1].name == header.name {
        lines[lines.count - 1] = UInt8(ascii: ",")
      } else {
        if index > 0 { names.append(UInt8(ascii: ";")) }
        names += header.name.utf8
        lines += header.name.utf8
        lines.append(UInt8(ascii: ":"))
      }
      Self.appendFolded(header.value, to: &lines)
      lines.append(UInt8(ascii: "\n"))
    }
    self.names = String(decoding: names, as: UTF8.self)
    self.lines = lines
  }

  /// Proxies and the transport add, drop and change some headers; a signature over them would break.
  static func isSigned(_ name: String) -> Bool {
    switch name {
    case "authorization", "connection", "expect", "keep-alive", "te", "trailer",
      "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id":
      false
    default:
      !name.utf8.starts(with: "proxy-".utf8) && !name.utf8.starts(with: "amz-sdk-".utf8)
    }
  }

  /// Without blanks at either end, and each run of them inside as one space; folded lines are runs.
  private static func appendFolded(_ value: String, to lines: inout [UInt8]) {
    // Over bytes: a carriage return and a line feed are one character to Swift.
    var isInside = false
    var isBlank = false
    for byte in value.utf8 {
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        isBlank = true
        continue
      }
      if isBlank, isInside { lines.append(0x20) }
      lines.append(byte)
      isBlank = false
      isInside = true
    }
  }
}
