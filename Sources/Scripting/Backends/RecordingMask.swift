import AWSWire
import Documents

/// Takes out of a recording what is nobody's business: always secrets, and on wish account numbers.
///
/// Secret is what the service's model marks as sensitive and, since older models mark little, the
/// members in ``secretMembers``. Strings become `(masked)`, blobs those bytes, numbers 0.
struct RecordingMask {
  /// Whether numbers of 12 digits in strings become ``accountText``.
  var hidesAccounts = false

  static let secretText = "(masked)"
  static let accountText = "000000000000"

  /// Names, in lower case, whose values give access whatever the model says.
  static let secretMembers: Set<String> = [
    "accesstoken", "authorizationtoken", "clientsecret", "idtoken", "keymaterial",
    "masteruserpassword", "password", "passworddata", "plaintext", "privatekey", "refreshtoken",
    "samlassertion", "secretaccesskey", "secretbinary", "secretstring", "servicepassword",
    "sessiontoken", "tokencode", "webidentitytoken",
  ]

  /// The value without what is masked. Its kinds of values stay as they are.
  func masked(_ value: Document, _ shape: Shape?) -> Document {
    let builder = DocumentBuilder()
    append(value, shape, isSecret: false, to: builder)
    return builder.finish()
  }

  private func append(
    _ value: Document, _ shape: Shape?, isSecret: Bool, to builder: DocumentBuilder
  ) {
    let isSecret = isSecret || shape?.isSensitive == true
    switch value.kind {
    case .null: builder.null()
    case .list:
      builder.beginList()
      for entry in value.elements {
        append(entry, shape?.element?.shape, isSecret: isSecret, to: builder)
      }
      builder.end()
    case .map:
      let hidesKeys = shape?.kind == .map && (isSecret || shape?.key?.shape.isSensitive == true)
      builder.beginMap()
      for (position, (name, entry)) in value.entries.enumerated() {
        builder.key(hidesKeys ? "\(Self.secretText) \(position + 1)" : text(name))
        append(
          entry, shape?.member(named: name)?.shape ?? shape?.value?.shape,
          isSecret: isSecret || Self.secretMembers.contains(name.lowercased()), to: builder)
      }
      builder.end()
    case _ where !isSecret:
      if hidesAccounts, let string = value.string {
        builder.string(text(string))
      } else {
        builder.append(value)
      }
    case .bool: builder.bool(false)
    case .integer: builder.integer(0)
    case .double: builder.double(0)
    case .timestamp: builder.timestamp(0)
    case .string: builder.string(Self.secretText)
    case .blob: builder.blob(Array(Self.secretText.utf8))
    }
  }

  /// The text without account numbers, where these are hidden: exactly 12 digits that no letter or
  /// digit touches.
  func text(_ text: String) -> String {
    guard hidesAccounts else { return text }
    var output: [UInt8] = []
    var word: [UInt8] = []
    func flush() {
      let isAccount =
        word.count == 12 && word.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      output += isAccount ? Array(Self.accountText.utf8) : word
      word.removeAll(keepingCapacity: true)
    }
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      if byte >= 0x80 || scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        word.append(byte)
      } else {
        flush()
        output.append(byte)
      }
    }
    flush()
    return String(decoding: output, as: UTF8.self)
  }
}
