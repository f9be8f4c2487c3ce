/// Where requests go: scheme, host, port and the path in front of every request's own.
public struct EndpointURL: Sendable, Equatable, CustomStringConvertible {
  /// `http` or `https`.
  public let scheme: String
  /// As written; an IPv6 address keeps its brackets.
  public let host: String
  /// nil where the URL names none.
  public let port: Int?
  /// Empty, or starting with `/`.
  public let path: String

  /// Reads `scheme://host[:port][/path]`; nil for anything else, a query, a fragment and a user's
  /// name included.
  public init?(_ text: String) {
    let bytes = text.utf8
    guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }) else { return nil }
    let rest: Substring
    if text.lowercased().hasPrefix("https://") {
      scheme = "https"
      rest = text.dropFirst(8)
    } else if text.lowercased().hasPrefix("http://") {
      scheme = "http"
      rest = text.dropFirst(7)
    } else {
      return nil
    }
    guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else { return nil }
    let authority = rest.prefix { $0 != "/" }
    path = String(rest[authority.endIndex...])
    guard !authority.contains("@") else { return nil }

    let afterAddress = authority.first == "[" ? authority.firstIndex(of: "]") : authority.startIndex
    guard let afterAddress else { return nil }
    if let colon = authority[afterAddress...].firstIndex(of: ":") {
      let digits = authority[authority.index(after: colon)...]
      guard let number = UInt16(digits), digits.allSatisfy(\.isNumber) else { return nil }
      port = Int(number)
      host = String(authority[..<colon])
    } else {
      port = nil
      host = String(authority)
    }
    let isBracketed = host.hasPrefix("[")
    guard !host.isEmpty, host.hasSuffix("]") == isBracketed,
      isBracketed || !host.contains(where: { "[]:%".contains($0) })
    else { return nil }
  }

  /// Host and port as written.
  public var authority: String { port.map { "\(host):\($0)" } ?? host }

  /// What the `Host` header says: the port only where it is not the scheme's own.
  public var hostHeader: String {
    port == nil || port == (scheme == "https" ? 443 : 80) ? host : authority
  }

  /// True where the host is an IPv4 or IPv6 address.
  var isAddress: Bool {
    if host.hasPrefix("[") { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  /// True where the host is the machine that this runs on.
  var isLoopback: Bool {
    let name = host.lowercased()
    return name == "localhost" || name.hasSuffix(".localhost") || name == "[::1]"
      || isAddress && name.hasPrefix("127.")
  }

  public var description: String { "\(scheme)://\(authority)\(path)" }
}
