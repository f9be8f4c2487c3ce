import AWSWire
import Documents

/// The operations that tell Regions and zones.
enum GeographyOperations {
  private static let regionFilters = FilterTable<String>(
    "DescribeRegions",
    [
      "region-name": { [$0] }, "endpoint": { [endpoint(of: $0)] },
      "opt-in-status": { [optInStatus(of: $0)] },
    ])

  private static let zoneFilters = FilterTable<String>(
    "DescribeAvailabilityZones",
    [
      "zone-name": { [$0] }, "zone-id": { [Geography.zoneID(of: $0)] },
      "region-name": { [String($0.dropLast())] }, "state": { _ in ["available"] },
      "opt-in-status": { _ in ["opt-in-not-required"] },
      "zone-type": { _ in ["availability-zone"] }, "group-name": { [String($0.dropLast())] },
    ])

  /// The enabled Regions, or those asked for by name, or all.
  static func describeRegions(_ call: Call) throws(AWSError) -> Document {
    let known = Geography.enabled + Geography.optional
    let names = call.strings("RegionNames") ?? []
    for name in names where !known.contains(name) {
      throw .invalidValue(
        "RegionNames: no Region is named '\(name)'" + suggestion(for: name, among: known))
    }
    let passes = try regionFilters.predicate(for: call)
    try call.refuseDryRun()
    let regions = (call.bool("AllRegions") == true || !names.isEmpty ? known : Geography.enabled)
      .filter { (names.isEmpty || names.contains($0)) && passes($0) }
    return .structure { answer in
      answer.list("Regions", regions.sorted()) { region in
        answer.structure {
          answer.member("OptInStatus", optInStatus(of: region))
          answer.member("RegionName", region)
          answer.member("Endpoint", endpoint(of: region))
        }
      }
    }
  }

  static func describeZones(_ call: Call) throws(AWSError) -> Document {
    let known = Geography.zones(of: call.region.name)
    let names = call.strings("ZoneNames") ?? []
    for name in names where !known.contains(name) {
      throw .invalidValue(
        "ZoneNames: no zone of \(call.region.name) is named '\(name)'"
          + suggestion(for: name, among: known))
    }
    let ids = call.strings("ZoneIds") ?? []
    for id in ids where !known.map(Geography.zoneID).contains(id) {
      throw .invalidValue("ZoneIds: no zone of \(call.region.name) has the id '\(id)'")
    }
    let passes = try zoneFilters.predicate(for: call)
    try call.refuseDryRun()
    let zones = known.filter { zone in
      (names.isEmpty || names.contains(zone))
        && (ids.isEmpty || ids.contains(Geography.zoneID(of: zone))) && passes(zone)
    }
    return .structure { answer in
      answer.list("AvailabilityZones", zones) { zone in
        answer.structure {
          answer.member("OptInStatus", "opt-in-not-required")
          answer.member("RegionName", call.region.name)
          answer.member("ZoneName", zone)
          answer.member("ZoneId", Geography.zoneID(of: zone))
          answer.member("GroupName", call.region.name)
          answer.member("NetworkBorderGroup", call.region.name)
          answer.member("ZoneType", "availability-zone")
          answer.member("State", "available")
        }
      }
    }
  }

  @Sendable private static func endpoint(of region: String) -> String {
    "ec2.\(region).amazonaws.com"
  }

  @Sendable private static func optInStatus(of region: String) -> String {
    Geography.enabled.contains(region) ? "opt-in-not-required" : "not-opted-in"
  }
}
