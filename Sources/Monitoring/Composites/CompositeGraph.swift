/// Which composite alarms look at which alarms.
package struct CompositeGraph: Sendable {
  /// Names of the alarms that each composite looks at.
  private let children: [String: [String]]
  private let parentsByChild: [String: [String]]
  /// The composites, each after those that it looks at; those on a cycle, or above one, are left out.
  package let order: [String]

  /// - Parameter rules: by name of the composite. Names in rules that are no keys are metric alarms.
  package init(_ rules: [String: CompositeRule]) {
    var children: [String: [String]] = [:]
    var parents: [String: [String]] = [:]
    for (name, rule) in rules.sorted(by: { $0.key < $1.key }) {
      var seen: Set<String> = []
      let names = rule.children.map(\.name).filter { seen.insert($0).inserted }
      children[name] = names
      for child in names { parents[child, default: []].append(name) }
    }
    self.children = children
    parentsByChild = parents

    // Whatever waits for nothing comes next.
    var waiting = children.mapValues { names in names.count { children[$0] != nil } }
    var ready = waiting.filter { $0.value == 0 }.keys.sorted()
    var order: [String] = []
    var next = 0
    while next < ready.count {
      let name = ready[next]
      next += 1
      order.append(name)
      for parent in parents[name] ?? [] {
        waiting[parent]! -= 1
        if waiting[parent] == 0 { ready.append(parent) }
      }
    }
    self.order = order
  }

  /// The composites that name an alarm, sorted.
  package func parents(of alarm: String) -> [String] { parentsByChild[alarm] ?? [] }

  /// The composites that look at an alarm, directly or through others, each after those that it looks
  /// at: what has to be evaluated, in this order, when the alarm changes.
  package func dependents(of alarm: String) -> [String] {
    var found: Set<String> = []
    var pending = parents(of: alarm)
    while let name = pending.popLast() {
      if found.insert(name).inserted { pending += parents(of: name) }
    }
    return order.filter(found.contains)
  }

  /// The composites of one cycle, each looking at the next, the last at the first; nil where there is
  /// none. AWS accepts a cycle but stops evaluating what is on it.
  package var cycle: [String]? {
    let ordered = Set(order)
    // Every composite that could not be ordered looks at another such, so the walk must come round.
    guard var name = children.keys.filter({ !ordered.contains($0) }).min() else { return nil }
    var path: [String] = []
    var places: [String: Int] = [:]
    while places[name] == nil {
      places[name] = path.count
      path.append(name)
      guard
        let next = children[name]?.first(where: { children[$0] != nil && !ordered.contains($0) })
      else { return nil }
      name = next
    }
    return Array(path[places[name]!...])
  }
}
