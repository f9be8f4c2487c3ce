/// The name of the method that calls an operation: `put_metric_alarm` for `PutMetricAlarm`.
///
/// The names are boto3's: a word starts at a capital that a small letter follows or that follows a
/// small letter or a digit; a plural of capitals is one word (`ListTopicARNs`, `list_topic_arns`),
/// and so are five proper names.
public func methodName(of operation: String) -> String {
  var name = operation
  for (spelling, word) in properNames where name.contains(spelling) {
    name.replace(spelling, with: word)
  }
  let letters = Array(name.utf8)
  var result: [UInt8] = []
  let plural = pluralOfCapitals(letters)
  for (index, letter) in letters.enumerated() {
    let startsWord =
      if let plural, index >= plural {
        index == plural
      } else {
        isCapital(letter)
          && (index + 1 < letters.count && isSmall(letters[index + 1])
            || index > 0 && (isSmall(letters[index - 1]) || isDigit(letters[index - 1])))
      }
    if startsWord && index > 0 { result.append(UInt8(ascii: "_")) }
    result.append(isCapital(letter) ? letter | 0x20 : letter)
  }
  return String(decoding: result, as: UTF8.self)
}

/// Where a final `[A-Z]{2,}s` starts, or nil.
private func pluralOfCapitals(_ letters: [UInt8]) -> Int? {
  guard letters.last == UInt8(ascii: "s") else { return nil }
  let start = letters.dropLast().lastIndex { !isCapital($0) }.map { $0 + 1 } ?? 0
  return letters.count - 1 - start >= 2 ? start : nil
}

private func isCapital(_ letter: UInt8) -> Bool { (0x41...0x5A).contains(letter) }
private func isSmall(_ letter: UInt8) -> Bool { (0x61...0x7A).contains(letter) }
private func isDigit(_ letter: UInt8) -> Bool { (0x30...0x39).contains(letter) }

private let properNames = [
  ("OTel", "Otel"), ("WhatsApp", "Whatsapp"), ("PartiQL", "Partiql"), ("iSCSI", "Iscsi"),
  ("HITs", "Hits"),
]
