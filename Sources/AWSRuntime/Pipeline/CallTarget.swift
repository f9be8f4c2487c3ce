import AWSSigning
import AWSWire

/// Where a call goes and on whose behalf: what the pipeline's first step makes of configuration and
/// request.
public struct CallTarget {
  /// The Region for messages and metadata.
  public var region: String
  /// Scheme, host and port, perhaps with a path to put before the operation's.
  public var endpoint: String
  public var signingRegion: String
  public var signingName: String
  /// nil where the configuration or the operation says that calls go unsigned.
  public var credentials: (any CredentialsSource)?
  /// Total attempts, the first included.
  public var maxAttempts: Int

  public init(
    region: String, endpoint: String, signingRegion: String, signingName: String,
    credentials: (any CredentialsSource)?, maxAttempts: Int
  ) {
    self.region = region
    self.endpoint = endpoint
    self.signingRegion = signingRegion
    self.signingName = signingName
    self.credentials = credentials
    self.maxAttempts = maxAttempts
  }
}

/// Resolves calls: Region, endpoint, signing scope, credentials, attempts.
public protocol CallResolver: AnyObject {
  func target(for request: Request) throws(AWSError) -> CallTarget
}

/// Hands out the credentials of the moment.
public protocol CredentialsSource: AnyObject {
  func credentials() async throws(AWSError) -> Credentials
  /// Tells the source that AWS calls its credentials expired. True where the next ones may differ.
  func expire() -> Bool
}
