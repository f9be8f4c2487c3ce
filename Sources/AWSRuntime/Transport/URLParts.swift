/// What messages and headers need of a URL.
public enum URLParts {
  /// The authority as it is written, without user information: `localhost:4566`.
  static func authority(of url: String) -> Substring {
    var rest = url[...]
    if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
    if let end = rest.firstIndex(where: { "/?#".contains($0) }) { rest = rest[..<end] }
    if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    return rest
  }

  /// An authority without its port; an IPv6 address keeps its brackets.
  static func host(of authority: String) -> Substring {
    let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
    guard let colon = authority[afterBracket...].lastIndex(of: ":") else { return authority[...] }
    return authority[..<colon]
  }

  /// Host and port, the scheme's own port included: `localhost:80`.
  public static func hostAndPort(of url: String) -> String {
    let authority = authority(of: url)
    let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
    if authority[afterBracket...].contains(":") { return String(authority) }
    return "\(authority):\(url.lowercased().hasPrefix("https:") ? 443 : 80)"
  }

  /// The `Host` header: the port only where it is not the scheme's own.
  static func hostHeader(of url: String) -> String {
    let authority = authority(of: url)
    let own = url.lowercased().hasPrefix("https:") ? ":443" : ":80"
    return String(authority.hasSuffix(own) ? authority.dropLast(own.count) : authority)
  }
}
