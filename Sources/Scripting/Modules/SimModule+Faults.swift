import AWSWire
import Documents

// `sim.fault`: what a script says of a fault, as a ``Fault``.

extension SimModule {
  static let faultNames = [
    "operation", "error", "status", "message", "latency", "partial", "takes_effect", "after",
    "every", "times", "region",
  ]

  func fault(_ options: SimOptions) throws(AWSError) -> Fault {
    let partial = try partialStatus(options)
    let pattern = try options.string("operation") ?? (partial == nil ? "*" : "GetMetricData")
    try checkPattern(pattern)
    let fault = Fault(pattern: pattern)
    fault.region = try options.string("region")
    fault.latency = try options.duration("latency") ?? 0
    fault.takesEffect = try options.bool("takes_effect") ?? false
    fault.after = try options.count("after", from: 0) ?? 0
    fault.every = try options.count("every", from: 1) ?? 1
    fault.times = try options.count("times", from: 1)
    let error = try options.string("error")
    guard error == nil || partial == nil else {
      throw SimOptions.problem("sim.fault: expected one of error and partial, got both")
    }
    if let error {
      fault.effect = FaultErrors.effect(
        error, status: try options.count("status", from: 100),
        message: try options.string("message"))
    } else if let partial {
      guard pattern.contains("GetMetricData") || pattern.contains("get_metric_data") else {
        throw SimOptions.problem(
          "sim.fault: partial is for GetMetricData, got operation \"\(pattern)\"")
      }
      fault.effect = .partialData(status: partial)
    } else if fault.latency == 0 {
      throw SimOptions.problem(
        "sim.fault: expected error (a code of AWS's such as \"Throttling\", or one of "
          + "\(FaultErrors.transportNames.joined(separator: ", "))), partial or latency, got none")
    }
    return fault
  }

  private func partialStatus(_ options: SimOptions) throws(AWSError) -> String? {
    guard let value = options["partial"], value.bool != false else { return nil }
    let status = value.bool == true ? "PartialData" : value.string
    guard let status, ["PartialData", "InternalError", "Forbidden"].contains(status) else {
      throw options.expected("true, \"PartialData\", \"InternalError\" or \"Forbidden\"", "partial")
    }
    return status
  }

  /// Refuses a pattern that no operation fits: it would never do anything.
  private func checkPattern(_ pattern: String) throws(AWSError) {
    if pattern == "*" { return }
    let parts = pattern.split(separator: ":", maxSplits: 1)
    let services: [String]
    if parts.count == 2, !parts[0].contains("*") {
      services = [String(parts[0])]
    } else {
      services = ModelStore.embeddedServices
    }
    var names: [String] = []
    for service in services {
      let model = try caller.models.service(service, apiVersion: nil)
      for name in model.operationNames {
        if Fault.fits(pattern, name, service: model.metadata.name) { return }
        names.append(name)
      }
    }
    throw SimOptions.problem(
      "sim.fault: operation: no operation is named '\(pattern)'"
        + suggestion(for: String(parts.last ?? ""), among: names))
  }
}
