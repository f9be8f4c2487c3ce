import AWSSigning
import AWSWire
import Documents

/// A profile with `role_arn`: the role is assumed with the keys of `source_profile`, or of what
/// `credential_source` names.
///
/// Source profiles may be roles themselves; a source profile with keys of its own gives those. With
/// `mfa_serial` a person is asked for a code.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
struct RoleCredentials: CredentialSource {
  private let configuration: Configuration
  private let services: any CredentialServices
  private let providers: CredentialProviders
  private let region: String?

  init(
    _ configuration: Configuration, services: any CredentialServices,
    providers: CredentialProviders, region: String?
  ) {
    self.configuration = configuration
    self.services = services
    self.providers = providers
    self.region = region
  }

  var name: String { "role" }
  var place: String? { nil }

  func find() async throws(AWSError) -> Credentials? {
    let profile = try configuration.profile()
    // With a token file the role is web identity's.
    guard let arn = present(profile, "role_arn"), present(profile, "web_identity_token_file") == nil
    else { return nil }
    let source = try source(profile)
    var input: [(String, Document)] = [
      ("RoleArn", Document(arn)),
      (
        "RoleSessionName",
        Document(present(profile, "role_session_name") ?? services.sessionName)
      ),
    ]
    if let id = present(profile, "external_id") { input.append(("ExternalId", Document(id))) }
    if let duration = try duration(profile) {
      input.append(("DurationSeconds", Document(duration)))
    }
    if let serial = present(profile, "mfa_serial") {
      input += [
        ("SerialNumber", Document(serial)), ("TokenCode", Document(try await code(serial))),
      ]
    }
    let call = AssumeRoleCall(
      place: "profile '\(configuration.profileName)': assuming \(arn)",
      configuration: configuration, services: services, region: region)
    return try await call.keys("AssumeRole", input, credentials: source)
  }

  // MARK: Source

  private func source(_ profile: Profiles.Section) throws(AWSError) -> any CredentialProvider {
    switch (present(profile, "source_profile"), present(profile, "credential_source")) {
    case (let name?, nil):
      try checkSources(from: name)
      // A source without a Region asks STS where the profile that names it does.
      let region = try configuration.configuredRegion() ?? region
      return try providers.source(configuration.selecting(profile: name), region: region)
    case (nil, let name?): return try namedSource(name)
    case (nil, nil):
      throw invalid(
        "role_arn is set, but neither source_profile nor credential_source; set one of them")
    case (_?, _?):
      throw invalid("source_profile and credential_source are both set; keep one of them")
    }
  }

  private func namedSource(_ name: String) throws(AWSError) -> any CredentialProvider {
    let source: any CredentialSource
    switch name {
    case "Environment": source = EnvironmentCredentials(environment: configuration.environment)
    case "EcsContainer": source = ContainerCredentials(configuration, services: services)
    case "Ec2InstanceMetadata": source = InstanceCredentials(configuration, services: services)
    default:
      let names = ["Environment", "EcsContainer", "Ec2InstanceMetadata"]
      throw invalid(
        "credential_source: expected \(names.joined(separator: ", ")), got "
          + name.debugDescription + suggestion(for: name, among: names))
    }
    return NamedSource(
      chain: CredentialChain([source], services: services),
      place: "profile '\(configuration.profileName)': credential_source = \(name)")
  }

  /// Follows `source_profile` to a profile with keys, or without a role; a circle is an error.
  private func checkSources(from first: String) throws(AWSError) {
    let profiles = try configuration.files.read()
    var path = [configuration.profileName]
    var name = first
    while true {
      guard let profile = profiles[name] else {
        throw AWSError(
          .config, code: "UnknownProfile",
          "profile '\(path.last!)': source_profile: no profile '\(name)' in "
            + configuration.files.names + suggestion(for: name, among: profiles.names))
      }
      if CredentialProviders.hasKeys(profile) { return }
      if path.contains(name) {
        throw invalid(
          "source_profile leads in a circle: \((path + [name]).joined(separator: " → ")); one of "
            + "them needs keys of its own")
      }
      guard present(profile, "role_arn") != nil, let next = present(profile, "source_profile")
      else { return }
      path.append(name)
      name = next
    }
  }

  // MARK: Settings

  private func duration(_ profile: Profiles.Section) throws(AWSError) -> Int? {
    guard let text = present(profile, "duration_seconds") else { return nil }
    guard let seconds = Int(text), (900...43200).contains(seconds) else {
      throw invalid(
        "duration_seconds: expected a whole number from 900 to 43200, got \(text.debugDescription)")
    }
    return seconds
  }

  private func code(_ serial: String) async throws(AWSError) -> String {
    let question = MFAQuestion(serial: serial, profile: configuration.profileName)
    guard let code = await services.mfaCode(question), !code.isEmpty else {
      throw AWSError(
        .credentials, code: "MFARequired",
        "profile '\(question.profile)': its role wants a code of the MFA device \(serial), and "
          + "there is nobody to ask; run it on a terminal, or use a profile without mfa_serial")
    }
    return code
  }

  private func present(_ profile: Profiles.Section, _ key: String) -> String? {
    profile[key].flatMap { $0.isEmpty ? nil : $0 }
  }

  private func invalid(_ reason: String) -> AWSError {
    AWSError(
      .config, code: "InvalidProfile", "profile '\(configuration.profileName)': \(reason)")
  }
}

/// What `credential_source` names, which has to have keys.
private final class NamedSource: CredentialProvider {
  private let chain: CredentialChain
  private let place: String

  init(chain: CredentialChain, place: String) {
    self.chain = chain
    self.place = place
  }

  func credentials() async throws(AWSError) -> Credentials {
    do throws(AWSError) {
      return try await chain.credentials()
    } catch {
      guard error.code == "NoCredentials" else { throw error }
      throw AWSError(
        .credentials, code: "NoCredentials", "\(place): there are no credentials there")
    }
  }

  func invalidate(_ refused: Credentials) { chain.invalidate(refused) }
}

/// A role that a script assumes by name.
struct ScriptRoleCredentials: CredentialSource {
  let role: AssumedRole
  let source: any CredentialProvider
  let configuration: Configuration
  let services: any CredentialServices
  let region: String?

  var name: String { "role" }
  var place: String? { role.roleARN }

  func find() async throws(AWSError) -> Credentials? {
    var input: [(String, Document)] = [
      ("RoleArn", Document(role.roleARN)),
      ("RoleSessionName", Document(role.sessionName ?? services.sessionName)),
    ]
    if let id = role.externalID { input.append(("ExternalId", Document(id))) }
    if let duration = role.duration { input.append(("DurationSeconds", Document(duration))) }
    let call = AssumeRoleCall(
      place: "assuming \(role.roleARN)", configuration: configuration, services: services,
      explicitRegion: role.region, region: region)
    return try await call.keys("AssumeRole", input, credentials: source)
  }
}
