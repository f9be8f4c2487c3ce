import AWSWire
import Documents

/// One filter of an EC2 call: it lets through what has any of its values, or matches a pattern among
/// them. `*` stands for any characters, `?` for one, and a backslash takes the next one literally.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html>
struct Filter {
  let name: String
  let values: [String]

  static let valueLimit = 200

  /// Reads the Filters of a call.
  static func list(_ list: Document?) throws(AWSError) -> [Filter] {
    var filters: [Filter] = []
    for element in list?.elements ?? Document([]).elements {
      guard let name = element["Name"]?.string, !name.isEmpty else {
        throw .invalidValue("Filters[\(filters.count + 1)].Name: expected a filter's name")
      }
      filters.append(Filter(name: name, values: element["Values"]?.strings ?? []))
    }
    let count = filters.reduce(0) { $0 + $1.values.count }
    guard count <= valueLimit else {
      throw .service(
        "FilterLimitExceeded", "Filters: expected at most \(valueLimit) values, got \(count)")
    }
    return filters
  }

  func matches(_ candidates: [String]) -> Bool {
    candidates.contains { candidate in
      values.contains { Self.matches(Array(candidate.utf8)[...], pattern: Array($0.utf8)[...]) }
    }
  }

  private static func matches(_ text: ArraySlice<UInt8>, pattern: ArraySlice<UInt8>) -> Bool {
    var (t, p) = (text.startIndex, pattern.startIndex)
    // Where the last star was, and how far into the text it has been stretched.
    var star: (pattern: Int, text: Int)?
    while t < text.endIndex {
      if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
        star = (p + 1, t)
        p += 1
      } else if let length = step(text, t, pattern, &p) {
        t += length
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        (t, p) = (last.text + 1, last.pattern)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// The bytes of text that the pattern's next element takes; nil where it does not fit.
  private static func step(
    _ text: ArraySlice<UInt8>, _ t: Int, _ pattern: ArraySlice<UInt8>, _ p: inout Int
  ) -> Int? {
    guard p < pattern.endIndex else { return nil }
    switch pattern[p] {
    case UInt8(ascii: "?"):
      p += 1
      // One character: its first byte and all that continue it.
      return 1 + text[(t + 1)...].prefix { $0 & 0xc0 == 0x80 }.count
    case UInt8(ascii: "\\") where p + 1 < pattern.endIndex && pattern[p + 1] == text[t]:
      p += 2
      return 1
    case text[t]:
      p += 1
      return 1
    default:
      return nil
    }
  }
}

/// The filters that one operation knows, for items of one type.
struct FilterTable<Item> {
  let operation: String
  let fields: [String: @Sendable (Item) -> [String]]
  /// Set where `tag:KEY` and `tag-key` are known too.
  let tags: (@Sendable (Item) -> Tags)?

  init(
    _ operation: String, tags: (@Sendable (Item) -> Tags)? = nil,
    _ fields: [String: @Sendable (Item) -> [String]]
  ) {
    self.operation = operation
    self.fields = fields
    self.tags = tags
  }

  private var names: [String] {
    fields.keys.sorted() + (tags == nil ? [] : ["tag-key", "tag:KEY"])
  }

  /// A test that an item passes all of the call's filters.
  func predicate(for call: Call) throws(AWSError) -> (Item) -> Bool {
    var tests: [(Item) -> Bool] = []
    for filter in try Filter.list(call["Filters"]) {
      if let field = fields[filter.name] {
        tests.append { filter.matches(field($0)) }
      } else if let tags, filter.name == "tag-key" {
        tests.append { filter.matches(tags($0).entries.map(\.key)) }
      } else if let tags, filter.name.hasPrefix("tag:") {
        let key = String(filter.name.dropFirst(4))
        tests.append { filter.matches(tags($0)[key].map { [$0] } ?? []) }
      } else {
        throw .invalidValue(
          "The filter '\(filter.name)' is invalid: \(operation) has no filter of that name"
            + suggestion(for: filter.name, among: names))
      }
    }
    return { item in tests.allSatisfy { $0(item) } }
  }
}
