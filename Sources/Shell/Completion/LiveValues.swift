import AWSWire
import Documents
import Glibc
import Scripting

/// What an account has, for completion: read in the background when it is first asked for, kept for a
/// while, and read again when it was asked for after that. Errors are silent; after one, what was asked
/// for is tried again later.
final class LiveValues {
  /// An account and Region, as far as the prompt knows: profile and Region by name.
  struct Place: Hashable {
    var profile: String?
    var region: String?
  }

  struct Value: Equatable {
    var text: String
    /// An instance's Name tag, an alarm's state.
    var note = ""
  }

  /// Starts a read: tells of each page, and whether it came to its end.
  typealias Start = (BackgroundRead, @escaping (Document) -> Void, @escaping (Bool) -> Void) -> Void

  private let start: Start
  private let now: () -> Double
  private var entries: [Key: Entry] = [:]

  /// What one read is about.
  private enum Source: Hashable {
    case alarms, instances, topics
    case metrics(namespace: String?, name: String?)
  }

  private struct Key: Hashable {
    var place: Place
    var source: Source
  }

  private final class Entry {
    var contents = LiveContents()
    /// What the read under way has found so far.
    var incoming: LiveContents?
    var loadedAt: Double?
    var failedAt: Double?
    var isLoading: Bool { incoming != nil }
    /// What there is: while nothing was read to its end, what came so far.
    var known: LiveContents { loadedAt == nil ? incoming ?? contents : contents }
  }

  /// - Parameter now: seconds on a clock that never goes back.
  init(now: @escaping () -> Double = LiveValues.monotonic, start: @escaping Start) {
    self.now = now
    self.start = start
  }

  static func monotonic() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The values there are now. What is not known, or too old, is read from here on.
  func values(_ kind: LiveKind, at place: Place) -> [Value] {
    let entry = fresh(Self.source(of: kind), at: place)
    // What is known of all metrics tells of some before these were read.
    if entry.loadedAt == nil, case .metrics = Self.source(of: kind) {
      let all = entries[Key(place: place, source: .metrics(namespace: nil, name: nil))]
      return entry.known.values(kind)
        + (all?.known.values(kind) ?? []).filter { value in
          !entry.known.values(kind).contains(value)
        }
    }
    return entry.known.values(kind)
  }

  /// True where the values were never read to their end, and are being read.
  func isFirstRead(of kind: LiveKind, at place: Place) -> Bool {
    let entry = entries[Key(place: place, source: Self.source(of: kind))]
    return entry.map { $0.isLoading && $0.loadedAt == nil } ?? false
  }

  private static func source(of kind: LiveKind) -> Source {
    switch kind {
    case .alarms: .alarms
    case .instances, .tagNames, .tagValues: .instances
    case .topics: .topics
    case .namespaces: .metrics(namespace: nil, name: nil)
    case .metricNames(let namespace): .metrics(namespace: namespace, name: nil)
    case .dimensionNames(let namespace, let metric), .dimensionValues(let namespace, let metric, _):
      .metrics(namespace: namespace, name: metric)
    }
  }

  // MARK: Reading

  /// Seconds after which values are read again, and after which what failed is tried again.
  private static func lifetime(_ source: Source) -> Double {
    if case .metrics = source { 300 } else { 60 }
  }
  private static let patience = 10.0

  private func fresh(_ source: Source, at place: Place) -> Entry {
    let key = Key(place: place, source: source)
    let entry = entries[key] ?? Entry()
    entries[key] = entry
    let now = now()
    if entry.isLoading { return entry }
    if let loaded = entry.loadedAt, now - loaded < Self.lifetime(source) { return entry }
    if let failed = entry.failedAt, now - failed < Self.patience { return entry }
    entry.incoming = LiveContents()
    start(
      Self.read(source, at: place), { entry.incoming?.add($0) },
      { [self] isWhole in
        if isWhole {
          entry.contents = entry.incoming ?? entry.contents
          entry.loadedAt = self.now()
          entry.failedAt = nil
        } else {
          entry.failedAt = self.now()
        }
        entry.incoming = nil
      })
    return entry
  }

  private static func read(_ source: Source, at place: Place) -> BackgroundRead {
    var read: BackgroundRead
    switch source {
    case .alarms:
      read = BackgroundRead(
        "cloudwatch", "DescribeAlarms",
        ["AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100],
        fields: (["MetricAlarms", "CompositeAlarms"], ["AlarmName", "StateValue"]), maxPages: 100)
    case .instances:
      read = BackgroundRead(
        "ec2", "DescribeInstances", ["MaxResults": 1000],
        fields: (["Reservations[].Instances[]"], ["InstanceId", "Tags"]))
    case .topics:
      read = BackgroundRead("sns", "ListTopics", maxPages: 50)
    case .metrics(let namespace, let name):
      var input: [(String, Document)] = []
      if let namespace { input.append(("Namespace", Document(namespace))) }
      if let name { input.append(("MetricName", Document(name))) }
      // A page has 500 metrics.
      read = BackgroundRead(
        "cloudwatch", "ListMetrics", Document(entries: input), maxPages: 40)
    }
    read.region = place.region
    read.profile = place.profile
    return read
  }
}
