import Spelling

/// Says what somebody probably meant.
enum Suggestion {
  /// `. Did you mean 'x'?`, or nothing.
  static func text(for name: String, among candidates: some Sequence<String>, prefix: String = "")
    -> String
  {
    nearestName(to: name, among: candidates).map { ". Did you mean '\(prefix)\($0)'?" } ?? ""
  }
}
