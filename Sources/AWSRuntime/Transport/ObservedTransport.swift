import AWSWire

/// A transport that notes what servers say of the time.
public final class ObservedTransport: Transport {
  private let inner: any Transport
  private let date: () -> Double
  /// Seconds by which the last server's clock was ahead of this machine's; nil where none told its
  /// time. Servers tell whole seconds.
  public private(set) var skew: Double?

  /// - Parameter date: this machine's clock, epoch seconds.
  public init(around inner: any Transport, date: @escaping () -> Double) {
    self.inner = inner
    self.date = date
  }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let sent = date()
    let response = try await inner.send(request)
    if let told = response.headers["date"].flatMap({ Timestamp.parse($0) }) {
      // The server read its clock somewhere between; it cut the fraction off.
      skew = told + 0.5 - (sent + date()) / 2
    }
    return response
  }
}
