/// What is due later, taken in order of time. Within a moment, instances and the metrics that they
/// emit come before the alarms that see them.
final class Agenda {
  /// The order of things that are due at the same moment.
  enum Phase: Int {
    /// What makes data: metrics that instances emit.
    case data
    /// Windows that open and end: mute rules.
    case schedule
    /// What looks at the data: alarms.
    case evaluation
    /// What waits for states to settle: periods of composite alarms.
    case followUp
  }

  private struct Entry {
    let time: Double
    let phase: Phase
    /// Keeps the order of what was added.
    let serial: Int
    let run: (Double) -> Void

    func precedes(_ other: Entry) -> Bool {
      (time, phase.rawValue, serial) < (other.time, other.phase.rawValue, other.serial)
    }
  }

  /// A binary heap: no entry precedes the one at half its index.
  private var heap: [Entry] = []
  private var lastSerial = 0

  /// When the next entry is due; nil where nothing is.
  var next: Double? { heap.first?.time }

  /// Adds something that runs once, with the time at which it was due. What should happen again adds
  /// itself again; what should no longer happen finds that out when it runs.
  func add(at time: Double, _ phase: Phase, _ run: @escaping (Double) -> Void) {
    lastSerial += 1
    heap.append(Entry(time: time, phase: phase, serial: lastSerial, run: run))
    var index = heap.count - 1
    while index > 0, heap[index].precedes(heap[(index - 1) / 2]) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Runs the next entry.
  func runNext() {
    guard let entry = heap.first else { return }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink()
    }
    entry.run(entry.time)
  }

  private func sink() {
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && heap[child].precedes(heap[least]) {
        least = child
      }
      guard least != index else { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}
