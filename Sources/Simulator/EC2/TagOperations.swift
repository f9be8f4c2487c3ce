import AWSWire
import Documents

/// Tags of EC2's resources; here, of instances.
enum TagOperations {
  private typealias Row = (instance: Instance, key: String, value: String)

  static func create(_ call: Call) throws(AWSError) -> Document {
    let store = call.region.instances
    var instances = try resources(of: call)
    guard let list = call["Tags"], list.count > 0 else {
      throw .missing("Tags: expected at least one tag, got none")
    }
    try Tags.check(list)
    for index in instances.indices {
      instances[index].tags.merge(Tags(list))
      try checkCount(instances[index].tags)
    }
    try call.refuseDryRun()
    for instance in instances { store[instance.id] = instance }
    return .nothing
  }

  /// Deletes by key, or by key and value where a value is given; without Tags, all of them.
  static func delete(_ call: Call) throws(AWSError) -> Document {
    let store = call.region.instances
    let instances = try resources(of: call)
    try call.refuseDryRun()
    for var instance in instances {
      if let list = call["Tags"] {
        for tag in list.elements {
          let key = tag["Key"]?.string ?? ""
          if let value = tag["Value"]?.string, instance.tags[key] != value { continue }
          instance.tags[key] = nil
        }
      } else {
        instance.tags = Tags()
      }
      store[instance.id] = instance
    }
    return .nothing
  }

  /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html>
  static func describe(_ call: Call) throws(AWSError) -> Document {
    let limit = try EC2Paging.limit(of: call, range: 5...1_000)
    let filters = FilterTable<Row>(
      "DescribeTags", tags: { Tags([($0.key, $0.value)]) },
      [
        "key": { [$0.key] }, "value": { [$0.value] }, "resource-id": { [$0.instance.id] },
        "resource-type": { _ in ["instance"] },
      ])
    let passes = try filters.predicate(for: call)
    let rows: [Row] = call.region.instances.all.flatMap { instance in
      instance.tags.entries.sorted { $0.key < $1.key }.map { (instance, $0.key, $0.value) }
    }
    let page = try Page(
      rows.filter(passes), of: call.operation.name, limit: limit ?? 1_000,
      after: call.string("NextToken"), key: { sortable($0.instance.serial) + $0.key })
    try call.refuseDryRun()
    return .structure { answer in
      answer.list("Tags", page.items) { row in
        answer.structure {
          answer.member("Key", row.key)
          answer.member("ResourceId", row.instance.id)
          answer.member("ResourceType", "instance")
          answer.member("Value", row.value)
        }
      }
      answer.member("NextToken", page.nextToken)
    }
  }

  static func checkCount(_ tags: Tags) throws(AWSError) {
    guard tags.entries.count <= Tags.limit else {
      throw .service(
        "TagLimitExceeded",
        "expected at most \(Tags.limit) tags on a resource, got \(tags.entries.count)")
    }
  }

  private static func resources(of call: Call) throws(AWSError) -> [Instance] {
    let ids = call.strings("Resources") ?? []
    for id in ids where !id.hasPrefix("i-") {
      throw .service(
        "InvalidID", "no resource has the id '\(id)'; the embedded cloud has instances only")
    }
    return try InstanceIDs.resolve(ids, in: call.region.instances)
  }
}
