import Documents

/// The part that an operation puts before its endpoint's host.
enum HostPrefix {
  /// The operation's prefix with its `{Label}`s filled in from the input, or nil where it has none.
  ///
  /// Throws kind `validation` for a value that cannot be part of a host name.
  static func expand(_ operation: Operation, _ input: Document) throws(AWSError) -> String? {
    guard let template = operation.hostPrefix else { return nil }
    var prefix = ""
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: open)..<close])
      prefix += rest[..<open]
      prefix += try label(input[name], name, operation)
      rest = rest[rest.index(after: close)...]
    }
    return prefix + rest
  }

  private static func label(_ value: Document?, _ name: String, _ operation: Operation)
    throws(AWSError) -> String
  {
    let text = value?.string ?? ""
    let isLabel =
      (1...63).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
        default: false
        }
      } && !text.hasPrefix("-") && !text.hasSuffix("-")
    guard isLabel else {
      let got = value == nil ? "nothing" : "string \(text.debugDescription)"
      throw AWSError(
        .validation, code: "ParamValidation",
        "\(operation.name): \(name): expected part of a host name "
          + "(1 to 63 letters, digits and inner hyphens), got \(got)",
        operation: operation.name, service: operation.service.name)
    }
    return text
  }
}
