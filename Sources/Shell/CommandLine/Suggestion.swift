/// Finds the name that somebody probably meant.
enum Suggestion {
  /// The candidate nearest to a name, or nil where none is near: at most one edit in three letters,
  /// counting a swap of neighbours as one edit.
  static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let limit = max(1, max(name.utf8.count, candidate.utf8.count) / 3)
      let distance = distance(Array(name.utf8), Array(candidate.utf8))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// ` Did you mean 'x'?`, or nothing.
  static func text(for name: String, among candidates: some Sequence<String>, prefix: String = "")
    -> String
  {
    nearest(to: name, among: candidates).map { ". Did you mean '\(prefix)\($0)'?" } ?? ""
  }

  /// The optimal string alignment distance.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var cost = min(
          last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          cost = min(cost, beforeLast[j - 2] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
