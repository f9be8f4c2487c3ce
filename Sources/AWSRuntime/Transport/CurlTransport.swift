import CCurl

/// HTTP over libcurl, driven by an event loop.
///
/// Connections are kept and used again, HTTP/2 is spoken where TLS offers it, certificates are
/// checked, redirects are not followed.
public final class CurlTransport: Transport {
  /// How much of an answer is read before it is refused, in bytes.
  public struct Limits: Sendable {
    public var headers = 256 << 10
    public var body = 256 << 20
    /// Taken at once for a body that announces its length; more is taken as it comes.
    public var reserve = 16 << 20

    public init() {}
  }

  private let loop: EventLoop
  private let limits: Limits
  private let proxies: Proxies

  /// - Parameter proxies: None unless given; the process's environment is not read.
  public init(
    loop: EventLoop, limits: Limits = Limits(), proxies: Proxies = Proxies(environment: [:])
  ) {
    self.loop = loop
    self.limits = limits
    self.proxies = proxies
  }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    if let failure = moonwatch_curl_load() {
      throw TransportError(
        .badRequest,
        "libcurl cannot be loaded: \(String(cString: failure)); install libcurl 4 (Debian: libcurl4)"
      )
    }
    // A line break would end the header and begin another of the value's own making.
    for (name, value) in request.headers
    where (name + value).utf8.contains(where: { [0, 10, 13].contains($0) }) {
      throw TransportError(
        .badRequest,
        "the value of header \(name.debugDescription) holds a line break or a zero byte; look for "
          + "one in the keys and settings that it is made of")
    }
    let exchange = Exchange(loop: loop)
    let result = await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        if Task.isCancelled { return continuation.resume(returning: Exchange.cancelled) }
        exchange.start(request, limits: limits, proxy: proxies.proxy(for: request.url)) {
          continuation.resume(returning: $0)
        }
      }
    } onCancel: {
      exchange.cancelFromAnywhere()
    }
    return try result.get()
  }
}

/// A transfer with its timer, from start to whatever ends it first.
///
/// `@unchecked Sendable`: the closure of a cancellation handler holds it, but that calls only
/// ``cancelFromAnywhere()``, which reads a constant and goes to the loop's thread for the rest.
private final class Exchange: @unchecked Sendable {
  static let cancelled = Result<HTTPResponse, TransportError>.failure(
    TransportError(.cancelled, "the request was cancelled"))

  private let loop: EventLoop
  private var transfer: Transfer?
  private var timer: TimerHeap.ID?

  init(loop: EventLoop) { self.loop = loop }

  func start(
    _ request: HTTPRequest, limits: CurlTransport.Limits, proxy: String?,
    _ finish: @escaping (Result<HTTPResponse, TransportError>) -> Void
  ) {
    let transfers = loop.transfers
    let transfer = Transfer(
      request, easy: transfers.takeHandle(), limits: limits, proxy: proxy)
    self.transfer = transfer
    transfer.prepare { [self] result in
      if let timer { loop.unschedule(timer) }
      self.transfer = nil
      transfers.remove(transfer)
      transfers.giveBack(transfer.easy)
      finish(result)
    }
    transfers.add(transfer)
    checkTime()
  }

  func cancelFromAnywhere() { loop.perform { self.cancel() } }

  private func cancel() { transfer?.end(Self.cancelled) }

  private func checkTime() {
    guard let transfer else { return }
    let now = EventLoop.now
    switch transfer.checkTime(now: now) {
    case .success(let next): timer = loop.schedule(after: next - now) { [self] in checkTime() }
    case .failure(let error): transfer.end(.failure(error))
    }
  }
}
