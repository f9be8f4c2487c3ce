import CCurl
import Glibc

/// What libcurl's codes mean to whoever reads the message.
extension Transfer {
  func error(_ code: CURLcode) -> TransportError {
    let detail = String(cString: curl_easy_strerror(code))
    switch code {
    case CURLE_URL_MALFORMAT:
      return TransportError(
        .badRequest, "'\(place)' is not a URL; check --endpoint-url and AWS_ENDPOINT_URL")
    case CURLE_COULDNT_RESOLVE_PROXY: return proxyError(.unknownHost, "it has no address")
    case CURLE_PROXY: return proxyError(.proxy, detail)
    case _ where isRefusedByProxy:
      let status = moonwatch_curl_get_long(easy, CURLINFO_HTTP_CONNECTCODE)
      return proxyError(
        .proxy,
        "it answered \(status) to CONNECT"
          + (status == 407 ? "; it wants a user and password in its URL" : ""))
    case CURLE_COULDNT_RESOLVE_HOST:
      return TransportError(
        .unknownHost, "no address for \(place): check the Region, the endpoint URL and the network")
    case CURLE_COULDNT_CONNECT:
      let errnum = Int32(truncatingIfNeeded: moonwatch_curl_get_long(easy, CURLINFO_OS_ERRNO))
      if proxy != nil {
        return proxyError(
          errnum == ECONNREFUSED ? .connectionRefused : .connectionFailed,
          errnum == 0 ? detail : String(cString: strerror(errnum)))
      }
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
        "TLS with \(place) failed: \(handshakeError ?? detail); if a proxy or private endpoint has its own certificate "
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
    case CURLE_GOT_NOTHING, CURLE_ABORTED_BY_CALLBACK:
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

  private var isRefusedByProxy: Bool {
    let status = moonwatch_curl_get_long(easy, CURLINFO_HTTP_CONNECTCODE)
    return proxy != nil && status != 0 && !(200..<300).contains(status)
  }

  /// Names the proxy without its password.
  private func proxyError(_ reason: TransportError.Reason, _ why: String) -> TransportError {
    TransportError(
      reason,
      "no way to \(place) through the proxy \(URLParts.hostAndPort(of: proxy ?? "")): \(why); check "
        + "HTTPS_PROXY, HTTP_PROXY and NO_PROXY")
  }

  /// At least 1, since 0 means libcurl's own limit; at most eleven days, whatever was asked for.
  static func milliseconds(_ seconds: Double) -> Int {
    let value = (seconds * 1000).rounded(.up)
    return value < 1e9 ? Int(max(value, 1)) : 1_000_000_000
  }

  static func seconds(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e9 ? "\(Int(value)) s" : "\(value) s"
  }
}
