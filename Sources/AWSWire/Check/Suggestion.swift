import Spelling

/// ` (did you mean 'X'?)`, or nothing.
public func suggestion(for name: String, among candidates: some Sequence<String>) -> String {
  nearestName(to: name, among: candidates).map { " (did you mean '\($0)'?)" } ?? ""
}
