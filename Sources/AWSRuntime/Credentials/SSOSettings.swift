import AWSSigning
import AWSWire

/// What a profile says of IAM Identity Center: an `sso_session` section, or all in the profile, as
/// it was before there were sections.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
struct SSOSettings {
  let profile: String
  /// The section's name; nil where the profile has all itself. Only with one is a token refreshed.
  let session: String?
  let startURL: String
  let region: String
  let accountID: String
  let roleName: String

  /// nil where the profile names neither account nor role: it may want tokens for other uses.
  init?(_ configuration: Configuration) throws(AWSError) {
    let section = try configuration.profile()
    let name = configuration.profileName
    profile = name
    func present(_ key: String, in section: Profiles.Section) -> String? {
      section[key].flatMap { $0.isEmpty ? nil : $0 }
    }
    let account = present("sso_account_id", in: section)
    let role = present("sso_role_name", in: section)
    session = present("sso_session", in: section)
    if account == nil && role == nil { return nil }
    let hasSource = session != nil || present("sso_start_url", in: section) != nil
    // An account alone belongs to some other tool's settings.
    guard hasSource || (account != nil && role != nil) else { return nil }

    var source = section
    var place = "profile '\(name)'"
    if let session {
      let sessions = try configuration.files.read().ssoSessions
      guard let found = sessions[session] else {
        throw AWSError(
          .config, code: "UnknownSSOSession",
          "sso_session in profile '\(name)': no section [sso-session \(session)] in "
            + (configuration.files.configPath ?? "the config file")
            + suggestion(for: session, among: sessions.keys.sorted()))
      }
      for key in ["sso_start_url", "sso_region"] {
        guard let inline = present(key, in: section), let own = present(key, in: found),
          inline != own
        else { continue }
        throw AWSError(
          .config, code: "InvalidProfile",
          "profile '\(name)': \(key) differs from that of [sso-session \(session)]; remove it from "
            + "the profile")
      }
      source = found
      place = "[sso-session \(session)]"
    }
    func required(_ value: String?, _ key: String, _ place: String) throws(AWSError) -> String {
      if let value { return value }
      throw AWSError(
        .config, code: "InvalidProfile",
        "\(place): \(key) is missing; `aws configure sso --profile \(name)` sets all that SSO wants"
      )
    }
    startURL = try required(present("sso_start_url", in: source), "sso_start_url", place)
    region = try required(present("sso_region", in: source), "sso_region", place)
    guard HostLabel.isValid(region) else {
      throw AWSError(
        .config, code: "InvalidRegion",
        "\(place): sso_region: expected a Region such as us-east-1, got \(region.debugDescription)")
    }
    accountID = try required(account, "sso_account_id", "profile '\(name)'")
    roleName = try required(role, "sso_role_name", "profile '\(name)'")
  }

  /// What to do where there is no token, as messages say it.
  var advice: String { "run `aws sso login --profile \(profile)`" }

  /// The token's file, named as the AWS CLI names it.
  func tokenFile(in folder: String) -> String {
    "\(folder)/\(SHA1.hexDigest(session ?? startURL)).json"
  }
}
