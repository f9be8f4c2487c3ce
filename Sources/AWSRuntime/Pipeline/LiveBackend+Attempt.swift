import AWSSigning
import AWSWire
import Documents

extension LiveBackend {
  /// One call on its way.
  struct Call {
    let operation: Operation
    let input: Document
    let projection: Projection?
    let target: CallTarget
    let host: HostState
    let codec: any Codec
    let wire: WireRequest
    let invocationID: String
    let connectTimeout: Double
    let readTimeout: Double
    var deadline = Double.infinity
    var pace: Pacer.Key?
    /// Counts what was sent.
    var attempt = 0
    /// Those that the last attempt was signed with.
    var credentials: Credentials?
    /// Why each failed attempt failed, in order.
    var reasons: [String] = []
    var quotaTaken: Int?
    /// Why there is no further attempt, where one would be worth it.
    var endOfRetries: String?
    /// True once an attempt may have changed something and did not say so.
    var mayHaveTakenEffect = false
    var hasRefreshed = false
    var hasCorrectedClock = false
  }

  /// Why an attempt failed, and what the server said beside.
  struct Failure: Error {
    var error: AWSError
    var headers: [String: String] = [:]
    /// False where there was nothing to send: no credentials, say.
    var wasSent = true
    /// False where the request did not get to the service whole.
    var hasReached = true
    /// True where the service may have done what it was asked all the same.
    var isAmbiguous = false

    /// For lists of attempts: a code, or a status.
    var reason: String { error.code }
  }

  /// Step 3 of the pipeline, once: credentials, signature, exchange, decoding.
  func attempt(_ call: inout Call) async -> Result<Response, Failure> {
    let request: HTTPRequest
    do throws(AWSError) {
      request = try await signed(&call)
    } catch {
      return .failure(Failure(error: error, wasSent: false, hasReached: false))
    }
    let started = environment.now()
    let answer: HTTPResponse
    do throws(TransportError) {
      answer = try await transport.send(request)
    } catch {
      let failure = Failure(
        error: Self.error(error), hasReached: error.wasSent, isAmbiguous: error.wasSent)
      record(call, request, started, answer: nil, output: nil, failure.error)
      return .failure(failure)
    }
    let result = decode(call, answer, request)
    switch result {
    case .success(let response):
      record(call, request, started, answer: answer, output: response.output, nil)
    case .failure(let failure):
      record(call, request, started, answer: answer, output: nil, failure.error)
    }
    return result
  }

  /// Completes the request for one attempt, and signs it. Its length is for the transport to say,
  /// which counts what it sends.
  private func signed(_ call: inout Call) async throws(AWSError) -> HTTPRequest {
    let target = call.target
    let endpoint = target.endpoint
    var headers = call.wire.headers.filter {
      !["host", "content-length", "user-agent"].contains($0.name.lowercased())
    }
    for (name, values) in endpoint.headers.sorted(by: { $0.key < $1.key }) {
      headers += values.map { (name, $0) }
    }
    headers.append(("Host", endpoint.hostHeader(for: call.wire)))
    headers.append(("User-Agent", options.userAgent))
    headers.append(("amz-sdk-invocation-id", call.invocationID))
    headers.append(("amz-sdk-request", "attempt=\(call.attempt); max=\(target.maxAttempts)"))
    if let provider = target.credentials, !call.operation.isUnsigned {
      let credentials = try await provider.credentials()
      call.credentials = credentials
      let date = environment.date() + call.host.skew
      let uri = endpoint.uri(for: call.wire).split(
        separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
      let signature = signer.sign(
        SignableRequest(
          method: call.wire.method, path: String(uri[0]),
          query: uri.count > 1 ? String(uri[1]) : "", headers: headers,
          payload: .bytes(call.wire.body)),
        credentials: credentials,
        context: SigningContext(
          region: endpoint.signingRegion, service: endpoint.signingName, date: date))
      let replaced = Set(signature.headers.map { $0.name.lowercased() })
      headers.removeAll { replaced.contains($0.name.lowercased()) }
      headers += signature.headers
    }
    return HTTPRequest(
      method: call.wire.method, url: endpoint.url(for: call.wire), headers: headers,
      body: call.wire.body,
      connectTimeout: call.connectTimeout, readTimeout: call.readTimeout,
      deadline: call.deadline, caBundle: target.caBundle)
  }

  private func decode(
    _ call: Call, _ answer: HTTPResponse, _ request: HTTPRequest
  ) -> Result<Response, Failure> {
    let answered = WireResponse(
      status: answer.status, headers: answer.headers, body: answer.body)
    do throws(AWSError) {
      if (300..<400).contains(answer.status) {
        throw AWSError(
          .network, code: "Redirected",
          "\(URLParts.hostAndPort(of: request.url)) answered with a redirect (\(answer.status)), "
            + "which is never followed; check the Region and the endpoint URL")
      }
      let output = try call.codec.decode(call.operation, answered, call.projection)
      return .success(
        Response(
          output: output, requestID: RequestID.of(answered), status: answer.status,
          attempts: call.attempt,
          region: call.target.region))
    } catch {
      var error = error
      error.status = error.status ?? answer.status
      error.requestID = error.requestID ?? RequestID.of(answered)
      error.isRetryable = Retry.isRetryable(code: error.code, status: error.status)
      // Success that cannot be read is success all the same.
      let isAmbiguous =
        (200..<300).contains(answer.status) && error.kind != .aws
        || Retry.isAmbiguous(code: error.code, status: error.status)
      return .failure(
        Failure(error: error, headers: answer.headers, isAmbiguous: isAmbiguous))
    }
  }

  static func error(_ error: TransportError) -> AWSError {
    let kind: AWSError.Kind =
      switch error.reason {
      case .connectTimeout, .readTimeout, .deadline: .timeout
      case .cancelled: .cancelled
      case .badRequest: .config
      default: .network
      }
    return AWSError(
      kind, code: error.reason.rawValue, error.message,
      isRetryable: Retry.isRetryable(error.reason))
  }
}
