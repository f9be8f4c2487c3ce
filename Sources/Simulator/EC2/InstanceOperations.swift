import AWSWire
import Documents

/// The operations that change the state of instances.
enum InstanceOperations {
  private typealias Reason = (code: String, message: String)
  private typealias Change = (instance: Instance, previous: InstanceState)

  static func start(_ call: Call) throws(AWSError) -> Document {
    let changes = try change(call, from: [.stopped], through: .pending, allowing: [.running]) { _ in
      nil
    }
    return answer("StartingInstances", changes)
  }

  static func stop(_ call: Call) throws(AWSError) -> Document {
    try call.refuse(unsimulated: "Hibernate")
    let reason: Reason = (
      "Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown"
    )
    let changes = try change(
      call, from: [.running, .pending], through: .stopping, allowing: [.stopped, .stopping]
    ) { _ in reason }
    return answer("StoppingInstances", changes)
  }

  static func terminate(_ call: Call) throws(AWSError) -> Document {
    let reason: Reason = (
      "Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown"
    )
    for instance in try InstanceIDs.resolve(
      call.strings("InstanceIds") ?? [], in: call.region.instances)
    where instance.isProtectedFromTermination {
      throw .service(
        "OperationNotPermitted",
        "'\(instance.id)' may not be terminated: its attribute disableApiTermination is set")
    }
    let changes = try change(
      call, from: [.running, .pending, .stopped, .stopping], through: .shuttingDown,
      allowing: [.shuttingDown, .terminated]
    ) { _ in reason }
    return answer("TerminatingInstances", changes)
  }

  /// A reboot leaves no trace in what is described, but repairs what only the instance's own check
  /// finds wrong.
  static func reboot(_ call: Call) throws(AWSError) -> Document {
    let instances = try InstanceIDs.resolve(
      call.strings("InstanceIds") ?? [], in: call.region.instances)
    for instance in instances where instance.state != .running {
      throw incorrectState(instance, verb: "rebooted")
    }
    try call.refuseDryRun()
    for instance in instances { instance.activity.recover(.instance, at: call.now) }
    return .nothing
  }

  static func monitor(_ call: Call) throws(AWSError) -> Document {
    try setMonitoring(call, isMonitored: true)
  }

  static func unmonitor(_ call: Call) throws(AWSError) -> Document {
    try setMonitoring(call, isMonitored: false)
  }

  private static func setMonitoring(_ call: Call, isMonitored: Bool) throws(AWSError) -> Document {
    let store = call.region.instances
    var instances = try InstanceIDs.resolve(call.strings("InstanceIds") ?? [], in: store)
    try call.refuseDryRun()
    for index in instances.indices {
      instances[index].setMonitoring(isMonitored, at: call.now)
      store[instances[index].id] = instances[index]
    }
    return .structure { answer in
      answer.list("InstanceMonitorings", instances) { instance in
        answer.structure {
          answer.member("InstanceId", instance.id)
          instance.writeMonitoring(to: answer)
        }
      }
    }
  }

  /// Moves all the call's instances, or none. Those that are where they should be, or on the way,
  /// stay.
  private static func change(
    _ call: Call, from: Set<InstanceState>, through state: InstanceState,
    allowing settled: Set<InstanceState>, reason: (Instance) -> Reason?
  ) throws(AWSError) -> [Change] {
    let store = call.region.instances
    let instances = try InstanceIDs.resolve(call.strings("InstanceIds") ?? [], in: store)
    for instance in instances
    where !from.contains(instance.state) && !settled.contains(instance.state)
      && instance.state != state
    {
      throw incorrectState(instance, verb: state == .pending ? "started" : "stopped")
    }
    try call.refuseDryRun()
    return instances.map { instance in
      guard from.contains(instance.state) else { return (instance, instance.state) }
      var moved = instance
      moved.enter(state, at: call.now, reason: reason(instance))
      if state == .pending { moved.publicAddress = store.makePublicAddress(serial: moved.serial) }
      store[moved.id] = moved
      return (moved, instance.state)
    }
  }

  private static func incorrectState(_ instance: Instance, verb: String) -> AWSError {
    .service(
      "IncorrectInstanceState",
      "'\(instance.id)' is \(instance.state.rawValue): not a state from which it can be \(verb)")
  }

  private static func answer(_ member: String, _ changes: [Change]) -> Document {
    .structure { answer in
      answer.list(member, changes) { change in
        answer.structure {
          answer.member("InstanceId", change.instance.id)
          change.instance.state.write(to: answer, as: "CurrentState")
          change.previous.write(to: answer, as: "PreviousState")
        }
      }
    }
  }
}
