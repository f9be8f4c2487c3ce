import AWSRuntime
import AWSWire
import Documents

/// What users and tools write.
enum Texts {
  /// A config file, and the same as a credentials file.
  static func config(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    do {
      let profiles = try Profiles(
        configText: text, configName: "config", credentialsText: text,
        credentialsName: "credentials")
      for name in profiles.names { precondition(profiles[name] != nil, "a name without a profile") }
    } catch {
      precondition(error.kind == .config, "an error of another kind: \(error)")
    }
  }

  /// A token file of SSO, before and after a renewal.
  static func sso(_ input: [UInt8]) {
    guard let token = SSOToken(input) else { return }
    _ = token.registration(at: 1e9)
    let answer: Document = ["accessToken": "T", "expiresIn": 60, "refreshToken": "R"]
    let renewed = token.renewed(by: answer, at: 1e9).flatMap { SSOToken($0) }
    precondition(
      renewed?.accessToken == "T" && renewed?.expiration == 1e9 + 60, "a renewal that is none")
  }

  /// A `credential_process`.
  static func command(_ input: [UInt8]) {
    guard let words = ShellWords.split(String(decoding: input, as: UTF8.self)) else { return }
    let quoted = words.map { word in
      var text = "'".unicodeScalars
      for scalar in word.unicodeScalars {
        text += scalar == "'" ? "'\\''".unicodeScalars : String(scalar).unicodeScalars
      }
      return String(text) + "'"
    }
    precondition(
      ShellWords.split(quoted.joined(separator: " ")) == words, "words that change when quoted")
  }

  static func paths(_ input: [UInt8]) {
    guard let path = try? PathExpression(String(decoding: input, as: UTF8.self)) else { return }
    _ = JSON.serialize(path.value(in: document))
    var items: [Document] = []
    path.collect(in: document, into: &items)
  }

  static func gzip(_ input: [UInt8]) {
    _ = try? Gzip.decompress(input, limit: 1 << 20)
    let packed = Gzip.compress(input)
    let unpacked = try? Gzip.decompress(packed, limit: input.count)
    precondition(unpacked == input, "gzip that changes on its way through")
  }

  private static let document: Document = [
    "a": [["b": 1, "c": "x"], ["b": [1, 2], "c": nil], [:]], "b": ["c": ["a": true]],
    "c": "text", "list": [[1, [2]], [3.5], "y"], "null": nil,
  ]
}
