/// `x?`: what is x? `x??`: and how is it written?
struct HelpRequest: Equatable {
  var name: String
  var wantsSource: Bool

  /// nil for an entry that asks for no help. No Lua text ends with a question mark outside a comment
  /// or a string, and a name has none of these.
  init?(_ entry: String) {
    var text = entry.trimmed[...]
    guard text.last == "?" else { return nil }
    text.removeLast()
    wantsSource = text.last == "?"
    if wantsSource { text.removeLast() }
    name = String(text).trimmed
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "_.:".contains($0) })
    else { return nil }
  }
}
