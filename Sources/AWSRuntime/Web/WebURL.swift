/// An absolute http or https URL. Only ``place`` is for messages: path, query and user information
/// often hold a secret (webhooks are known by their paths).
public struct WebURL: Equatable {
  /// As it is sent, without a fragment.
  public let text: String
  public let isSecure: Bool
  /// Host and, where it is written, port, in lower case, without user information.
  public let authority: String

  /// nil for another scheme, a host that is missing or malformed, and characters that have to be
  /// escaped: blanks, control characters and everything beyond ASCII.
  public init?(_ text: String) {
    let lower = text.lowercased()
    guard lower.hasPrefix("http://") || lower.hasPrefix("https://"),
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C })
    else { return nil }
    let authority = String(URLParts.authority(of: text)).lowercased()
    // The rules for a host are those of an endpoint's.
    guard EndpointURL("http://\(authority)") != nil else { return nil }
    self.text = String(text.prefix { $0 != "#" })
    self.authority = authority
    isSecure = lower.hasPrefix("https:")
  }

  /// Without the port; an IPv6 address keeps its brackets.
  public var host: String { String(URLParts.host(of: authority)) }

  /// Scheme, host and port, for messages.
  public var place: String { "\(isSecure ? "https" : "http")://\(URLParts.hostAndPort(of: text))" }

  /// Host and port, the scheme's own included.
  public var hostAndPort: String {
    URLParts.hostAndPort(of: "\(isSecure ? "https" : "http")://\(authority)")
  }

  /// What has to be equal for two URLs to be of one server.
  var origin: String { "\(isSecure ? "https" : "http")://\(hostAndPort)" }

  /// Where a `Location` leads from here; nil where that is no http or https URL.
  /// https://www.rfc-editor.org/rfc/rfc3986#section-5.2
  func resolving(_ location: String) -> WebURL? {
    let scheme = isSecure ? "https:" : "http:"
    if location.hasPrefix("//") { return WebURL(scheme + location) }
    // A name, then a colon, before any slash: a scheme.
    let name = location.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    if !name.isEmpty, location[name.endIndex...].hasPrefix(":") { return WebURL(location) }
    let base = "\(scheme)//\(authority)"
    if location.hasPrefix("/") { return WebURL(base + location) }
    let path = text.dropFirst(text.firstRange(of: "://")!.upperBound.utf16Offset(in: text))
      .drop { $0 != "/" && $0 != "?" }.prefix { $0 != "?" }
    if location.hasPrefix("?") { return WebURL(base + (path.isEmpty ? "/" : path) + location) }
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
    return WebURL(base + Self.withoutDots(String(folder) + location))
  }

  /// Takes `.` and `..` out of the path in front of a query.
  private static func withoutDots(_ target: String) -> String {
    let path = target.prefix { $0 != "?" && $0 != "#" }
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      switch part {
      case ".": break
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    let endsInFolder = path.hasSuffix("/.") || path.hasSuffix("/..")
    return "/" + parts.joined(separator: "/") + (endsInFolder && !parts.isEmpty ? "/" : "")
      + target[path.endIndex...]
  }
}
