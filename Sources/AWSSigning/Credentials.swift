/// Keys that sign requests, with the moment they stop working where they have one.
///
/// Descriptions, `dump` and string interpolation show the key's id and nothing else.
public struct Credentials: Sendable, Equatable {
  public var accessKeyID: String
  public var secretAccessKey: String
  /// Present in temporary credentials.
  public var sessionToken: String?
  /// Seconds since 1970-01-01T00:00:00Z; nil for keys that do not expire.
  public var expiration: Double?

  public init(
    accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil,
    expiration: Double? = nil
  ) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
  }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "Credentials(\(accessKeyID), secret not shown)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
