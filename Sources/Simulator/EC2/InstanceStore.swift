/// The instances of one Region.
final class InstanceStore {
  let region: String
  private var instances: [String: Instance] = [:]
  /// Instances whose state changes by itself.
  private var moving: Set<String> = []
  private var lastSerial = 0
  private var lastReservation = 0

  /// Seconds for which a terminated instance is still described.
  static let lingering = 3_600.0

  private let metrics: MetricStore

  init(region: String, metrics: MetricStore) {
    self.region = region
    self.metrics = metrics
  }

  /// Every instance, in the order of launching.
  var all: [Instance] { instances.values.sorted { $0.serial < $1.serial } }

  subscript(id: String) -> Instance? {
    get { instances[id] }
    set {
      if instances[id] == nil, let newValue { attachMetrics(of: newValue) }
      instances[id] = newValue
      if newValue?.due != nil || newValue?.state == .terminated {
        moving.insert(id)
      } else {
        moving.remove(id)
      }
    }
  }

  /// The instances of an earlier launch with that token.
  func instances(clientToken: String) -> [Instance] {
    all.filter { $0.clientToken == clientToken }
  }

  /// Lets states change that were due, at the moment at which they were due.
  func settle(at now: Double) {
    for id in moving {
      while let instance = instances[id], let due = instance.due, due <= now {
        var moved = instance
        moved.progress(at: due)
        self[id] = moved
      }
      if let instance = instances[id], instance.state == .terminated,
        instance.stateSince + Self.lingering <= now
      {
        self[id] = nil
      }
    }
  }

  private func attachMetrics(of instance: Instance) {
    let type = InstanceType(instance.type)
    for metric in InstanceMetric.all(of: type) {
      metrics.attach(
        InstanceMetricSource(metric, type: type, activity: instance.activity),
        to: MetricKey(
          namespace: "AWS/EC2", name: metric.rawValue,
          dimensions: [Dimension(name: "InstanceId", value: instance.id)]))
    }
  }

  /// What an instance does of which nobody said how busy it is: the same for the same serial.
  func makeLoad(serial: Int) -> InstanceLoad { InstanceLoad(seed: mixed(serial, salt: 4)) }

  // MARK: Names

  func makeSerial() -> Int {
    lastSerial += 1
    return lastSerial
  }

  func makeReservationID() -> String {
    lastReservation += 1
    return "r-" + hexadecimal(mixed(lastReservation, salt: 2), digits: 17)
  }

  /// An id that no instance has. Ids follow from Region and serial, so that runs can be repeated.
  func makeInstanceID(serial: Int) -> String {
    "i-0" + hexadecimal(mixed(serial, salt: 1), digits: 16)
  }

  /// An address of the zone's subnet that no other instance was given, up to 4,000 to a zone.
  func makeAddress(serial: Int, zone: String) -> String {
    let host = (serial - 1) % 4_000 + 10
    return "172.31.\(Geography.subnetBase(of: zone) + host / 256).\(host % 256)"
  }

  func makePublicAddress(serial: Int) -> String {
    let bits = mixed(serial, salt: 3)
    return "54.\(bits >> 8 & 0xff).\(bits >> 16 & 0xff).\((bits >> 24 & 0x7f) + 1)"
  }

  private func mixed(_ number: Int, salt: UInt64) -> UInt64 {
    // FNV-1a: Swift's own hashing differs from run to run.
    let seed = region.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    var noise = Noise(seed: seed &+ salt &* 0x9e37_79b9 &+ UInt64(number) &* 0x1_0000_0001)
    return noise.next()
  }

  private func hexadecimal(_ number: UInt64, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
