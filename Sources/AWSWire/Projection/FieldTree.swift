/// Members of a value by their paths, as a tree of names. Lists have no level of their own: a path goes
/// through them to each element.
struct FieldTree {
  /// True where everything below is wanted.
  private(set) var isWhole = false
  private(set) var branches: [String: FieldTree] = [:]

  /// Adds the value at a path with all below it.
  mutating func insert(_ path: some Sequence<String>) {
    descend(Array(path)[...]) { $0.isWhole = true }
  }

  /// Adds the values on the way to a path, and nothing of what is at its end.
  mutating func open(_ path: [String]) { descend(path[...]) { _ in } }

  private mutating func descend(_ path: ArraySlice<String>, _ change: (inout FieldTree) -> Void) {
    guard let name = path.first else { return change(&self) }
    branches[name, default: FieldTree()].descend(path.dropFirst(), change)
  }
}
