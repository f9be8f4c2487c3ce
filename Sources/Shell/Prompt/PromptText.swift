import Scripting

/// What stands before the line: where calls go, and what the prompt will not do.
enum PromptText {
  /// `profile/region (mode)> `, or `local> ` on the embedded cloud.
  static func text(
    _ options: HostOptions, at whereabouts: ScriptHost.Whereabouts, asksBeforeChanges: Bool = false
  ) -> String {
    var text = "local"
    if options.replayFile != nil {
      text = "replay"
    } else if case .live = options.cloud {
      text = "\(whereabouts.profile)/\(whereabouts.region ?? "no Region")"
    }
    if isReadOnly(options, asksBeforeChanges: asksBeforeChanges) {
      text += " (read-only)"
    } else if options.isDryRun {
      text += " (dry-run)"
    }
    return text + "> "
  }

  /// Whether every change is refused.
  static func isReadOnly(_ options: HostOptions, asksBeforeChanges: Bool) -> Bool {
    if options.isReadOnly { return true }
    guard case .live = options.cloud, options.replayFile == nil else { return false }
    return !options.allowsWrites && !asksBeforeChanges
  }

  /// The text in red. Readline must not count the escapes as columns: they stand between \u{1} and
  /// \u{2}.
  static func red(_ text: String) -> String { "\u{1}\u{1B}[31m\u{2}\(text)\u{1}\u{1B}[0m\u{2}" }
}
