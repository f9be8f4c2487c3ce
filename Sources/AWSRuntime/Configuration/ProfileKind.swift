/// Where a profile's credentials come from, in the order in which the kinds count.
public enum ProfileKind: String, Sendable {
  case role
  case webIdentity = "web identity"
  case sso
  case process
  case keys
  case none

  /// - Parameter section: as both files together define it.
  public init(_ section: Profiles.Section) {
    func has(_ key: String) -> Bool { section[key]?.isEmpty == false }
    if has("web_identity_token_file") {
      self = .webIdentity
    } else if has("role_arn") {
      self = .role
    } else if has("sso_account_id") || has("sso_role_name") {
      self = .sso
    } else if CredentialProviders.hasKeys(section) {
      self = .keys
    } else {
      self = has("credential_process") ? .process : .none
    }
  }
}
