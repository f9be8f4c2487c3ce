import AWSSigning
import AWSWire
import Documents

/// Reads keys from the JSON that a service, a process or a container hands out. No value of it ever
/// comes into a message.
struct CredentialDocument {
  /// The beginning of a message.
  let place: String
  var idName = "AccessKeyId"
  var secretName = "SecretAccessKey"
  var tokenName = "Token"
  /// True where a text without an expiry is broken rather than of keys that stay.
  var expires = true

  func parse(_ bytes: [UInt8]) throws(AWSError) -> Document {
    let document: Document
    do throws(JSON.Failure) {
      document = try JSON.parse(bytes)
    } catch {
      throw failure("expected JSON, got \(bytes.isEmpty ? "nothing" : "text that is none")")
    }
    guard document.kind == .map else { throw failure("expected a JSON object, got another value") }
    return document
  }

  func credentials(in document: Document) throws(AWSError) -> Credentials {
    let id = try text(document, idName)
    let secret = try text(document, secretName)
    return Credentials(
      accessKeyID: id, secretAccessKey: secret,
      sessionToken: document[tokenName]?.string.flatMap { $0.isEmpty ? nil : $0 },
      expiration: try expiration(document))
  }

  private func text(_ document: Document, _ name: String) throws(AWSError) -> String {
    guard let text = document[name]?.string, !text.isEmpty else {
      throw failure(
        "expected \(idName) and \(secretName), got an answer without \(name); it has "
          + names(of: document))
    }
    return text
  }

  private func expiration(_ document: Document) throws(AWSError) -> Double? {
    guard let text = document["Expiration"], !text.isNull else {
      if expires {
        throw failure("expected Expiration, got an answer that has \(names(of: document))")
      }
      return nil
    }
    guard let seconds = text.string.flatMap({ Timestamp.parse($0) }) else {
      throw failure("Expiration: expected a time such as 2026-11-23T21:00:00Z, got another text")
    }
    return seconds
  }

  private func names(of document: Document) -> String {
    let names = document.entries.map(\.key)
    return names.isEmpty ? "no members" : names.joined(separator: ", ")
  }

  func failure(_ reason: String) -> AWSError {
    AWSError(.credentials, code: "InvalidCredentials", "\(place): \(reason)")
  }
}
