import AWSSigning
import AWSWire

/// Keys written in a profile of one of the two files.
struct ProfileCredentials: CredentialSource {
  enum File {
    case credentials, config
  }

  let configuration: Configuration
  let file: File

  var name: String { file == .credentials ? "credentials file" : "config file" }
  var place: String? { "profile '\(configuration.profileName)' of \(path)" }

  func find() async throws(AWSError) -> Credentials? {
    // A profile that was named but does not exist is an error, not an empty place.
    _ = try configuration.profile()
    let profiles = try configuration.files.read()
    let sections = file == .credentials ? profiles.credentials : profiles.configured
    let section = sections[configuration.profileName] ?? [:]
    return try KeyPair.credentials(
      id: section["aws_access_key_id"], secret: section["aws_secret_access_key"],
      token: section["aws_session_token"], place: place!,
      names: ("aws_access_key_id", "aws_secret_access_key"))
  }

  private var path: String {
    switch file {
    case .credentials: configuration.files.credentialsPath ?? "the credentials file"
    case .config: configuration.files.configPath ?? "the config file"
    }
  }
}
