import AWSWire
import Documents
import Monitoring

// What the cloud holds can be set directly, past the rules that hold for callers: metrics of AWS's
// own namespaces, old data, instances in any state.

extension SimulatedCloud {
  /// Stores samples of a metric, `period` seconds apart.
  ///
  /// - Parameters:
  ///   - region: nil: us-east-1.
  ///   - time: of the last value, in epoch seconds; nil: the present.
  public func putMetric(
    region: String? = nil, namespace: String, name: String,
    dimensions: [(name: String, value: String)] = [], unit: String = "None", values: [Double],
    at time: Double? = nil, period: Double = 60
  ) {
    let state = self.region(region, at: present)
    let key = MetricKey(
      namespace: namespace, name: name,
      dimensions: dimensions.map { Dimension(name: $0.name, value: $0.value) })
    let last = time ?? present
    for (index, value) in values.enumerated() {
      let moment = last - Double(values.count - 1 - index) * period
      let resolution: Double = period < 60 ? 1 : 60
      state.metrics.put(
        key,
        Sample(
          time: (moment / resolution).rounded(.down) * resolution, unit: unit,
          statistics: StatisticSet(value)))
    }
  }

  /// Adds an instance and returns its id.
  ///
  /// - Parameters:
  ///   - id: nil: an id that follows from the Region and the number of instances before it.
  ///   - state: one of EC2's state names, such as `running`.
  ///   - zone: nil: the Region's first.
  ///   - launchTime: in epoch seconds; nil: the present.
  ///
  /// Throws `InvalidParameterValue` for an id that is malformed or taken, and for a state or zone
  /// that does not exist.
  @discardableResult
  public func addInstance(
    region: String? = nil, id: String? = nil, name: String? = nil, type: String = "t3.micro",
    state: String = "running", zone: String? = nil, imageID: String = "ami-0c02fb55956c7d316",
    tags: [(key: String, value: String)] = [], launchTime: Double? = nil
  ) throws(AWSError) -> String {
    let store = self.region(region, at: present).instances
    let zones = Geography.zones(of: store.region)
    guard let state = InstanceState(rawValue: state) else {
      throw .invalidValue("state: expected running, stopped, … got '\(state)'")
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
    var instance = Instance(
      serial: serial, id: id, reservationID: store.makeReservationID(), imageID: imageID,
      type: type, zone: zone, privateAddress: store.makeAddress(serial: serial, zone: zone),
      state: .pending, launchTime: launched)
    instance.publicAddress = store.makePublicAddress(serial: serial)
    instance.tags = Tags((name.map { [("Name", $0)] } ?? []) + tags)
    if state != .pending { instance.enter(state, at: present) }
    store[id] = instance
    return id
  }
}
