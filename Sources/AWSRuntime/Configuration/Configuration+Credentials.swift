import AWSSigning
import AWSWire

extension Configuration {
  /// Where calls get their keys: those given by hand, else the first of the places, in the order of
  /// the AWS CLI. A profile named by hand sets the environment's keys aside; `AWS_PROFILE` alone
  /// does not.
  ///
  /// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
  public func credentialProvider(explicit: StaticCredentials? = nil) -> any CredentialProvider {
    if let explicit { return ExplicitCredentials(explicit) }
    let usesEnvironment = explicitProfile == nil
    var sources: [any CredentialSource] = []
    if usesEnvironment { sources.append(EnvironmentCredentials(environment: environment)) }
    sources.append(UnsupportedCredentials.inProfile("assuming a role", ["role_arn"], self))
    if usesEnvironment {
      sources.append(
        UnsupportedCredentials.inEnvironment(
          "web identity", ["AWS_WEB_IDENTITY_TOKEN_FILE"], self))
    }
    sources += [
      UnsupportedCredentials.inProfile("web identity", ["web_identity_token_file"], self),
      UnsupportedCredentials.inProfile("SSO", ["sso_session", "sso_start_url"], self),
      ProfileCredentials(configuration: self, file: .credentials),
      UnsupportedCredentials.inProfile("an external process", ["credential_process"], self),
      ProfileCredentials(configuration: self, file: .config),
      UnsupportedCredentials.inEnvironment(
        "container",
        ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"], self),
    ]
    return CredentialChain(sources) { [files] in files.forget() }
  }
}
