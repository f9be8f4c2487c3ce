import Glibc

/// Colors on the terminal at standard error.
enum Style {
  /// True where colors are shown. https://no-color.org: any value of NO_COLOR but the empty one.
  static func isOn(_ settings: Settings) -> Bool {
    let environment = Process.environment
    return settings.usesColor && Process.isTerminal(STDERR_FILENO)
      && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
  }

  /// True where the locale is not UTF-8.
  static var isASCII: Bool {
    let environment = Process.environment
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    return !(locale?.lowercased().replacing("-", with: "").contains("utf8") ?? false)
  }

  /// A text in which signs of ours are letters where the terminal may not have them.
  static func plain(_ text: String) -> String {
    isASCII ? text.replacing("·", with: "-").replacing("…", with: "~") : text
  }

  static func dim(_ text: String, _ settings: Settings) -> String {
    isOn(settings) ? "\u{1B}[2m\(text)\u{1B}[0m" : text
  }
}
