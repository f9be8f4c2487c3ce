import CCurl
import Glibc

/// One exchange over libcurl: an easy handle, what has been received, and who waits for it.
///
/// Lives on the loop's thread, which libcurl's callbacks run on, too. The callbacks only append
/// bytes; everything else happens after `curl_multi_perform`.
final class Transfer {
  let easy: UnsafeMutableRawPointer
  private let request: HTTPRequest
  private let limits: CurlTransport.Limits
  private let started = EventLoop.now
  private var headerLines: UnsafeMutablePointer<curl_slist>?

  private var headers: [String: String] = [:]
  private var headerBytes = 0
  private var body: [UInt8] = []
  private var refusal: TransportError?
  private var lastActivity: Double
  private var bytesSent: Int64 = 0
  private var finish: ((Result<HTTPResponse, TransportError>) -> Void)?

  init(_ request: HTTPRequest, easy: UnsafeMutableRawPointer, limits: CurlTransport.Limits) {
    self.request = request
    self.easy = easy
    self.limits = limits
    lastActivity = started
  }

  deinit { curl_slist_free_all(headerLines) }

  /// Hands the request to the handle. `finish` is called once, with the answer or why there is none.
  func prepare(
    _ finish: @escaping (Result<HTTPResponse, TransportError>) -> Void
  ) {
    self.finish = finish
    set(CURLOPT_URL, request.url)
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_NOSIGNAL, 1)
    // A look-up that was cancelled must not hold up the loop until the resolver's thread ends.
    set(CURLOPT_QUICK_EXIT, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(request.connectTimeout))
    set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_BUFFERSIZE, 65536)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    if let caBundle = request.caBundle { set(CURLOPT_CAINFO, caBundle) }
    setMethodAndBody()
    setHeaders()

    // `passUnretained`: the transfer set holds this object for as long as the handle is in it, and
    // libcurl calls back for no other handle.
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = moonwatch_curl_set_pointer(easy, CURLOPT_PRIVATE, context)
    _ = moonwatch_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
    _ = moonwatch_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    _ = moonwatch_curl_set_callback(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
      Transfer.at(context!).receiveHeader(UnsafeRawBufferPointer(start: data, count: size * count))
    }
    _ = moonwatch_curl_set_callback(easy, CURLOPT_WRITEFUNCTION) { data, size, count, context in
      Transfer.at(context!).receiveBody(UnsafeRawBufferPointer(start: data, count: size * count))
    }
  }

  private static func at(_ context: UnsafeMutableRawPointer) -> Transfer {
    // The pointer that `prepare` registered; see there for its life.
    Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  }

  private func set(_ option: CURLoption, _ value: Int) {
    check(moonwatch_curl_set_long(easy, option, value), option)
  }

  private func set(_ option: CURLoption, _ value: String) {
    check(moonwatch_curl_set_string(easy, option, value), option)
  }

  private func check(_ code: CURLcode, _ option: CURLoption) {
    precondition(
      code == CURLE_OK,
      "curl_easy_setopt \(option.rawValue): \(String(cString: curl_easy_strerror(code)))")
  }

  private func setMethodAndBody() {
    switch request.method {
    case "GET" where request.body.isEmpty: set(CURLOPT_HTTPGET, 1)
    case "HEAD": set(CURLOPT_NOBODY, 1)
    default:
      set(CURLOPT_CUSTOMREQUEST, request.method)
      _ = moonwatch_curl_set_offset(
        easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
      // Copied by libcurl, so the array may move. An empty array has no address to give.
      request.body.withUnsafeBytes {
        let start = UnsafeMutableRawPointer(mutating: $0.baseAddress)
        if let start { _ = moonwatch_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, start) }
      }
      if request.body.isEmpty { set(CURLOPT_COPYPOSTFIELDS, "") }
    }
  }

  private func setHeaders() {
    var names: Set<String> = []
    for (name, value) in request.headers {
      let lowercased = name.lowercased()
      names.insert(lowercased)
      // libcurl counts the body itself.
      if lowercased == "content-length" { continue }
      append(value.isEmpty ? "\(name);" : "\(name): \(value)")
    }
    // What libcurl would add unasked. `Expect` costs a round trip, and some proxies never answer it.
    for name in ["accept", "content-type", "expect"] where !names.contains(name) {
      append("\(name):")
    }
    if !names.contains("accept-encoding") { append("accept-encoding: identity") }
    _ = moonwatch_curl_set_pointer(easy, CURLOPT_HTTPHEADER, headerLines)
  }

  private func append(_ line: String) {
    guard let lines = curl_slist_append(headerLines, line) else {
      fatalError("curl_slist_append: out of memory")
    }
    headerLines = lines
  }

  // MARK: Callbacks

  private func receiveHeader(_ line: UnsafeRawBufferPointer) -> Int {
    lastActivity = EventLoop.now
    headerBytes += line.count
    if headerBytes > limits.headers {
      refusal = TransportError(
        .tooLarge, "\(place) sent over \(limits.headers) bytes of headers; is it an AWS endpoint?")
      return 0
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
      // A status line: of the answer, or of an interim one (100 Continue) before it.
      if line.starts(with: "HTTP/".utf8) { headers.removeAll() }
      return line.count
    }
    let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
    let value = Self.trimmed(line[(colon + 1)...])
    if let earlier = headers[name] {
      headers[name] = "\(earlier),\(value)"
    } else {
      headers[name] = value
    }
    return line.count
  }

  private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    lastActivity = EventLoop.now
    if body.count + bytes.count > limits.body {
      refusal = TransportError(
        .tooLarge, "\(place) sent over \(limits.body) bytes; ask for smaller pages")
      return 0
    }
    if body.isEmpty, let length = headers["content-length"].flatMap(Int.init) {
      // An announcement is not a promise: memory for more than this is taken as it comes.
      body.reserveCapacity(min(max(length, bytes.count), limits.reserve))
    }
    body.append(contentsOf: bytes)
    return bytes.count
  }

  // MARK: Time

  /// Why the transfer must end now, or when to ask again.
  func checkTime(now: Double) -> Result<Double, TransportError> {
    if let deadline = request.deadline, now >= deadline {
      return .failure(
        TransportError(.deadline, "\(place) did not answer within the time for the call"))
    }
    let sent = Int64(moonwatch_curl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T))
    if sent != bytesSent {
      bytesSent = sent
      lastActivity = now
    }
    let begun = Double(moonwatch_curl_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T)) / 1e6
    // Before that, libcurl watches over the connection's own limit.
    let idleSince = begun > 0 ? max(lastActivity, started + begun) : now
    if now - idleSince >= request.readTimeout {
      return .failure(
        TransportError(
          .readTimeout,
          "\(place) sent nothing for \(Self.seconds(request.readTimeout)) (read timeout)"))
    }
    return .success(min(idleSince + request.readTimeout, request.deadline ?? .infinity))
  }

  // MARK: The end

  /// Ends with what libcurl says: an answer or an error.
  func end(_ code: CURLcode) {
    if let refusal { return end(.failure(refusal)) }
    if code == CURLE_OK { return end(.success(response())) }
    end(.failure(error(code)))
  }

  func end(_ result: Result<HTTPResponse, TransportError>) {
    let finish = finish
    self.finish = nil
    finish?(result)
  }

  private func response() -> HTTPResponse {
    func seconds(_ info: CURLINFO) -> Double { Double(moonwatch_curl_get_offset(easy, info)) / 1e6 }
    var timing = HTTPResponse.Timing()
    timing.isConnectionReused = moonwatch_curl_get_long(easy, CURLINFO_NUM_CONNECTS) == 0
    timing.httpVersion =
      switch moonwatch_curl_get_long(easy, CURLINFO_HTTP_VERSION) {
      case CURL_HTTP_VERSION_1_0: "1.0"
      case CURL_HTTP_VERSION_1_1: "1.1"
      case CURL_HTTP_VERSION_2_0: "2"
      case CURL_HTTP_VERSION_3: "3"
      default: "?"
      }
    timing.connected = seconds(CURLINFO_PRETRANSFER_TIME_T)
    timing.firstByte = seconds(CURLINFO_STARTTRANSFER_TIME_T)
    timing.total = seconds(CURLINFO_TOTAL_TIME_T)
    timing.bytesSent = Int(moonwatch_curl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T))
    timing.bytesReceived = headerBytes + body.count
    return HTTPResponse(
      status: moonwatch_curl_get_long(easy, CURLINFO_RESPONSE_CODE), headers: headers, body: body,
      timing: timing)
  }

  private func error(_ code: CURLcode) -> TransportError {
    let detail = String(cString: curl_easy_strerror(code))
    switch code {
    case CURLE_URL_MALFORMAT:
      return TransportError(
        .badRequest, "'\(place)' is not a URL; check --endpoint-url and AWS_ENDPOINT_URL")
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
      return TransportError(
        .unknownHost, "no address for \(place): check the Region, the endpoint URL and the network")
    case CURLE_COULDNT_CONNECT:
      let errnum = Int32(truncatingIfNeeded: moonwatch_curl_get_long(easy, CURLINFO_OS_ERRNO))
      if errnum == ECONNREFUSED {
        return TransportError(
          .connectionRefused, "\(place) refused the connection: is the endpoint right, and running?"
        )
      }
      let why = errnum == 0 ? detail : String(cString: strerror(errnum))
      return TransportError(.connectionFailed, "no connection to \(place): \(why)")
    case CURLE_SSL_CACERT_BADFILE:
      return TransportError(
        .tls,
        "cannot read the certificates in \(request.caBundle ?? "the system's file"): expected a PEM "
          + "file; check AWS_CA_BUNDLE and ca_bundle")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CONNECT_ERROR,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER:
      return TransportError(
        .tls,
        "TLS with \(place) failed: \(detail); if a proxy or private endpoint has its own certificate "
          + "authority, name its file in AWS_CA_BUNDLE or ca_bundle")
    case CURLE_OPERATION_TIMEDOUT:
      return TransportError(
        .connectTimeout,
        "no connection to \(place) within \(Self.seconds(request.connectTimeout)) (connect timeout)"
      )
    case CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM:
      return TransportError(
        .cutShort, "the answer from \(place) was cut short after \(body.count) bytes")
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
      return TransportError(
        .notHTTP, "what answered at \(place) does not speak HTTP; check the endpoint URL")
    case CURLE_GOT_NOTHING:
      return TransportError(.connectionFailed, "\(place) closed the connection without an answer")
    case CURLE_RECV_ERROR where !body.isEmpty || !headers.isEmpty:
      return TransportError(
        .cutShort, "the answer from \(place) was cut short after \(body.count) bytes")
    case CURLE_OUT_OF_MEMORY:
      return TransportError(.tooLarge, "\(place) sent a header that is too large")
    default:
      return TransportError(.connectionFailed, "the exchange with \(place) failed: \(detail)")
    }
  }

  /// At least 1, since 0 means libcurl's own limit; at most eleven days, whatever was asked for.
  private static func milliseconds(_ seconds: Double) -> Int {
    let value = (seconds * 1000).rounded(.up)
    return value < 1e9 ? Int(max(value, 1)) : 1_000_000_000
  }

  private static func seconds(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e9 ? "\(Int(value)) s" : "\(value) s"
  }

  /// Host and port: what a message may show of the URL.
  private var place: String { URLParts.hostAndPort(of: request.url) }
}
