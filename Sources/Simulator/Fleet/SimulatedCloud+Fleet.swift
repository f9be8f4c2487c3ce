import AWSWire
import Documents
import Monitoring

extension SimulatedCloud {
  /// Fills us-east-1 with a ready-made fleet: twelve instances in several states, a day of metrics
  /// every five minutes, and alarms in each state. The same clock gives the same fleet.
  public func seedFleet() {
    let now = present
    // The newest five minutes that are over.
    let newest = (now / 300).rounded(.down) * 300 - 300
    var ids: [String: String] = [:]
    for (index, member) in FleetMember.all.enumerated() {
      let id: String
      do {
        id = try addInstance(
          name: member.name, type: member.type, state: member.state, zone: member.zone,
          tags: [("env", member.environment), ("team", member.team)],
          launchTime: now - member.age * 86_400)
      } catch {
        preconditionFailure("the fleet's own table is wrong: \(error.message)")
      }
      ids[member.name] = id
      if member.state == "running" {
        seedMetrics(of: member, id: id, newest: newest, noise: Noise(seed: UInt64(index + 1)))
      }
    }
    // All are put before any changes state: history is kept in order of time.
    let region = self.region(nil, at: now)
    for alarm in FleetAlarm.all {
      put(alarm, instanceID: ids[alarm.member]!, in: region, at: now - 2 * 86_400)
    }
    for alarm in FleetAlarm.all where alarm.state != AlarmState.insufficientData {
      setState(of: alarm, in: region, at: now)
    }
  }

  private func seedMetrics(of member: FleetMember, id: String, newest: Double, noise: Noise) {
    let count = 288
    var noise = noise
    var cpu: [Double] = []
    var traffic: [Double] = []
    for index in 0..<count {
      let time = newest - Double(count - 1 - index) * 300
      let load = member.load(at: time, now: newest, noise: &noise)
      cpu.append(load)
      traffic.append((member.traffic * load / 100 * (0.9 + 0.2 * noise.unit())).rounded())
    }
    let metrics: [(name: String, unit: String, values: [Double])] = [
      ("CPUUtilization", "Percent", cpu), ("NetworkIn", "Bytes", traffic),
      ("StatusCheckFailed", "Count", [Double](repeating: 0, count: count)),
    ]
    for (name, unit, values) in metrics {
      putMetric(
        namespace: "AWS/EC2", name: name, dimensions: [("InstanceId", id)], unit: unit,
        values: values, at: newest, period: 300)
    }
  }

  private func put(
    _ alarm: FleetAlarm, instanceID: String, in region: RegionState, at time: Double
  ) {
    let team = FleetMember.all.first { $0.name == alarm.member }!.team
    region.alarms.put(
      Alarm(
        name: alarm.name, arn: region.alarmARN(alarm.name),
        definition: alarm.definition(instanceID: instanceID), actionsEnabled: true,
        configurationUpdated: time, state: .initial(at: time), tags: Tags([("team", team)])),
      at: time)
  }

  private func setState(of alarm: FleetAlarm, in region: RegionState, at now: Double) {
    let newest = region.metrics.datapoints(
      of: region.alarms[alarm.name]!.metric!, from: now - 3_600, to: now,
      period: FleetAlarm.period, unit: nil, splitsUnits: false, now: now
    ).suffix(FleetAlarm.periods).reversed().compactMap { point in
      Statistic(alarm.statistic).flatMap { point.statistics.value($0) }
    }
    region.alarms.setState(
      alarm.state, reason: alarm.reason(values: newest), of: alarm.name, at: now - 600)
  }
}
