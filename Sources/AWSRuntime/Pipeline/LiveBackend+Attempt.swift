import AWSSigning
import AWSWire

extension LiveBackend {
  /// One call on its way.
  struct Call {
    let operation: Operation
    let target: CallTarget
    let codec: any Codec
    let wire: WireRequest
    let invocationID: String
    let deadline: Double
    var attempt = 0
    /// Why each failed attempt failed, in order.
    var reasons: [String] = []
    var quotaTaken: Int?
    /// Why there is no further attempt, where one would be worth it.
    var endOfRetries: String?
    var hasRefreshed = false
    var hasCorrectedClock = false
  }

  /// Why an attempt failed, and what the server said beside.
  struct Failure: Error {
    var error: AWSError
    var headers: [String: String] = [:]
    /// False where there was nothing to send: no credentials, say.
    var wasSent = true

    /// For lists of attempts: a code, or a status.
    var reason: String { error.code }
  }

  /// Step 3 of the pipeline, once: credentials, signature, exchange, decoding.
  func attempt(_ call: Call) async -> Result<Response, Failure> {
    let request: HTTPRequest
    do throws(AWSError) {
      request = try await signed(call)
    } catch {
      return .failure(Failure(error: error, wasSent: false))
    }
    let started = environment.now()
    let answer: HTTPResponse
    do throws(TransportError) {
      answer = try await transport.send(request)
    } catch {
      let failure = Failure(error: Self.error(error))
      record(call, request, started, answer: nil, requestID: nil, failure.error)
      return .failure(failure)
    }
    let result = decode(call, answer, request)
    switch result {
    case .success(let response):
      record(call, request, started, answer: answer, requestID: response.requestID, nil)
    case .failure(let failure):
      record(
        call, request, started, answer: answer, requestID: failure.error.requestID, failure.error)
    }
    return result
  }

  /// Completes the request for one attempt, and signs it. Its length is for the transport to say,
  /// which counts what it sends.
  private func signed(_ call: Call) async throws(AWSError) -> HTTPRequest {
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
      let date = environment.date() + (skews[endpoint.url.authority] ?? 0)
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
      connectTimeout: options.connectTimeout, readTimeout: options.readTimeout,
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
      let output = try call.codec.decode(call.operation, answered)
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
      return .failure(Failure(error: error, headers: answer.headers))
    }
  }

  private static func error(_ error: TransportError) -> AWSError {
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

  private func record(
    _ call: Call, _ request: HTTPRequest, _ started: Double, answer: HTTPResponse?,
    requestID: String?, _ error: AWSError?
  ) {
    guard let trace else { return }
    trace(
      .attempt(
        TraceEvent.Attempt(
          service: call.operation.service.name, operation: call.operation.name,
          region: call.target.region, method: request.method,
          url: String(request.url.prefix { $0 != "?" }), number: call.attempt,
          status: answer?.status, failure: error?.code,
          requestID: requestID,
          milliseconds: (environment.now() - started) * 1000,
          timing: answer?.timing ?? HTTPResponse.Timing())))
  }
}
