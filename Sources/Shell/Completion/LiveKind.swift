import AWSWire

/// A sort of values that an account has, and that only AWS can tell.
enum LiveKind: Hashable {
  case alarms, instances, topics
  case namespaces
  /// nil: of any namespace.
  case metricNames(namespace: String?)
  case dimensionNames(namespace: String?, metric: String?)
  case dimensionValues(namespace: String?, metric: String?, dimension: String)
  case tagNames
  case tagValues(String)
}

/// What values a place takes beside those that annotations and descriptions name.
enum SiteValues: Equatable {
  case live(LiveKind)
  case regions
  case profiles
}

extension MeaningReader {
  /// The values that a place takes by the name of its option or parameter.
  func values(at site: CompletionPlace.Site) -> SiteValues? {
    if let dimension = dimension(at: site) { return .live(dimension) }
    if let tag = tag(at: site) { return .live(tag) }
    guard let name = site.name else { return argument(site) }
    switch name {
    case "namespace", "Namespace": return .live(.namespaces)
    case "MetricName": return .live(.metricNames(namespace: given("Namespace", site)))
    case "metric" where siblings(of: site).contains("threshold"):
      return .live(.metricNames(namespace: given("namespace", site)))
    case "name" where isMetric(site):
      return .live(.metricNames(namespace: given("namespace", site)))
    case "names", "prefix", "suppressor", "alarm", "AlarmName", "AlarmNames", "AlarmNamePrefix",
      "ActionsSuppressor", "ChildrenOfAlarmName", "ParentsOfAlarmName":
      return isOfActions(site) ? .live(.topics) : .live(.alarms)
    case "ids", "InstanceId", "InstanceIds": return .live(.instances)
    case "region", "regions", "RegionNames": return .regions
    case "profile", "profiles": return .profiles
    case "actions", "AlarmActions", "OKActions", "InsufficientDataActions", "TopicArn",
      "ok", "insufficient":
      return .live(.topics)
    default: return nil
    }
  }

  /// `actions = { alarm = … }`.
  private func isOfActions(_ site: CompletionPlace.Site) -> Bool {
    site.path.contains(.name("actions"))
  }

  /// By the parameter's name or type, of an argument or a list that is one.
  private func argument(_ site: CompletionPlace.Site) -> SiteValues? {
    guard case .function(let entry, nil)? = meaning(of: site.callee),
      site.argument < entry.parameters.count
    else { return nil }
    let parameter = entry.parameters[site.argument]
    if parameter.type.contains("AlarmNames") { return .live(.alarms) }
    switch (entry.path, parameter.name) {
    case ("alarms.get", "name"): return .live(.alarms)
    case ("ec2.get", "id"), (_, "instance"): return .live(.instances)
    case ("Instance:metric", "name"): return .live(.metricNames(namespace: "AWS/EC2"))
    case (_, "namespace"): return .live(.namespaces)
    case (_, "topic"): return .live(.topics)
    case (_, "region"): return .regions
    case (_, "profile"): return .profiles
    default: return nil
    }
  }

  // MARK: Metrics

  /// True where the table describes a metric, whose `name` is AWS's.
  private func isMetric(_ site: CompletionPlace.Site) -> Bool {
    let names = siblings(of: site)
    return names.contains("namespace") && names.contains("dimensions")
      && !names.contains("threshold")
  }

  /// The names of the options beside the one that a place is the value of.
  private func siblings(of site: CompletionPlace.Site) -> Set<String> {
    var outer = site
    while let last = outer.path.popLast(), last == .element {}
    guard case .types(let types, _)? = expected(at: outer) else { return [] }
    return Set(types.flatMap { fields(of: $0).map(\.name) })
  }

  /// A name or a value of a dimension.
  private func dimension(at site: CompletionPlace.Site) -> LiveKind? {
    let path = site.path
    if path.count >= 2, case .name(let dimension) = path[path.count - 1],
      path[path.count - 2] == .name("dimensions")
    {
      return .dimensionValues(
        namespace: given("namespace", site), metric: metricName(site), dimension: dimension)
    }
    guard path.count >= 3, path[path.count - 2] == .element,
      path[path.count - 3] == .name("Dimensions")
    else { return nil }
    let (namespace, metric) = (given("Namespace", site), given("MetricName", site))
    switch path[path.count - 1] {
    case .name("Name"): return .dimensionNames(namespace: namespace, metric: metric)
    case .name("Value"):
      guard let dimension = given("Name", site) else { return nil }
      return .dimensionValues(namespace: namespace, metric: metric, dimension: dimension)
    default: return nil
    }
  }

  /// The keys that a table takes which are names of the account's own.
  func keys(at site: CompletionPlace.Site) -> LiveKind? {
    switch site.path.last {
    case .name("dimensions"):
      .dimensionNames(namespace: given("namespace", site), metric: metricName(site))
    case .name("tags") where isOfInstances(site): .tagNames
    default: nil
    }
  }

  /// The metric whose dimensions a place is in; `name` is AWS's in all but definitions of alarms.
  private func metricName(_ site: CompletionPlace.Site) -> String? {
    given("metric", site) ?? given("MetricName", site)
      ?? (given("threshold", site) == nil && !isDefinition(site) ? given("name", site) : nil)
  }

  private func isDefinition(_ site: CompletionPlace.Site) -> Bool {
    guard let dimensions = site.path.lastIndex(of: .name("dimensions")) else { return false }
    var outer = site
    outer.path = Array(site.path[..<dimensions])
    guard case .types(let types, _)? = expected(at: outer) else { return false }
    return types.contains { type in fields(of: type).contains { $0.name == "threshold" } }
  }

  // MARK: Tags

  private func tag(at site: CompletionPlace.Site) -> LiveKind? {
    let path = site.path.last == .element ? site.path.dropLast() : site.path[...]
    guard path.count >= 2, case .name(let tag) = path.last,
      path[path.endIndex - 2] == .name("tags"), isOfInstances(site)
    else { return nil }
    return .tagValues(tag)
  }

  private func isOfInstances(_ site: CompletionPlace.Site) -> Bool {
    guard case .function(let entry, _)? = meaning(of: site.callee) else { return false }
    return entry.path.hasPrefix("ec2.")
  }

  /// What the tables around a place say of an option, the innermost first.
  func given(_ name: String, _ site: CompletionPlace.Site) -> String? {
    for given in site.given.reversed() {
      if let value = given[name] { return value }
    }
    return nil
  }
}
