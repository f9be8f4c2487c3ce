import AWSWire
import Documents

/// The operations that read instances.
enum InstanceQueries {
  /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html>
  static func describe(_ call: Call) throws(AWSError) -> Document {
    let page = try page(call, InstanceFilters.instances, ids: call.strings("InstanceIds")) { _ in
      true
    }
    try call.refuseDryRun()
    // In the order of launching, the instances of a reservation stand together.
    let reservations = page.items.chunked { $0.reservationID == $1.reservationID }
    return .structure { answer in
      answer.list("Reservations", reservations) { reservation in
        answer.structure { write(reservation: reservation, to: answer) }
      }
      answer.member("NextToken", page.nextToken)
    }
  }

  static func write(reservation: ArraySlice<Instance>, to answer: DocumentBuilder) {
    answer.member("ReservationId", reservation.first?.reservationID)
    answer.member("OwnerId", Account.id)
    answer.list("Groups", EmptyCollection<String>()) { answer.string($0) }
    answer.list("Instances", reservation) { $0.write(to: answer) }
  }

  /// Running instances only, unless IncludeAllInstances is set.
  /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html>
  static func describeStatus(_ call: Call) throws(AWSError) -> Document {
    let ids = call.strings("InstanceIds")
    guard (ids?.count ?? 0) <= 100 else {
      throw .invalidValue("InstanceIds: expected at most 100 ids, got \(ids!.count)")
    }
    let includesAll = call.bool("IncludeAllInstances") ?? false
    let page = try page(call, InstanceFilters.status, ids: ids) {
      includesAll || $0.state == .running
    }
    try call.refuseDryRun()
    return .structure { answer in
      answer.list("InstanceStatuses", page.items) { instance in
        answer.structure { writeStatus(of: instance, to: answer) }
      }
      answer.member("NextToken", page.nextToken)
    }
  }

  private static func writeStatus(of instance: Instance, to answer: DocumentBuilder) {
    answer.member("AvailabilityZone", instance.zone)
    answer.member("AvailabilityZoneId", Geography.zoneID(of: instance.zone))
    answer.member("InstanceId", instance.id)
    instance.state.write(to: answer, as: "InstanceState")
    let checks: [(String, InstanceActivity.Check)] = [
      ("InstanceStatus", .instance), ("SystemStatus", .system), ("AttachedEbsStatus", .attachedEBS),
    ]
    for (member, check) in checks {
      let status = instance.status(of: check)
      answer.structure(member) {
        if let reachability = status.reachability {
          answer.list("Details", [reachability]) { reachability in
            answer.structure {
              answer.member("ImpairedSince", time: instance.activity.failingSince(check))
              answer.member("Name", "reachability")
              answer.member("Status", reachability)
            }
          }
        }
        answer.member("Status", status.summary)
      }
    }
  }

  /// The page of a call: its ids, filters, MaxResults and NextToken applied.
  private static func page(
    _ call: Call, _ filters: FilterTable<Instance>, ids: [String]?,
    where isWanted: (Instance) -> Bool
  ) throws(AWSError) -> Page<Instance> {
    let limit = try EC2Paging.limit(of: call, range: 5...1_000)
    let hasIDs = ids?.isEmpty == false
    guard !hasIDs || limit == nil else {
      throw .invalidCombination("InstanceIds cannot be used together with MaxResults")
    }
    let passes = try filters.predicate(for: call)
    let candidates =
      hasIDs
      ? try InstanceIDs.resolve(ids!, in: call.region.instances).sorted { $0.serial < $1.serial }
      : call.region.instances.all
    return try Page(
      candidates.filter { isWanted($0) && passes($0) }, of: call.operation.name,
      limit: limit ?? 1_000, after: call.string("NextToken"), key: { sortable($0.serial) })
  }
}

/// How EC2's calls are cut into pages.
enum EC2Paging {
  static func limit(of call: Call, range: ClosedRange<Int>) throws(AWSError) -> Int? {
    guard let limit = call.integer("MaxResults") else { return nil }
    guard range.contains(limit) else {
      throw .invalidValue(
        "MaxResults: expected \(range.lowerBound) to \(range.upperBound), got \(limit)")
    }
    return limit
  }
}

extension ArraySlice {
  /// Cuts between neighbours that do not belong together.
  fileprivate func chunked(by belong: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
    var chunks: [ArraySlice<Element>] = []
    var start = startIndex
    for index in indices.dropFirst() where !belong(self[index - 1], self[index]) {
      chunks.append(self[start..<index])
      start = index
    }
    if start < endIndex { chunks.append(self[start...]) }
    return chunks
  }
}
