import AWSWire
import Documents
import Monitoring

extension SimulatedCloud {
  /// Fills the cloud with a ready-made fleet: some fifty instances in us-east-1 and a few in
  /// eu-west-1, in several states; topics with and without subscribers; and alarms in each state. Its
  /// metrics reach back for days and go on with the clock. The same clock gives the same fleet.
  public func seedFleet() {
    let now = present
    for topic in FleetTopic.all { add(topic, at: now - 30 * 86_400) }
    var ids: [String: String] = [:]
    for group in FleetGroup.all {
      for number in 1...group.count {
        let name = group.name(of: number)
        ids[name] = add(group, number, named: name, at: now)
      }
    }
    let region = region(nil, at: now)
    for kind in ServiceMetric.Kind.allCases {
      region.metrics.attach(
        ServiceMetric(kind, from: now - Self.backlog),
        to: MetricKey(
          namespace: ServiceMetric.namespace, name: kind.rawValue,
          dimensions: [ServiceMetric.dimension]))
    }
    seedAlarms(ids: ids, now: now)
  }

  private func add(_ group: FleetGroup, _ number: Int, named name: String, at now: Double)
    -> String
  {
    let zones = Geography.zones(of: group.region)
    do {
      let id = try addInstance(
        region: group.region, name: name, type: group.type, state: group.state(of: number),
        zone: zones[(number - 1) % min(3, zones.count)],
        tags: [("env", group.environment), ("team", group.team), ("service", group.service)],
        launchTime: now - group.age * 86_400 - Double(number) * 610,
        isMonitored: group.isMonitored,
        // No two machines are quite alike.
        load: SimulatedLoad(
          low: group.low * (1 + 0.03 * Double(number % 4)),
          high: group.high * (1 - 0.02 * Double(number % 3)), peakHour: 14,
          traffic: group.traffic))
      let activity = region(group.region, at: now).instances[id]!.activity
      if name == FleetGroup.hot.name {
        activity.load.episodes.append(
          InstanceLoad.Episode(
            start: now - FleetGroup.hot.hours * 3_600, end: nil, level: FleetGroup.hot.cpu))
      }
      if name == FleetGroup.impaired.name {
        activity.fail(.instance, at: now - FleetGroup.impaired.minutes * 60)
      }
      return id
    } catch {
      preconditionFailure("the fleet's own table is wrong: \(error.message)")
    }
  }

  private func add(_ fleetTopic: FleetTopic, at time: Double) {
    let store = region(fleetTopic.region, at: present).topics
    let topic = Topic(
      name: fleetTopic.name, arn: store.arn(of: fleetTopic.name), attributes: [:], tags: Tags())
    store.add(topic)
    for (protocolName, endpoint, isConfirmed) in fleetTopic.subscribers {
      let subscription = Subscription(
        serial: store.makeSubscriptionSerial(), arn: "\(topic.arn):\(store.makeID())",
        topicARN: topic.arn, protocol: protocolName,
        // What is pending was asked for a while ago, not before it would have been forgotten.
        endpoint: endpoint, attributes: [:], since: isConfirmed ? time : present - 3_600,
        token: isConfirmed ? nil : SessionStore.letters(64, seed: endpoint))
      topic.subscriptions.append(subscription)
      if subscription.isPending { store.askToConfirm(subscription, of: topic, at: present - 3_600) }
    }
  }

  // MARK: Alarms

  private func seedAlarms(ids: [String: String], now: Double) {
    // All are put before any changes state: history is kept in order of time.
    for alarm in FleetAlarm.all {
      let region = region(alarm.region, at: now)
      let put = now - 2 * 86_400
      region.alarms.put(
        Alarm(
          name: alarm.name, arn: region.alarmARN(alarm.name),
          definition: alarm.definition(ids: ids), actionsEnabled: alarm.isEnabled,
          configurationUpdated: put, state: .initial(at: put), tags: Tags([("team", alarm.team)])),
        at: put)
    }
    let home = region(nil, at: now)
    for composite in FleetComposite.all {
      let put = now - 2 * 86_400
      home.alarms.put(
        Alarm(
          name: composite.name, arn: home.alarmARN(composite.name),
          definition: composite.definition, actionsEnabled: true, configurationUpdated: put,
          state: .initial(at: put), tags: Tags([("team", composite.team)])),
        at: put)
    }
    for alarm in FleetAlarm.all where alarm.state != .insufficientData {
      let region = region(alarm.region, at: now)
      let newest = newestValues(of: alarm, key: alarm.key(ids: ids), in: region, now: now)
      region.alarms.setState(
        alarm.state, reason: alarm.reason(values: newest), of: alarm.name, at: now - 600)
    }
  }

  /// What the alarm sees, newest first.
  private func newestValues(
    of alarm: FleetAlarm, key: MetricKey, in region: RegionState, now: Double
  ) -> [Double] {
    let period = Double(alarm.period)
    let start = (now / period).rounded(.down) * period - period * Double(alarm.periods + 2)
    return region.metrics.datapoints(
      of: key, from: start, to: now, period: alarm.period, unit: nil, splitsUnits: false, now: now
    ).suffix(alarm.periods).reversed().compactMap { point in
      Statistic(alarm.statistic).flatMap { point.statistics.value($0) }
    }
  }
}
