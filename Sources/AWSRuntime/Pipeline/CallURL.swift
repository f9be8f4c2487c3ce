import AWSWire

/// A call's address, in the pieces that signing and sending want.
struct CallURL {
  /// The `Host` header.
  let host: String
  /// Escaped, starting with `/`.
  let path: String
  /// Without its `?`; empty where there is none.
  let query: String
  private let base: String

  var text: String { query.isEmpty ? base + path : "\(base)\(path)?\(query)" }

  /// Puts the request's path behind the endpoint's, and its host prefix before the host.
  init(endpoint: String, _ wire: WireRequest) throws(AWSError) {
    let lowercased = endpoint.lowercased()
    guard let scheme = ["http://", "https://"].first(where: lowercased.hasPrefix),
      !URLParts.authority(of: endpoint).isEmpty
    else {
      throw AWSError(
        .config, code: "InvalidEndpoint",
        "endpoint URL: expected http://HOST[:PORT] or https://HOST[:PORT], got "
          + endpoint.debugDescription)
    }
    let prefix = wire.hostPrefix ?? ""
    host = prefix + URLParts.hostHeader(of: endpoint)
    base = "\(scheme)\(prefix)\(URLParts.authority(of: endpoint))"

    var endpointPath = endpoint.dropFirst(scheme.count).drop { $0 != "/" }
    if let end = endpointPath.firstIndex(where: { "?#".contains($0) }) {
      endpointPath = endpointPath[..<end]
    }
    while endpointPath.hasSuffix("/") { endpointPath.removeLast() }
    let parts = wire.uri.split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(endpointPath + parts[0])
    query = parts.count > 1 ? String(parts[1]) : ""
  }
}
