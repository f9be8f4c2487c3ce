/// Timers in the order of their deadlines; equal deadlines fire in the order they were set.
///
/// A binary heap. A cancelled timer leaves its entry behind, to be dropped when it comes to the
/// top, so cancelling costs no search.
package struct TimerHeap {
  /// Names one timer; never used twice.
  package typealias ID = EventLoop.TimerID

  private struct Entry {
    let deadline: Double
    let id: ID

    func precedes(_ other: Entry) -> Bool {
      deadline != other.deadline ? deadline < other.deadline : id < other.id
    }
  }

  private var entries: [Entry] = []
  private var actions: [ID: () -> Void] = [:]
  private var lastID: ID = 0

  package init() {}

  package var isEmpty: Bool { actions.isEmpty }

  /// When the first timer fires; nil where there is none.
  package mutating func nextDeadline() -> Double? {
    while let first = entries.first, actions[first.id] == nil { removeFirst() }
    return entries.first?.deadline
  }

  package mutating func add(deadline: Double, action: @escaping () -> Void) -> ID {
    lastID += 1
    actions[lastID] = action
    entries.append(Entry(deadline: deadline, id: lastID))
    siftUp(entries.count - 1)
    return lastID
  }

  /// Takes a timer away; its action comes back unless it has fired or was cancelled.
  @discardableResult
  package mutating func cancel(_ id: ID) -> (() -> Void)? { actions.removeValue(forKey: id) }

  /// Takes away the first timer that is due.
  package mutating func popDue(now: Double) -> (() -> Void)? {
    guard let deadline = nextDeadline(), deadline <= now else { return nil }
    let id = entries[0].id
    removeFirst()
    return actions.removeValue(forKey: id)
  }

  private mutating func removeFirst() {
    entries.swapAt(0, entries.count - 1)
    entries.removeLast()
    var index = 0
    while true {
      var smallest = index
      for child in [2 * index + 1, 2 * index + 2] where child < entries.count {
        if entries[child].precedes(entries[smallest]) { smallest = child }
      }
      if smallest == index { return }
      entries.swapAt(index, smallest)
      index = smallest
    }
  }

  private mutating func siftUp(_ start: Int) {
    var index = start
    while index > 0 {
      let parent = (index - 1) / 2
      guard entries[index].precedes(entries[parent]) else { return }
      entries.swapAt(index, parent)
      index = parent
    }
  }
}
