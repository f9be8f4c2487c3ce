import CCurl
import Glibc

/// One exchange over libcurl: an easy handle, what has been received, and who waits for it.
///
/// Lives on the loop's thread, which libcurl's callbacks run on, too. The callbacks only append
/// bytes; everything else happens after `curl_multi_perform`.
final class Transfer {
  let easy: UnsafeMutableRawPointer
  let request: HTTPRequest
  private let limits: CurlTransport.Limits
  let proxy: String?
  private let started = EventLoop.now
  private var headerLines: UnsafeMutablePointer<curl_slist>?
  /// Where libcurl writes which of many things is wrong with a certificate; only for TLS.
  private var errorText: UnsafeMutablePointer<CChar>?

  private(set) var headers: [String: String] = [:]
  private var headerBytes = 0
  private(set) var body: [UInt8] = []
  private var refusal: TransportError?
  private var lastActivity: Double
  private var bytesSent: Int64 = 0
  private var isRepetitionRefused = false
  private var finish: ((Result<HTTPResponse, TransportError>) -> Void)?

  init(
    _ request: HTTPRequest, easy: UnsafeMutableRawPointer, limits: CurlTransport.Limits,
    proxy: String?
  ) {
    self.request = request
    self.easy = easy
    self.limits = limits
    self.proxy = proxy
    lastActivity = started
  }

  deinit {
    curl_slist_free_all(headerLines)
    errorText?.deallocate()
  }

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
    // A wish, not a need: a handle whose last transfer failed early keeps its buffer and refuses.
    _ = moonwatch_curl_set_long(easy, CURLOPT_BUFFERSIZE, 65536)
    if request.url.hasPrefix("https:") {
      let text = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
      text.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
      errorText = text
      _ = moonwatch_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, text)
    }
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    // Empty: none, whatever libcurl finds in the environment.
    set(CURLOPT_PROXY, proxy ?? "")
    if let caBundle = request.caBundle {
      set(CURLOPT_CAINFO, caBundle)
      if proxy != nil { set(CURLOPT_PROXY_CAINFO, caBundle) }
    }
    setMethodAndBody()
    setHeaders()

    // `passUnretained`: the transfer set holds this object for as long as the handle is in it, and
    // libcurl calls back for no other handle.
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = moonwatch_curl_set_pointer(easy, CURLOPT_PRIVATE, context)
    _ = moonwatch_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
    _ = moonwatch_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    setRequestCallback(context)
    _ = moonwatch_curl_set_callback(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
      Transfer.at(context!).receiveHeader(UnsafeRawBufferPointer(start: data, count: size * count))
    }
    _ = moonwatch_curl_set_callback(easy, CURLOPT_WRITEFUNCTION) { data, size, count, context in
      Transfer.at(context!).receiveBody(UnsafeRawBufferPointer(start: data, count: size * count))
    }
  }

  private func setRequestCallback(_ context: UnsafeMutableRawPointer) {
    _ = moonwatch_curl_set_request_callback(easy, context) { context, _, _, _, _ in
      Transfer.at(context!).beginRequest() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
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

  /// A connection is about to carry the request. False refuses that.
  ///
  /// A kept connection that breaks before an answer comes makes libcurl send the request once more by
  /// itself; whether a change may be made twice is not for it to decide. It may where nothing of the
  /// request had left.
  private func beginRequest() -> Bool {
    isRepetitionRefused = moonwatch_curl_get_long(easy, CURLINFO_REQUEST_SIZE) > 0
    return !isRepetitionRefused
  }

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
    finish?(
      result.mapError { error in
        var error = error
        error.wasSent = isSent
        return error
      })
  }

  /// True once the whole request was handed to the network. Through a proxy, the handshake with it
  /// counts as a request, too, but not as an upload.
  private var isSent: Bool {
    if isRepetitionRefused { return true }
    return moonwatch_curl_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T) > 0
      && moonwatch_curl_get_long(easy, CURLINFO_REQUEST_SIZE) > 0
      && moonwatch_curl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T) >= request.body.count
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

  /// What libcurl says of a failed handshake; nil where it says nothing.
  var handshakeError: String? {
    guard let errorText, errorText.pointee != 0 else { return nil }
    return String(cString: errorText)
  }

  /// Host and port: what a message may show of the URL.
  var place: String { URLParts.hostAndPort(of: request.url) }
}
