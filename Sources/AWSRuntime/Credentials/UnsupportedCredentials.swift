import AWSSigning
import AWSWire

/// Stands in the chain where a kind of credentials belongs that this program cannot obtain.
///
/// To pass over a profile's `role_arn` would sign with other keys than the user chose, so a place
/// that is set up is an error.
struct UnsupportedCredentials: CredentialSource {
  /// Of the kind, such as `assuming a role`.
  let kind: String
  var place: String? { nil }
  /// The setting that asks for this kind, or nil where none does.
  let setting: () throws(AWSError) -> String?

  func find() async throws(AWSError) -> Credentials? {
    guard let setting = try setting() else { return nil }
    throw AWSError(
      .credentials, code: "UnsupportedCredentials",
      "\(setting) asks for credentials by \(kind), which this program does not support; export "
        + "keys instead, for example with `aws configure export-credentials --format env`")
  }

  /// A kind that properties of the profile ask for.
  static func inProfile(_ kind: String, _ keys: [String], _ configuration: Configuration)
    -> UnsupportedCredentials
  {
    UnsupportedCredentials(kind: kind) { () throws(AWSError) in
      let profile = try configuration.profile()
      return keys.first { profile[$0]?.isEmpty == false }
        .map { "\($0) in profile '\(configuration.profileName)'" }
    }
  }

  /// A kind that environment variables ask for.
  static func inEnvironment(_ kind: String, _ variables: [String], _ configuration: Configuration)
    -> UnsupportedCredentials
  {
    UnsupportedCredentials(kind: kind) { () throws(AWSError) in
      variables.first { configuration.variable($0) != nil }
    }
  }
}
