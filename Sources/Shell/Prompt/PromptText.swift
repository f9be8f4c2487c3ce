import Scripting

/// What stands before the line: where calls go, and what the prompt will not do.
enum PromptText {
  /// `profile/region (mode)> `, or `local> ` on the embedded cloud.
  static func text(
    _ options: HostOptions, at whereabouts: ScriptHost.Whereabouts, writing: Writing = .asUsual
  ) -> String {
    var text = "local"
    if options.replayFile != nil {
      text = "replay"
    } else if case .live = options.cloud {
      text = "\(whereabouts.profile)/\(whereabouts.region ?? "no Region")"
    }
    if changes(options, writing) == .refused {
      text += " (read-only)"
    } else if options.isDryRun {
      text += " (dry-run)"
    }
    return text + "> "
  }

  enum Changes: String {
    case made = "made without a question"
    case asked = "asked about"
    case refused
  }

  /// What becomes of changes.
  static func changes(_ options: HostOptions, _ writing: Writing) -> Changes {
    if options.isReadOnly { return .refused }
    if options.allowsWrites { return .made }
    switch writing {
    case .ask: return .asked
    case .refuse: return .refused
    case .asUsual:
      guard case .live = options.cloud, options.replayFile == nil else { return .made }
      return .refused
    }
  }

  /// The text in red. Readline must not count the escapes as columns: they stand between \u{1} and
  /// \u{2}.
  static func red(_ text: String) -> String { "\u{1}\u{1B}[31m\u{2}\(text)\u{1}\u{1B}[0m\u{2}" }
}
