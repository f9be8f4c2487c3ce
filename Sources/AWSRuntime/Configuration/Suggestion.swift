/// Finds what was probably meant by a name that does not exist.
enum Suggestion {
  /// `did you mean "x"?`, or nil where nothing is near.
  static func hint(for name: String, among known: [String]) -> String? {
    let limit = max(1, name.count / 3)
    let near = known.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
      .filter { $0.distance <= limit }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return near.map { "did you mean \($0.name.debugDescription)?" }
  }

  /// The fewest insertions, deletions, replacements and swaps of neighbours that make one of the
  /// other.
  static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.utf8)
    let b = Array(b.utf8)
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
        row.append(best)
      }
      before = previous
      previous = row
    }
    return previous[b.count]
  }
}
