/// The name that was probably meant, or nil where none is near enough.
///
/// Nearness is the number of letters to insert, delete, replace or swap with their neighbour, letter
/// case aside; more than about a third of the name is too far.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().utf8)
  var best: (name: String, distance: Int)?
  let limit = max(1, (wanted.count + 1) / 3)
  for candidate in candidates {
    let letters = Array(candidate.lowercased().utf8)
    let ceiling = min(limit, (best?.distance ?? .max) - 1)
    guard abs(letters.count - wanted.count) <= ceiling else { continue }
    let distance = editDistance(wanted, letters)
    if distance <= ceiling && distance < max(wanted.count, letters.count) {
      best = (candidate, distance)
    }
  }
  return best?.name
}

/// The optimal string alignment distance.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var older: [Int] = []
  var previous = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    row.reserveCapacity(b.count + 1)
    for j in b.indices {
      var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
        cost = min(cost, older[j - 1] + 1)
      }
      row.append(cost)
    }
    older = previous
    previous = row
  }
  return previous[b.count]
}
