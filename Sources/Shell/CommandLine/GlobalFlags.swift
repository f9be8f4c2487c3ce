/// The names that belong to the command line, so that no script's argument may take them.
public enum GlobalFlags {
  /// Flags that this version takes, in their long form and without dashes.
  public static let names = [
    "profile", "region", "endpoint-url", "local", "cloud", "output", "timeout", "memory-limit",
    "max-cost",
    "dry-run", "read-only", "allow-write", "record", "record-mask", "replay", "replay-match",
    "no-color", "private",
    "help", "version",
  ]

  /// Flags that a later version will take. They are refused rather than passed over: a script that
  /// was to run under `--sandbox` must not run without it.
  public static let reserved = [
    "log",
    "sandbox",
    "quiet-ok",
    "metrics-file",
    "as-cron",
  ]

  /// Commands that a later version will have.
  public static let reservedCommands = [
    "test",
    "check",
    "ls",
    "which",
    "types",
    "init",
    "lib",
    "runs",
  ]

  /// True where a script's argument of this name would hide a flag. Dashes and underscores count
  /// as the same.
  static func claims(_ name: String) -> Bool {
    let name = dashed(name)
    return names.contains(name) || reserved.contains(name)
  }

  /// The spelling that a name has on the command line.
  static func dashed(_ name: String) -> String {
    String(name.map { $0 == "_" ? "-" : $0 })
  }
}
