import Documents

/// What the pages of one read have told.
struct LiveContents {
  private struct Metric {
    var namespace: String
    var name: String
    var dimensions: [(name: String, value: String)]
  }

  private var values: [LiveValues.Value] = []
  /// Values by tag.
  private var tags: [String: Set<String>] = [:]
  private var metrics: [Metric] = []

  /// Takes a page of any of the operations that ``LiveValues`` reads.
  mutating func add(_ page: Document) {
    for name in ["MetricAlarms", "CompositeAlarms"] {
      for alarm in elements(page, name) {
        add(alarm["AlarmName"]?.string, note: alarm["StateValue"]?.string)
      }
    }
    for topic in elements(page, "Topics") { add(topic["TopicArn"]?.string, note: nil) }
    for reservation in elements(page, "Reservations") {
      for instance in elements(reservation, "Instances") { add(instance: instance) }
    }
    for metric in elements(page, "Metrics") {
      guard let namespace = metric["Namespace"]?.string, let name = metric["MetricName"]?.string
      else {
        continue
      }
      var found = Metric(namespace: namespace, name: name, dimensions: [])
      for dimension in elements(metric, "Dimensions") {
        if let name = dimension["Name"]?.string, let value = dimension["Value"]?.string {
          found.dimensions.append((name, value))
        }
      }
      metrics.append(found)
    }
  }

  private func elements(_ document: Document, _ name: String) -> [Document] {
    document[name].map { Array($0.elements) } ?? []
  }

  private mutating func add(_ text: String?, note: String?) {
    if let text { values.append(.init(text: text, note: note ?? "")) }
  }

  private mutating func add(instance: Document) {
    var name: String?
    for tag in elements(instance, "Tags") {
      guard let key = tag["Key"]?.string, let value = tag["Value"]?.string else { continue }
      if key == "Name" { name = value }
      tags[key, default: []].insert(value)
    }
    add(instance["InstanceId"]?.string, note: name)
  }

  /// The values of a kind, each once, sorted where they are of no order.
  func values(_ kind: LiveKind) -> [LiveValues.Value] {
    switch kind {
    case .alarms, .instances, .topics: values
    case .tagNames: sorted(Set(tags.keys))
    case .tagValues(let tag): sorted(tags[tag] ?? [])
    case .namespaces: sorted(Set(metrics.map(\.namespace)))
    case .metricNames(let namespace): sorted(Set(metrics(namespace, nil).map(\.name)))
    case .dimensionNames(let namespace, let metric):
      sorted(Set(metrics(namespace, metric).flatMap { $0.dimensions.map(\.name) }))
    case .dimensionValues(let namespace, let metric, let dimension):
      sorted(
        Set(
          metrics(namespace, metric).flatMap(\.dimensions).filter { $0.name == dimension }
            .map(\.value)))
    }
  }

  private func metrics(_ namespace: String?, _ name: String?) -> [Metric] {
    metrics.filter {
      (namespace == nil || $0.namespace == namespace) && (name == nil || $0.name == name)
    }
  }

  private func sorted(_ texts: Set<String>) -> [LiveValues.Value] {
    texts.sorted().map { .init(text: $0) }
  }
}
