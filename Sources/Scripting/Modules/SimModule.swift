import AWSWire
import Documents
import LuaKit
import Simulator

/// What `sim` in the Lua library stands on: the embedded cloud from outside, past policy and faults.
struct SimModule: NativeModule {
  let backend: LocalBackend
  let caller: Caller

  private var cloud: SimulatedCloud { backend.cloud }

  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      "now": { thread in
        thread.push(backend.time.now)
        return 1
      },
      // advance(seconds | "20m") → the new time
      "advance": { thread in
        let seconds = try duration(thread)
        return try caller.scheduler.advance(on: thread, backend.time, by: seconds) { thread in
          cloud.settle()
          thread.push(backend.time.now)
          return 1
        }
      },
      // call(service, operation, input, region) → output
      "call": { thread in
        let service = try thread.argument(1, as: String.self)
        let name = try thread.argument(2, as: String.self)
        let input = try thread.document(at: 3)
        let region = thread.string(at: 4)
        let output = try caller.raising(on: thread) { () throws(AWSError) in
          try call(service, name, input, region)
        }
        try thread.push(output)
        return 1
      },
      // instance(description) → id
      "instance": { thread in
        try withOptions(thread, "sim.cloud", Self.instanceNames) { options throws(AWSError) in
          Document(try addInstance(options))
        }
      },
      "put_metric": { thread in
        try withOptions(thread, "sim.put_metric", Self.metricNames) { options throws(AWSError) in
          try putMetric(options)
          return nil
        }
      },
      // messages(topic, {region=, type=}) → {{id=, subject=, message=, …}, …}
      "messages": { thread in
        let topic = try thread.argument(1, as: String.self)
        return try withOptions(thread, at: 2, "sim.messages", ["region", "type"]) {
          options throws(AWSError) in try messages(topic, options)
        }
      },
      // load(instance, {cpu=, duration=, region=})
      "load": { thread in
        let name = try thread.argument(1, as: String.self)
        return try withOptions(thread, at: 2, "sim.load", ["cpu", "duration", "region"]) {
          options throws(AWSError) in
          guard let cpu = try options.number("cpu") else { throw options.expected("number", "cpu") }
          try cloud.setLoad(
            cpu: cpu, of: name, region: try options.string("region") ?? caller.options.region,
            for: try options.duration("duration"))
          return nil
        }
      },
      // status_check(instance, {check=, failing=, region=})
      "status_check": { thread in
        let name = try thread.argument(1, as: String.self)
        let names = ["check", "failing", "region"]
        return try withOptions(thread, at: 2, "sim.status_check", names) {
          options throws(AWSError) in
          try cloud.setStatusCheck(
            try options.string("check") ?? "instance", of: name,
            region: try options.string("region") ?? caller.options.region,
            isFailing: try options.bool("failing") ?? true)
          return nil
        }
      },
      "fault": { thread in
        try withOptions(thread, "sim.fault", Self.faultNames) { options throws(AWSError) in
          backend.faults.append(try fault(options))
          return nil
        }
      },
      "clear_faults": { _ in
        backend.faults = []
        return 0
      },
    ]
  }

  /// Reads the table at an index, and pushes what the body makes of it.
  private func withOptions(
    _ thread: LuaThread, at index: Int32 = 1, _ function: String, _ names: [String],
    _ body: (SimOptions) throws(AWSError) -> Document?
  ) throws -> LuaReturn {
    let table: Document
    do throws(LuaError) {
      table = thread.isNil(at: index) ? [:] : try thread.document(at: index)
    } catch {
      throw caller.errors.error(SimOptions.problem("\(function): \(error.message)"), on: thread)
    }
    let result = try caller.raising(on: thread) { () throws(AWSError) in
      let now = backend.time.now
      return try body(try SimOptions(table, of: function, knowing: names, now: now))
    }
    guard let result else { return 0 }
    try thread.push(result)
    return 1
  }

  // MARK: Contents

  private func call(_ service: String, _ name: String, _ input: Document, _ region: String?)
    throws(AWSError) -> Document
  {
    let model = try caller.models.service(service, apiVersion: nil)
    let operation = try model.operation(try model.resolve(name))
    let input = try caller.checker.check(input, for: operation)
    return try cloud.perform(
      Request(operation: operation, input: input, region: region ?? caller.options.region)
    ).output
  }

  private static let instanceNames = [
    "id", "name", "type", "state", "zone", "image", "tags", "launch_time", "detailed", "load",
    "region",
  ]

  private func addInstance(_ options: SimOptions) throws(AWSError) -> String {
    var load: SimulatedLoad?
    if let table = options["load"] {
      load = try self.load(table)
    }
    return try cloud.addInstance(
      region: try options.string("region") ?? caller.options.region, id: try options.string("id"),
      name: try options.string("name"), type: try options.string("type") ?? "t3.micro",
      state: try options.string("state") ?? "running", zone: try options.string("zone"),
      imageID: try options.string("image") ?? "ami-0c02fb55956c7d316",
      tags: try options.pairs("tags").map { (key: $0.0, value: $0.1) },
      launchTime: try options.time("launch_time"),
      isMonitored: try options.bool("detailed") ?? false, load: load)
  }

  private func load(_ table: Document) throws(AWSError) -> SimulatedLoad {
    let options = try SimOptions(
      table, of: "sim.cloud: load", knowing: ["low", "high", "peak_hour", "traffic"],
      now: backend.time.now)
    for name in ["low", "high"] {
      if let percent = try options.number(name), !(0...100).contains(percent) {
        throw options.expected("percentage from 0 to 100", name)
      }
    }
    return SimulatedLoad(
      low: try options.number("low"), high: try options.number("high"),
      peakHour: try options.number("peak_hour"), traffic: try options.number("traffic"))
  }

  private static let metricNames = [
    "namespace", "name", "dimensions", "unit", "value", "values", "at", "period", "region",
  ]

  private func putMetric(_ options: SimOptions) throws(AWSError) {
    let value = try options.number("value")
    let values = try options.numbers("values")
    guard (value == nil) != (values == nil) else {
      throw SimOptions.problem(
        "sim.put_metric: expected one of value and values, got \(value == nil ? "neither" : "both")"
      )
    }
    let period = try options.duration("period") ?? 60
    guard period > 0 else { throw options.expected("more than 0 seconds", "period") }
    let region = try options.string("region") ?? caller.options.region
    if let region { try SimulatedCloud.check(region: region) }
    cloud.putMetric(
      region: region,
      namespace: try options.requiredString("namespace"), name: try options.requiredString("name"),
      dimensions: try options.pairs("dimensions").map { (name: $0.0, value: $0.1) },
      unit: try options.string("unit") ?? "None", values: values ?? [value],
      at: try options.time("at"), period: period)
  }

  // MARK: Messages

  private func messages(_ topic: String, _ options: SimOptions) throws(AWSError) -> Document {
    let type = try options.string("type") ?? "Notification"
    guard ["Notification", "SubscriptionConfirmation"].contains(type) else {
      throw options.expected("Notification or SubscriptionConfirmation", "type")
    }
    let messages = try cloud.messages(
      topic: topic, region: try options.string("region") ?? caller.options.region,
      confirmations: type == "SubscriptionConfirmation")
    return Document(
      messages.map { message in
        let fields: [(String, Document?)] = [
          ("id", Document(message.id)), ("topic", Document(message.topicARN)),
          ("subject", message.subject.map { Document($0) }), ("message", Document(message.message)),
          ("data", Self.json(message.message)), ("time", Document(message.time)),
          ("attributes", message.attributes), ("group_id", message.groupID.map { Document($0) }),
          ("token", message.token.map { Document($0) }),
          ("deliveries", Document(message.deliveries.map(Self.delivery))),
        ]
        return Document(entries: fields.compactMap { name, value in value.map { (name, $0) } })
      })
  }

  private static func delivery(_ delivery: SimulatedCloud.TopicDelivery) -> Document {
    [
      "protocol": Document(delivery.protocol), "endpoint": Document(delivery.endpoint),
      "subscription": Document(delivery.subscriptionARN), "body": Document(delivery.body),
    ]
  }

  /// The value of a text that is a JSON object; nil for every other.
  private static func json(_ text: String) -> Document? {
    guard text.utf8.first == UInt8(ascii: "{"), let value = try? JSON.parse(Array(text.utf8))
    else { return nil }
    return value
  }
}
