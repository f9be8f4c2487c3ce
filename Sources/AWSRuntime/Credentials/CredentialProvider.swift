import AWSSigning
import AWSWire

/// Gives the keys that requests are signed with.
///
/// It is asked before each attempt, so a provider keeps what it has for as long as that is valid.
public protocol CredentialProvider: AnyObject {
  func credentials() async throws(AWSError) -> Credentials
  /// Has the next question answered anew, since AWS refused the keys as expired.
  func invalidate()
}

/// One place where keys may be found: a link of a ``CredentialChain``.
protocol CredentialSource {
  /// Where it looks, for the message that says that there are no keys anywhere; nil: not to be named.
  var place: String? { get }
  /// The keys, or nil where this place is not set up. What is set up but broken throws.
  func find() async throws(AWSError) -> Credentials?
}
