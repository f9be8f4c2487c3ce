import AWSSigning
import AWSWire

/// Gives the keys that requests are signed with.
///
/// It is asked before each attempt, so a provider keeps what it has for as long as that is valid.
public protocol CredentialProvider: AnyObject {
  func credentials() async throws(AWSError) -> Credentials
  /// Has the next question answered anew, since AWS refused these keys as expired. Does nothing
  /// where others have taken their place already.
  func invalidate(_ refused: Credentials)
}

/// One place where keys may be found: a link of a ``CredentialChain``.
protocol CredentialSource {
  /// What it is called in a report: `environment`, `sso`.
  var name: String { get }
  /// Where it looks, for the message that says that there are no keys anywhere; nil: not to be named.
  var place: String? { get }
  /// Keys of the moment, or nil where this place is not set up. What is set up but broken throws.
  ///
  /// Called again for each refresh, so it keeps no keys itself.
  func find() async throws(AWSError) -> Credentials?
}
