/// How this program names itself to AWS; CloudTrail keeps it with each call.
public enum UserAgent {
  #if arch(x86_64)
    private static let architecture = "x86_64"
  #elseif arch(arm64)
    private static let architecture = "aarch64"
  #else
    private static let architecture = "other"
  #endif

  /// Product tokens (RFC 9110, 10.1.5). What a header cannot hold becomes `-`.
  ///
  /// - Parameters:
  ///   - version: This program's.
  ///   - suffix: What CloudTrail is to show beside, such as `script/stop-idle run/7f3a`.
  public static func text(version: String, suffix: String = "") -> String {
    let own = "moonwatch/\(version) lua/5.4 os/linux arch/\(architecture)"
    let text = suffix.isEmpty ? own : "\(own) \(suffix)"
    return String(
      String.UnicodeScalarView(text.unicodeScalars.map { (" "..."~").contains($0) ? $0 : "-" }))
  }
}
