/// An alarm as a composite rule names it: by name or by ARN.
package struct AlarmReference: Hashable, Sendable {
  /// As it is written in the rule, without quotes and escapes.
  package let text: String
  /// The alarm's name; of an ARN, the part after `:alarm:`.
  package let name: String
  /// Of an ARN; nil of a name.
  package let region: String?
  /// Of an ARN; nil of a name.
  package let account: String?

  package init(_ text: String) {
    self.text = text
    // arn:PARTITION:cloudwatch:REGION:ACCOUNT:alarm:NAME, and a name may have colons.
    let parts = text.split(separator: ":", maxSplits: 6, omittingEmptySubsequences: false)
    if parts.count == 7, parts[0] == "arn", parts[2] == "cloudwatch", parts[5] == "alarm" {
      name = String(parts[6])
      region = String(parts[3])
      account = String(parts[4])
    } else {
      name = text
      region = nil
      account = nil
    }
  }

  /// As a rule has it: in quotes where it has to be.
  var quoted: String {
    let special: Set<Character> = ["(", ")", ",", "\"", "\\"]
    guard text.contains(where: { $0.isWhitespace || special.contains($0) }) else { return text }
    var result = "\""
    for character in text {
      if character == "\"" || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return result + "\""
  }
}
