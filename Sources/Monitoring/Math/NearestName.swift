/// What a reader probably meant by a name that does not exist.
enum NearestName {
  /// The candidate that takes the fewest changes of a character, if that is at most a third of them.
  static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = changes(Array(name), Array(candidate))
      guard distance <= max(1, candidate.count / 3) else { continue }
      if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    return best?.name
  }

  /// `; did you mean 'x'?`, or nothing.
  static func hint(_ name: String, among candidates: some Sequence<String>) -> String {
    of(name, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// Levenshtein's distance.
  private static func changes(_ from: [Character], _ to: [Character]) -> Int {
    var row = Array(0...to.count)
    for (i, a) in from.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in to.enumerated() {
        let cost = min(diagonal + (a == b ? 0 : 1), row[j] + 1, row[j + 1] + 1)
        (diagonal, row[j + 1]) = (row[j + 1], cost)
      }
    }
    return row[to.count]
  }
}
