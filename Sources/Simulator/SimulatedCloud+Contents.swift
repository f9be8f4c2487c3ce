import AWSWire
import Documents
import Monitoring

// What the cloud holds can be set directly, past the rules that hold for callers: metrics of AWS's
// own namespaces, old data, instances in any state.

extension SimulatedCloud {
  /// Stores samples of a metric, `period` seconds apart; nil where there is none.
  ///
  /// - Parameters:
  ///   - region: nil: us-east-1.
  ///   - time: of the last value, in epoch seconds; nil: the present.
  public func putMetric(
    region: String? = nil, namespace: String, name: String,
    dimensions: [(name: String, value: String)] = [], unit: String = "None", values: [Double?],
    at time: Double? = nil, period: Double = 60
  ) {
    let state = self.region(region, at: present)
    let key = MetricKey(
      namespace: namespace, name: name,
      dimensions: dimensions.map { Dimension(name: $0.name, value: $0.value) })
    let last = time ?? present
    for (index, value) in values.enumerated() {
      guard let value else { continue }
      let moment = last - Double(values.count - 1 - index) * period
      let resolution: Double = period < 60 ? 1 : 60
      state.metrics.put(
        key,
        Sample(
          time: (moment / resolution).rounded(.down) * resolution, unit: unit,
          statistics: StatisticSet(value)))
    }
  }

  /// How far back the metrics of an instance reach that was launched before, in seconds: as long as
  /// CloudWatch keeps minutes.
  static let backlog = 15 * 86_400.0

  /// Adds an instance and returns its id.
  ///
  /// - Parameters:
  ///   - id: nil: an id that follows from the Region and the number of instances before it.
  ///   - state: one of EC2's state names, such as `running`.
  ///   - zone: nil: the Region's first.
  ///   - launchTime: in epoch seconds; nil: the present. A running instance has emitted metrics since,
  ///     for up to 15 days.
  ///   - isMonitored: whether metrics come every minute.
  ///   - load: nil: a load that follows from the id.
  ///
  /// Throws `InvalidParameterValue` for an id that is malformed or taken, and for a state or zone
  /// that does not exist.
  @discardableResult
  public func addInstance(
    region: String? = nil, id: String? = nil, name: String? = nil, type: String = "t3.micro",
    state: String = "running", zone: String? = nil, imageID: String = "ami-0c02fb55956c7d316",
    tags: [(key: String, value: String)] = [], launchTime: Double? = nil, isMonitored: Bool = false,
    load: SimulatedLoad? = nil
  ) throws(AWSError) -> String {
    if let region { try Self.check(region: region) }
    let store = self.region(region, at: present).instances
    let zones = Geography.zones(of: store.region)
    let stateNames = "pending, running, stopping, stopped, shutting-down, terminated"
    guard let state = InstanceState(rawValue: state) else {
      throw .invalidValue("state: expected one of \(stateNames), got '\(state)'")
    }
    let zone = zone ?? zones[0]
    guard zones.contains(zone) else {
      throw .invalidValue(
        "zone: expected one of \(zones.joined(separator: ", ")), got '\(zone)'")
    }
    let serial = store.makeSerial()
    let id = id ?? store.makeInstanceID(serial: serial)
    guard InstanceIDs.isInstanceID(id), store[id] == nil else {
      throw .invalidValue(
        "id: expected a free id of i- and 8 or 17 hexadecimal digits, got '\(id)'")
    }
    let launched = (launchTime ?? present).rounded(.down)
    var profile = store.makeLoad(serial: serial)
    load?.apply(to: &profile)
    var instance = Instance(
      serial: serial, id: id, reservationID: store.makeReservationID(), imageID: imageID,
      type: type, zone: zone, privateAddress: store.makeAddress(serial: serial, zone: zone),
      state: .pending, launchTime: launched, load: profile)
    instance.publicAddress = store.makePublicAddress(serial: serial)
    instance.tags = Tags((name.map { [("Name", $0)] } ?? []) + tags)
    instance.setMonitoring(isMonitored, at: present)
    switch state {
    case .pending: break
    case .running: instance.settleAsRunning(since: max(launched, present - Self.backlog))
    default: instance.enter(state, at: present)
    }
    store[id] = instance
    return id
  }

  /// Lets a status check of an instance fail from now on, or pass again.
  ///
  /// - Parameters:
  ///   - instance: an id, or the value of the tag Name.
  ///   - check: `instance`, `system` or `ebs`.
  public func setStatusCheck(
    _ check: String, of instance: String, region: String? = nil, isFailing: Bool
  ) throws(AWSError) {
    guard let check = InstanceActivity.Check(rawValue: check) else {
      let known = InstanceActivity.Check.allCases.map(\.rawValue)
      throw .invalidValue(
        "check: expected one of \(known.joined(separator: ", ")), got '\(check)'")
    }
    let activity = try self.instance(instance, region: region).activity
    if isFailing {
      activity.fail(check, at: present)
    } else {
      activity.recover(check, at: present)
    }
  }

  /// Holds the CPU of an instance at a level, or lets it follow the day again.
  ///
  /// - Parameters:
  ///   - cpu: percent.
  ///   - seconds: how long; nil: without an end.
  public func setLoad(
    cpu: Double, of instance: String, region: String? = nil, for seconds: Double? = nil
  ) throws(AWSError) {
    guard (0...100).contains(cpu) else {
      throw .invalidValue("cpu: expected a percentage from 0 to 100, got \(cpu)")
    }
    try self.instance(instance, region: region).activity.load.episodes.append(
      InstanceLoad.Episode(start: present, end: seconds.map { present + $0 }, level: cpu))
  }

  /// The instance of an id, or the one whose tag Name has that value.
  private func instance(_ name: String, region: String?) throws(AWSError) -> Instance {
    if let region { try Self.check(region: region) }
    let store = self.region(region, at: present).instances
    if let instance = store[name] { return instance }
    let named = store.all.filter { $0.tags["Name"] == name }
    guard named.count <= 1 else {
      throw .invalidValue(
        "\(named.count) instances in \(store.region) are named '\(name)': expected an id")
    }
    guard let instance = named.first else {
      let known = store.all.compactMap { $0.tags["Name"] }
      throw .invalidValue(
        "no instance in \(store.region) is named '\(name)', and none has this id"
          + suggestion(for: name, among: known))
    }
    return instance
  }
}

/// How busy an instance is; what is nil follows from its id.
public struct SimulatedLoad: Sendable {
  /// CPU percent by night.
  public var low: Double?
  /// CPU percent at the busiest hour.
  public var high: Double?
  /// The busiest hour, UTC.
  public var peakHour: Double?
  /// Bytes a second that come in at full load; 1.7 times as much goes out.
  public var traffic: Double?

  public init(
    low: Double? = nil, high: Double? = nil, peakHour: Double? = nil, traffic: Double? = nil
  ) {
    self.low = low
    self.high = high
    self.peakHour = peakHour
    self.traffic = traffic
  }

  func apply(to load: inout InstanceLoad) {
    let swing = load.high - load.low
    if let low { load.low = low }
    load.high = high ?? max(load.low, min(load.low + swing, 100))
    if let peakHour { load.peakHour = peakHour }
    if let traffic { load.traffic = traffic }
  }
}
