import AWSWire

/// Where a service's requests go in a Region, and for which Region and name they are signed.
public struct Endpoint: Sendable, Equatable {
  public var url: EndpointURL
  public var signingRegion: String
  public var signingName: String
  /// How the service wants requests signed; ``sigV4`` unless its endpoint rules say otherwise.
  public var signingScheme: String
  /// Headers that the endpoint wants on every request.
  public var headers: [String: [String]]

  public init(
    url: EndpointURL, signingRegion: String, signingName: String,
    signingScheme: String = Endpoint.sigV4, headers: [String: [String]] = [:]
  ) {
    self.url = url
    self.signingRegion = signingRegion
    self.signingName = signingName
    self.signingScheme = signingScheme
    self.headers = headers
  }

  public static let sigV4 = "sigv4"

  /// The full address of a request.
  public func url(for request: WireRequest) -> String {
    let host = (request.hostPrefix ?? "") + url.authority
    return "\(url.scheme)://\(host)\(uri(for: request))"
  }

  /// The path and query of a request, the endpoint's own path included: what is sent and signed.
  public func uri(for request: WireRequest) -> String {
    let base = url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path
    return base.isEmpty || request.uri != "/" ? base + request.uri : url.path
  }

  /// What a request's `Host` header says.
  public func hostHeader(for request: WireRequest) -> String {
    (request.hostPrefix ?? "") + url.hostHeader
  }
}
