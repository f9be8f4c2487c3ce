import AWSWire
import Monitoring

/// A SEARCH that is the whole of an expression: `SEARCH('{AWS/EC2,InstanceId} CPU', 'Average', 300)`.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html>
struct MetricSearch {
  /// A word that has to be in a name or value, or `MetricName="…"` and the like.
  private struct Term {
    /// MetricName, Namespace, or the name of a dimension; nil: any of them.
    var property: String?
    var value: String
    /// In quotes: the whole of it, not a part.
    var isExact: Bool
  }

  private var namespace: String?
  /// Names of dimensions that a metric has, and no others; nil: any.
  private var dimensions: Set<String>?
  private var terms: [Term] = []
  let statistic: String
  /// Nil where the query's own counts.
  let period: Int?
  static let limit = 500

  /// Nil where the expression is something else; throws where a SEARCH is only a part of it, or uses
  /// what is not here (OR, NOT, parentheses).
  init?(_ expression: String, id: String) throws(AWSError) {
    let text = expression.trimmed
    guard text.uppercased().contains("SEARCH(") else { return nil }
    guard text.uppercased().hasPrefix("SEARCH("), text.hasSuffix(")"),
      let arguments = Self.arguments(text.dropFirst(7).dropLast())
    else { throw .notSimulated("a SEARCH within an expression ('\(id)')") }
    guard (2...3).contains(arguments.count) else {
      throw .validation(
        "Error in expression '\(id)': SEARCH takes a search term, a statistic and a period")
    }
    statistic = arguments[1]
    guard Statistic(statistic) != nil else {
      throw .validation("Error in expression '\(id)': '\(statistic)' is no statistic")
    }
    if arguments.count == 3 {
      guard let seconds = Int(arguments[2]), seconds > 0 else {
        throw .validation("Error in expression '\(id)': '\(arguments[2])' is no period")
      }
      period = seconds
    } else {
      period = nil
    }
    try read(arguments[0][...], id: id)
  }

  /// The metrics with data of the last two weeks that match, in order of their names.
  func metrics(in store: MetricStore, at now: Double) -> [MetricKey] {
    let found = store.keys.lazy.map(\.key).filter { key in
      matches(key) && (store.newest(of: key, at: now) ?? 0) >= now - ListMetrics.listed
    }
    return Array(found.prefix(Self.limit))
  }

  private func matches(_ key: MetricKey) -> Bool {
    if let namespace, key.namespace != namespace { return false }
    if let dimensions, Set(key.dimensions.map(\.name)) != dimensions { return false }
    let all =
      [("MetricName", key.name), ("Namespace", key.namespace)]
      + key.dimensions.map { ($0.name, $0.value) }
    return terms.allSatisfy { term in
      all.contains { name, value in
        if let property = term.property, property != name { return false }
        let candidates = term.property == nil ? [name, value] : [value]
        return candidates.contains { candidate in
          term.isExact
            ? candidate == term.value
            : candidate.lowercased().contains(term.value.lowercased())
        }
      }
    }
  }

  /// Splits at commas outside of quotes, and takes the quotes off.
  private static func arguments(_ text: Substring) -> [String]? {
    var arguments = [""]
    var quote: Character?
    for character in text {
      switch (character, quote) {
      case ("'", nil): quote = "'"
      case ("'", "'"): quote = nil
      case (",", nil): arguments.append("")
      case ("(", nil), (")", nil): return nil
      default: arguments[arguments.count - 1].append(character)
      }
    }
    return quote == nil ? arguments.map(\.trimmed) : nil
  }

  private mutating func read(_ text: Substring, id: String) throws(AWSError) {
    var rest = text.drop { $0.isWhitespace }
    if rest.first == "{" {
      guard let end = rest.firstIndex(of: "}") else {
        throw .validation("Error in expression '\(id)': '{' without '}'")
      }
      let schema = rest[..<end].dropFirst().split(separator: ",").map {
        String($0).trimmed.filter { $0 != "\"" }
      }
      namespace = schema.first
      dimensions = Set(schema.dropFirst())
      rest = rest[rest.index(after: end)...]
    }
    while true {
      rest = rest.drop { $0.isWhitespace }
      guard let first = rest.first else { return }
      guard first != "(", first != ")" else {
        throw .notSimulated("a SEARCH with parentheses ('\(id)')")
      }
      let word = rest.prefix { !$0.isWhitespace && $0 != "=" && $0 != "\"" }
      rest = rest.dropFirst(word.count)
      if ["OR", "NOT"].contains(word.uppercased()) {
        throw .notSimulated("a SEARCH with \(word.uppercased()) ('\(id)')")
      }
      if word.uppercased() == "AND" { continue }
      var term = Term(property: nil, value: String(word), isExact: false)
      if rest.first == "=" {
        rest = rest.dropFirst()
        term.property = String(word)
        term.value = ""
      }
      if rest.first == "\"", term.value.isEmpty {
        let quoted = rest.dropFirst().prefix { $0 != "\"" }
        rest = rest.dropFirst(quoted.count + 2)
        term.value = String(quoted)
        term.isExact = true
      } else if term.property != nil {
        let value = rest.prefix { !$0.isWhitespace }
        rest = rest.dropFirst(value.count)
        term.value = String(value)
      }
      guard !term.value.isEmpty else {
        throw .validation("Error in expression '\(id)': a search term is empty")
      }
      if term.property == ":aws.AccountId" {
        guard term.value == Account.id else {
          throw .notSimulated("metrics of another account (\(term.value))")
        }
      } else {
        terms.append(term)
      }
    }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
