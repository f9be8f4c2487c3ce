/// How this program names itself to AWS; CloudTrail keeps it with each call.
public enum UserAgent {
  #if arch(x86_64)
    private static let architecture = "x86_64"
  #elseif arch(arm64)
    private static let architecture = "aarch64"
  #else
    private static let architecture = "other"
  #endif

  /// Product tokens (RFC 9110, 10.1.5), such as
  /// `moonwatch/0.1.0 lua/5.4 os/linux arch/x86_64 script/stop-idle run/7f3a9c01`.
  ///
  /// - Parameters:
  ///   - version: This program's.
  ///   - script: The script's name, and `runID` that of its run, for CloudTrail to show. What a token
  ///     cannot hold becomes `-`, and 64 characters are kept.
  public static func text(version: String, script: String? = nil, runID: String? = nil) -> String {
    var text = "moonwatch/\(version) lua/5.4 os/linux arch/\(architecture)"
    if let script { text += " script/\(token(script))" }
    if let runID { text += " run/\(token(runID))" }
    return text
  }

  private static func token(_ text: String) -> String {
    let kept = text.unicodeScalars.prefix(64).map { scalar in
      let isToken =
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        || ("0"..."9").contains(scalar) || "!#$%&'*+-.^_`|~".unicodeScalars.contains(scalar)
      return isToken ? scalar : "-"
    }
    return String(String.UnicodeScalarView(kept))
  }
}
