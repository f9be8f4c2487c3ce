import AWSWire
import Documents
import Simulator
import Testing

@Suite struct InstanceTests {
  let cloud = TestCloud()

  func run(_ count: Int = 1, with changes: Document = [:]) async throws -> [String] {
    let input: Document = [
      "ImageId": "ami-0123456789abcdef0", "InstanceType": "t3.micro",
      "MinCount": Document(count), "MaxCount": Document(count),
    ]
    return try await cloud.ec2("RunInstances", input.with(changes))["Instances"]!
      .column("InstanceId")
  }

  /// Instances of all reservations of an answer.
  func described(_ input: Document = [:], region: String? = nil) async throws -> [Document] {
    try await cloud.ec2("DescribeInstances", input, region: region)["Reservations"]!.elements
      .flatMap { Array($0["Instances"]!.elements) }
  }

  func state(_ id: String) async throws -> String? {
    try await described(["InstanceIds": [Document(id)]])[0]["State"]?["Name"]?.string
  }

  @Test func statesFollowOneAnotherOnTheClock() async throws {
    let id = try await run()[0]
    let ids: Document = ["InstanceIds": [Document(id)]]
    #expect(try await state(id) == "pending")
    cloud.clock.advance(by: 10)
    #expect(try await state(id) == "running")

    let stop = try await cloud.ec2("StopInstances", ids)["StoppingInstances"]![0]!
    #expect(stop["PreviousState"] == ["Code": 16, "Name": "running"])
    #expect(stop["CurrentState"] == ["Code": 64, "Name": "stopping"])
    let early = try await cloud.failure("ec2", "StartInstances", ids)
    #expect(early.code == "IncorrectInstanceState")
    cloud.clock.advance(by: 60)
    #expect(try await state(id) == "stopped")
    let stopped = try await described(ids)[0]
    #expect(stopped["PublicIpAddress"] == nil)
    #expect(
      stopped["StateTransitionReason"] == "User initiated (2026-11-23 12:00:10 GMT)")

    let start = try await cloud.ec2("StartInstances", ids)["StartingInstances"]![0]!
    #expect(start["CurrentState"] == ["Code": 0, "Name": "pending"])
    cloud.clock.advance(by: 60)
    try await cloud.ec2("RebootInstances", ids)
    #expect(try await described(ids)[0]["LaunchTime"]?.timestamp == TestCloud.start + 70)

    try await cloud.ec2("TerminateInstances", ids)
    cloud.clock.advance(by: 60)
    let terminated = try await described(ids)[0]
    #expect(terminated["State"] == ["Code": 48, "Name": "terminated"])
    #expect(terminated["PrivateIpAddress"] == nil)
    let late = try await cloud.failure("ec2", "StartInstances", ids)
    #expect(late.code == "IncorrectInstanceState")
    cloud.clock.advance(by: 3_600)
    let gone = try await cloud.failure("ec2", "DescribeInstances", ids)
    #expect(gone.code == "InvalidInstanceID.NotFound")
  }

  @Test func filtersNarrowByStateTypeTagAddressAndPattern() async throws {
    try cloud.cloud.addInstance(
      name: "web-1", type: "m7g.large", zone: "us-east-1a", tags: [("env", "prod")])
    try cloud.cloud.addInstance(
      name: "web-2", type: "m7g.xlarge", state: "stopped", zone: "us-east-1b",
      tags: [("env", "prod"), ("owner", "ann")])
    try cloud.cloud.addInstance(
      name: "db*1", type: "r6i.large", zone: "us-east-1b", tags: [("env", "test")])

    func names(_ filters: (String, [String])...) async throws -> [String] {
      let list = Document(
        filters.map { name, values in
          Document(entries: [
            ("Name", Document(name)), ("Values", Document(values.map { Document($0) })),
          ])
        })
      return try await described(["Filters": list]).map { instance in
        instance["Tags"]!.elements.first { $0["Key"] == "Name" }!["Value"]!.string!
      }
    }
    #expect(try await names(("instance-state-name", ["running"])) == ["web-1", "db*1"])
    #expect(try await names(("instance-state-code", ["80"])) == ["web-2"])
    #expect(try await names(("instance-type", ["m7g.*"])) == ["web-1", "web-2"])
    #expect(try await names(("instance-type", ["?6i.large", "t*"])) == ["db*1"])
    #expect(try await names(("tag:Name", ["db\\*1"])) == ["db*1"])
    #expect(try await names(("tag:Name", ["web\\*"])) == [])
    #expect(try await names(("tag:env", ["prod"]), ("tag-key", ["own*"])) == ["web-2"])
    #expect(try await names(("tag:env", ["PROD"])) == [])
    #expect(try await names(("availability-zone", ["us-east-1b"])) == ["web-2", "db*1"])
    #expect(try await names(("private-ip-address", ["172.31.0.*"])) == ["web-1"])
    #expect(try await names(("architecture", ["arm64"])) == ["web-1", "web-2"])
    #expect(try await names(("host-id", ["*"])) == [])
    let error = try await cloud.failure(
      "ec2", "DescribeInstances",
      ["Filters": [["Name": "instance-state", "Values": ["running"]]]])
    #expect(error.code == "InvalidParameterValue")
    #expect(error.message.contains("'instance-state'"))
  }

  @Test func pagesCutReservationsAndMissNothing() async throws {
    let ids = try await run(7) + run(6)
    var seen: [String] = []
    var sizes: [Int] = []
    var input: Document = ["MaxResults": 5]
    while true {
      let answer = try await cloud.ec2("DescribeInstances", input)
      let page = answer["Reservations"]!.elements.flatMap { $0["Instances"]!.column("InstanceId") }
      sizes.append(page.count)
      seen += page
      guard let token = answer["NextToken"] else { break }
      input = input.with(["NextToken": token])
    }
    #expect(sizes == [5, 5, 3])
    #expect(seen == ids)
    #expect(Set(ids).count == 13)
  }

  @Test func idsThatAreMalformedUnknownOrPagedAreRefused() async throws {
    let id = try await run()[0]
    let cases: [(Document, String)] = [
      (["InstanceIds": ["web-1"]], "InvalidInstanceID.Malformed"),
      (["InstanceIds": ["i-0123456789abcdef0"]], "InvalidInstanceID.NotFound"),
      (["InstanceIds": [Document(id)], "MaxResults": 5], "InvalidParameterCombination"),
      (["MaxResults": 4], "InvalidParameterValue"),
      (["MaxResults": 1_001], "InvalidParameterValue"),
      (["NextToken": "x"], "InvalidNextToken"),
      (["DryRun": true], "DryRunOperation"),
    ]
    for (input, code) in cases {
      let error = try await cloud.failure("ec2", "DescribeInstances", input)
      #expect(error.code == code, "\(error.message)")
    }
  }

  @Test func aDryRunChangesNothing() async throws {
    let id = try await run()[0]
    cloud.clock.advance(by: 10)
    let error = try await cloud.failure(
      "ec2", "TerminateInstances", ["InstanceIds": [Document(id)], "DryRun": true])
    #expect(error.code == "DryRunOperation" && error.status == 412)
    #expect(try await state(id) == "running")
  }

  @Test func oneUnknownIdKeepsTheOthersAsTheyAre() async throws {
    let id = try await run()[0]
    cloud.clock.advance(by: 10)
    let error = try await cloud.failure(
      "ec2", "StopInstances", ["InstanceIds": [Document(id), "i-0123456789abcdef0"]])
    #expect(error.code == "InvalidInstanceID.NotFound")
    #expect(try await state(id) == "running")
  }

  @Test func aLaunchIsCheckedAndRepeatedWithItsToken() async throws {
    let first = try await run(with: ["ClientToken": "once"])
    #expect(try await run(with: ["ClientToken": "once"]) == first)
    #expect(try await described().count == 1)
    let base: Document = ["ImageId": "ami-1", "MinCount": 1, "MaxCount": 1]
    let cases: [(Document, String)] = [
      (["ImageId": nil], "MissingParameter"),
      (["ImageId": "debian"], "InvalidAMIID.Malformed"),
      (["MinCount": 2], "InvalidParameterValue"),
      (["Placement": ["AvailabilityZone": "eu-west-1a"]], "InvalidParameterValue"),
      (["SubnetId": "subnet-1"], "InvalidSubnetID.NotFound"),
      (["LaunchTemplate": ["LaunchTemplateName": "web"]], "NotSimulated"),
    ]
    for (change, code) in cases {
      let error = try await cloud.failure("ec2", "RunInstances", base.with(change))
      #expect(error.code == code, "\(error.message)")
    }
  }

  @Test func terminationProtectionHolds() async throws {
    let id = try await run(with: ["DisableApiTermination": true])[0]
    let error = try await cloud.failure(
      "ec2", "TerminateInstances", ["InstanceIds": [Document(id)]])
    #expect(error.code == "OperationNotPermitted")
  }

  @Test func tagsOfInstancesAreMadeFoundAndDeleted() async throws {
    let id = try await run(with: [
      "TagSpecifications": [
        ["ResourceType": "instance", "Tags": [["Key": "Name", "Value": "web-1"]]]
      ]
    ])[0]
    try await cloud.ec2(
      "CreateTags",
      [
        "Resources": [Document(id)],
        "Tags": [["Key": "env", "Value": "prod"], ["Key": "team", "Value": "web"]],
      ])
    // A value that is not the tag's keeps it.
    try await cloud.ec2(
      "DeleteTags",
      [
        "Resources": [Document(id)],
        "Tags": [["Key": "env", "Value": "test"], ["Key": "team"]],
      ])
    let tags = try await cloud.ec2(
      "DescribeTags", ["Filters": [["Name": "resource-id", "Values": [Document(id)]]]])
    #expect(tags["Tags"]?.column("Key") == ["Name", "env"])
    #expect(tags["Tags"]?[1]?["ResourceType"] == "instance")
    let prod = try await cloud.ec2(
      "DescribeTags", ["Filters": [["Name": "tag:env", "Values": ["prod"]]]])
    #expect(prod["Tags"]?.column("ResourceId") == [id])
    let reserved = try await cloud.failure(
      "ec2", "CreateTags",
      ["Resources": [Document(id)], "Tags": [["Key": "aws:x", "Value": ""]]])
    #expect(reserved.code == "InvalidParameterValue")
    let missing = try await cloud.failure(
      "ec2", "CreateTags",
      ["Resources": ["i-0123456789abcdef0"], "Tags": [["Key": "x", "Value": ""]]])
    #expect(missing.code == "InvalidInstanceID.NotFound")
  }

  @Test func statusIsOfRunningInstancesUnlessAllAreAskedFor() async throws {
    let running = try cloud.cloud.addInstance()
    let stopped = try cloud.cloud.addInstance(state: "stopped")
    let some = try await cloud.ec2("DescribeInstanceStatus")["InstanceStatuses"]!
    #expect(some.column("InstanceId") == [running])
    #expect(some[0]?["SystemStatus"]?["Status"] == "ok")
    let all = try await cloud.ec2("DescribeInstanceStatus", ["IncludeAllInstances": true])[
      "InstanceStatuses"]!
    #expect(all.column("InstanceId") == [running, stopped])
    #expect(all[1]?["InstanceStatus"]?["Status"] == "not-applicable")
  }

  @Test func monitoringIsSwitchedOnAndOff() async throws {
    let ids: Document = ["InstanceIds": [Document(try cloud.cloud.addInstance())]]
    let on = try await cloud.ec2("MonitorInstances", ids)
    #expect(on["InstanceMonitorings"]?[0]?["Monitoring"] == ["State": "enabled"])
    #expect(try await described(ids)[0]["Monitoring"] == ["State": "enabled"])
    try await cloud.ec2("UnmonitorInstances", ids)
    #expect(try await described(ids)[0]["Monitoring"] == ["State": "disabled"])
  }

  @Test func eachRegionHasItsOwnInstances() async throws {
    try cloud.cloud.addInstance(region: "eu-west-1", name: "there")
    #expect(try await described().isEmpty)
    let there = try await described(region: "eu-west-1")
    #expect(there[0]["Placement"]?["AvailabilityZone"] == "eu-west-1a")
    #expect(there[0]["Placement"]?["AvailabilityZoneId"] == "euw1-az1")
  }

  @Test func regionsAreThoseThatAreEnabled() async throws {
    let enabled = try await cloud.ec2("DescribeRegions")["Regions"]!.column("RegionName")
    #expect(enabled.count == 17 && enabled.contains("eu-west-1"))
    let all = try await cloud.ec2("DescribeRegions", ["AllRegions": true])["Regions"]!
    #expect(all.column("RegionName").contains("af-south-1"))
    let error = try await cloud.failure(
      "ec2", "DescribeRegions", ["RegionNames": ["eu-wst-1"]])
    #expect(error.code == "InvalidParameterValue" && error.message.contains("eu-west-1"))
    let zones = try await cloud.ec2("DescribeAvailabilityZones")["AvailabilityZones"]!
    #expect(zones.column("ZoneId").first == "use1-az1")
  }
}
