import AWSWire

/// Where a call goes and on whose behalf: what the pipeline's first step makes of configuration and
/// request.
public struct CallTarget {
  /// The Region for messages and metadata.
  public var region: String
  public var endpoint: Endpoint
  /// nil where calls go unsigned.
  public var credentials: (any CredentialProvider)?
  /// Total attempts, the first included.
  public var maxAttempts: Int
  public var retryMode: RetryMode
  /// A PEM file to trust in place of the system's.
  public var caBundle: String?

  public init(
    region: String, endpoint: Endpoint, credentials: (any CredentialProvider)?, maxAttempts: Int,
    retryMode: RetryMode = .standard, caBundle: String? = nil
  ) {
    self.region = region
    self.endpoint = endpoint
    self.credentials = credentials
    self.maxAttempts = maxAttempts
    self.retryMode = retryMode
    self.caBundle = caBundle
  }
}

/// Resolves calls: Region, endpoint, signing scope, credentials, attempts.
public protocol CallResolver: AnyObject {
  func target(for request: Request) throws(AWSError) -> CallTarget
}
