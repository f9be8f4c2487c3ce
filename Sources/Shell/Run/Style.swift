import Glibc

/// Colors on the terminal at standard error.
enum Style {
  /// True where colors are shown. https://no-color.org: any value of NO_COLOR but the empty one.
  static func isOn(_ settings: Settings) -> Bool {
    let environment = Process.environment
    return settings.usesColor && Process.isTerminal(STDERR_FILENO)
      && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
  }

  static func dim(_ text: String, _ settings: Settings) -> String {
    isOn(settings) ? "\u{1B}[2m\(text)\u{1B}[0m" : text
  }
}
