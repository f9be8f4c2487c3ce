import AWSWire

/// Plain HTTP for scripts: webhooks and status pages. The transport, proxies and certificates are those
/// of AWS calls; credentials of AWS are never part of a request.
///
/// GET and HEAD are tried again where a connection failed or the server was in trouble, and follow
/// redirects. Everything else is sent once and its answer handed over as it is.
public final class WebClient {
  public static let mostRedirects = 5

  private let transport: any Transport
  private let environment: CallEnvironment
  private let userAgent: String
  private let caBundle: () throws(AWSError) -> String?
  /// Told of each exchange: method, host and port, status or reason, milliseconds.
  public var trace: ((String) -> Void)?

  /// - Parameter caBundle: a PEM file to trust in place of the system's; asked at each request.
  public init(
    transport: any Transport, environment: CallEnvironment, userAgent: String,
    caBundle: @escaping () throws(AWSError) -> String?
  ) {
    self.transport = transport
    self.environment = environment
    self.userAgent = userAgent
    self.caBundle = caBundle
  }

  /// One request with its retries and redirects. Any status is an answer; only its absence throws.
  public func send(_ request: WebRequest) async throws(AWSError) -> WebResponse {
    var request = request
    let deadline = environment.now() + request.timeout
    let caBundle = try caBundle()
    var redirects = 0
    while true {
      let response = try await exchange(request, deadline, caBundle)
      guard request.isRead, [301, 302, 303, 307, 308].contains(response.status),
        let location = response.headers["location"]
      else { return WebResponse(response, url: request.url) }
      redirects += 1
      guard redirects <= Self.mostRedirects else {
        throw failure(
          request, "TooManyRedirects", "still redirected after \(Self.mostRedirects) redirects")
      }
      request = try redirected(request, to: location)
    }
  }

  // MARK: Attempts

  private func exchange(_ request: WebRequest, _ deadline: Double, _ caBundle: String?)
    async throws(AWSError) -> HTTPResponse
  {
    let http = HTTPRequest(
      method: request.method, url: request.url.text,
      headers: request.headers + [("User-Agent", userAgent)], body: request.body,
      connectTimeout: request.connectTimeout, readTimeout: request.timeout, deadline: deadline,
      caBundle: caBundle)
    var attempt = 0
    while true {
      attempt += 1
      let started = environment.now()
      let isLast = !request.isRead || attempt >= request.maxAttempts
      var headers: [String: String] = [:]
      do throws(TransportError) {
        let response = try await transport.send(http)
        note(request, "\(response.status)", started)
        let isTrouble = Retry.statuses.contains(response.status) || response.status == 429
        if isLast || !isTrouble { return response }
        headers = response.headers
      } catch {
        note(request, error.reason.rawValue, started)
        if isLast || !Retry.isRetryable(error.reason) { throw failure(request, error, attempt) }
      }
      let delay = Retry.delay(
        afterAttempt: attempt, random: environment.random(), headers: headers,
        date: environment.date())
      do { try await environment.sleep(min(delay, max(deadline - environment.now(), 0))) } catch {
        throw AWSError(.cancelled, code: "Cancelled", "the request was cancelled between attempts")
      }
    }
  }

  private func note(_ request: WebRequest, _ outcome: String, _ started: Double) {
    let milliseconds = Int(((environment.now() - started) * 1000).rounded())
    trace?("http \(request.method) \(request.url.place) \(outcome) \(milliseconds) ms")
  }

  // MARK: Redirects

  /// The request for another place. What the script set is for the host it named: another gets nothing
  /// of it.
  private func redirected(_ request: WebRequest, to location: String) throws(AWSError) -> WebRequest
  {
    guard let url = request.url.resolving(location) else {
      throw failure(
        request, "InvalidRedirect", "redirected to something that is no http or https URL")
    }
    if request.url.isSecure && !url.isSecure {
      throw failure(
        request, "InsecureRedirect",
        "redirected from https to plain http at \(url.place), which is not followed")
    }
    var next = request
    next.url = url
    if url.origin != request.url.origin {
      next.headers = request.headers.filter { $0.name.lowercased() == "accept" }
    }
    return next
  }

  // MARK: Errors

  private func failure(_ request: WebRequest, _ code: String, _ message: String) -> AWSError {
    AWSError(.network, code: code, "\(request.url.place): \(message)", attempts: 1)
  }

  private func failure(_ request: WebRequest, _ error: TransportError, _ attempts: Int) -> AWSError
  {
    var failure = LiveBackend.error(error)
    failure.attempts = attempts
    if !request.isRead, error.wasSent {
      failure.mayHaveTakenEffect = true
      failure.message += "; it may have taken effect: look before sending again"
    }
    return failure
  }
}

/// What a script asks for.
public struct WebRequest {
  public var method: String
  public var url: WebURL
  public var headers: [(name: String, value: String)] = []
  public var body: [UInt8] = []
  /// Seconds for the whole request, redirects and retries included.
  public var timeout = 30.0
  public var connectTimeout = 5.0
  /// Of GET and HEAD, the first included.
  public var maxAttempts = 3

  public init(method: String, url: WebURL) {
    self.method = method
    self.url = url
  }

  /// True for the methods that change nothing.
  public var isRead: Bool { method == "GET" || method == "HEAD" }
}

public struct WebResponse {
  public var status: Int
  /// Names in lower case.
  public var headers: [String: String]
  public var body: [UInt8]
  /// Where it came from, after redirects.
  public var url: WebURL

  init(_ response: HTTPResponse, url: WebURL) {
    status = response.status
    headers = response.headers
    body = response.body
    self.url = url
  }
}
