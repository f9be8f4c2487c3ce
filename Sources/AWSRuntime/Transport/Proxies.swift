/// Which proxy a request goes through, as the AWS CLI reads the environment: `http_proxy` and
/// `https_proxy` by the request's scheme, `no_proxy` for hosts that are reached directly; in capitals,
/// too, where the small ones are not set.
///
/// The addresses at which machines and containers get their credentials are never reached through a
/// proxy: they mean this machine, and what they answer is for nobody else.
/// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html
public struct Proxies: Sendable {
  private let byScheme: [String: String]
  private let exceptions: [String]

  /// Instance metadata, and the credentials of ECS tasks and EKS pods.
  private static let linkLocal: Set = [
    "169.254.169.254", "[fd00:ec2::254]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]",
  ]

  public init(environment: [String: String]) {
    func variable(_ name: String) -> String? {
      let value = environment[name] ?? environment[name.uppercased()]
      return value.flatMap { $0.isEmpty ? nil : $0 }
    }
    var byScheme: [String: String] = [:]
    for scheme in ["http", "https"] {
      // A CGI server puts a request's `Proxy:` header into HTTP_PROXY.
      let isForged =
        scheme == "http" && environment["REQUEST_METHOD"] != nil
        && environment["http_proxy"] == nil
      guard !isForged, let url = variable("\(scheme)_proxy") else { continue }
      byScheme[scheme] = Self.completed(url)
    }
    self.byScheme = byScheme
    exceptions = (variable("no_proxy") ?? "").split(separator: ",").compactMap { entry in
      let trimmed = entry.lowercased().filter { $0 != " " && $0 != "\t" }.drop { $0 == "." }
      return trimmed.isEmpty ? nil : String(trimmed)
    }
  }

  /// With the scheme and the port that are left out: libcurl's own port would be 1080.
  private static func completed(_ url: String) -> String {
    let url = url.contains("://") ? url : "http://\(url)"
    let isHTTP = ["http:", "https:"].contains { url.lowercased().hasPrefix($0) }
    let authority = String(URLParts.authority(of: url))
    guard isHTTP, URLParts.host(of: authority).count == authority.count else { return url }
    let end = url.firstRange(of: "://")!.upperBound
    let user = url[end...].prefix { !"/?#".contains($0) }.dropLast(authority.count)
    return "\(url[..<end])\(user)\(URLParts.hostAndPort(of: url))"
  }

  /// The proxy's URL, which may hold a password; nil: none.
  public func proxy(for url: String) -> String? {
    if byScheme.isEmpty { return nil }
    guard let scheme = url.firstRange(of: "://"),
      let proxy = byScheme[url[..<scheme.lowerBound].lowercased()]
    else { return nil }
    let authority = URLParts.authority(of: url).lowercased()
    let host = URLParts.host(of: authority)
    if Self.linkLocal.contains(String(host)) { return nil }
    let isException = exceptions.contains { entry in
      entry == "*" || Self.matches(authority, entry) || Self.matches(host, entry)
    }
    return isException ? nil : proxy
  }

  /// True for the name itself and for every name below it. A bracketed IPv6 address may be written
  /// without brackets.
  private static func matches(_ name: some StringProtocol, _ entry: String) -> Bool {
    name == entry || name.hasSuffix(".\(entry)") || name == "[\(entry)]"
  }
}
