import AWSWire
import Documents
import Simulator
import Testing

/// Metrics and status checks of instances, on the clock.
@Suite struct InstanceMetricTests {
  let cloud: TestCloud

  init() { cloud = TestCloud() }
  init(cloud: TestCloud) { self.cloud = cloud }

  func points(
    _ id: String, _ metric: String, from start: Double, to end: Double, period: Int = 60,
    statistic: String = "Average"
  ) async throws -> [(time: Double, value: Double)] {
    let answer = try await cloud.cloudwatch(
      "GetMetricStatistics",
      [
        "Namespace": "AWS/EC2", "MetricName": Document(metric), "Period": Document(period),
        "StartTime": Document(start), "EndTime": Document(end), "Statistics": [Document(statistic)],
        "Dimensions": [["Name": "InstanceId", "Value": Document(id)]],
      ])
    return answer["Datapoints"]!.elements.map {
      ($0["Timestamp"]!.timestamp!, $0[statistic]!.number!)
    }.sorted { $0.0 < $1.0 }
  }

  func names(of id: String) async throws -> Set<String> {
    let answer = try await cloud.cloudwatch(
      "ListMetrics",
      ["Namespace": "AWS/EC2", "Dimensions": [["Name": "InstanceId", "Value": Document(id)]]])
    return Set(answer["Metrics"]!.column("MetricName"))
  }

  @Test func aRunningInstanceEmitsEveryFiveMinutesAndAStoppedOneNothing() async throws {
    let id = try cloud.cloud.addInstance(type: "m5.large")
    let start = TestCloud.start
    #expect(try await points(id, "CPUUtilization", from: start, to: start + 3_600).isEmpty)
    cloud.cloud.advance(by: 3_600)
    let hour = try await points(id, "CPUUtilization", from: start, to: start + 3_600)
    #expect(hour.map(\.time) == (0..<12).map { start + Double($0) * 300 })
    #expect(hour.allSatisfy { $0.value > 0 && $0.value <= 100 })
    try await cloud.ec2("StopInstances", ["InstanceIds": [Document(id)]])
    cloud.cloud.advance(by: 3_600)
    #expect(
      try await points(id, "CPUUtilization", from: start + 3_600, to: start + 7_200).isEmpty)
    try await cloud.ec2("StartInstances", ["InstanceIds": [Document(id)]])
    cloud.cloud.advance(by: 3_600)
    let again = try await points(id, "CPUUtilization", from: start + 7_200, to: start + 10_800)
    // Running a few seconds after the hour, so the first whole period is the next one.
    #expect(again.map(\.time) == (1..<12).map { start + 7_200 + Double($0) * 300 })
  }

  @Test func detailedMonitoringIsEveryMinuteFromThenOn() async throws {
    let id = try cloud.cloud.addInstance(type: "m5.large")
    let start = TestCloud.start
    cloud.cloud.advance(by: 600)
    try await cloud.ec2("MonitorInstances", ["InstanceIds": [Document(id)]])
    cloud.cloud.advance(by: 600)
    #expect(
      try await points(id, "NetworkIn", from: start, to: start + 1_200, statistic: "Sum").map(
        \.time)
        == [0, 300, 600, 660, 720, 780, 840, 900, 960, 1_020, 1_080, 1_140].map { start + $0 })
    // Status checks come every minute all the time.
    #expect(try await points(id, "StatusCheckFailed", from: start, to: start + 1_200).count == 20)
  }

  @Test func metricsAreThoseOfTheType() async throws {
    let burstable = try cloud.cloud.addInstance(type: "t3.micro", launchTime: TestCloud.start - 900)
    let storage = try cloud.cloud.addInstance(type: "i4i.large", launchTime: TestCloud.start - 900)
    let old = try cloud.cloud.addInstance(type: "m4.large", launchTime: TestCloud.start - 900)
    let common: Set = [
      "CPUUtilization", "NetworkIn", "NetworkOut", "NetworkPacketsIn", "NetworkPacketsOut",
      "StatusCheckFailed", "StatusCheckFailed_Instance", "StatusCheckFailed_System",
    ]
    for id in [burstable, storage, old] { #expect(try await names(of: id).isSuperset(of: common)) }
    #expect(try await names(of: burstable).isSuperset(of: ["CPUCreditBalance", "EBSReadOps"]))
    #expect(try await !names(of: burstable).contains("DiskReadOps"))
    #expect(try await names(of: storage).contains("DiskReadOps"))
    #expect(try await !names(of: storage).contains("CPUCreditBalance"))
    #expect(try await !names(of: old).contains("EBSReadOps"))
    #expect(try await !names(of: old).contains("NetworkLatency"))
  }

  @Test func creditsAddUpWhateverPartIsReadFirst() async throws {
    let id = try cloud.cloud.addInstance(
      type: "t3.micro", launchTime: TestCloud.start - 2 * 86_400,
      load: SimulatedLoad(low: 5, high: 60))
    let other = TestCloud()
    let same = try other.cloud.addInstance(
      type: "t3.micro", launchTime: TestCloud.start - 2 * 86_400,
      load: SimulatedLoad(low: 5, high: 60))
    #expect(id == same)
    let end = TestCloud.start
    // The one reads the last hour first, the other all at once.
    let last = try await points(id, "CPUCreditBalance", from: end - 3_600, to: end)
    let all = try await points(id, "CPUCreditBalance", from: end - 86_400, to: end)
    let whole = try await InstanceMetricTests(cloud: other)
      .points(same, "CPUCreditBalance", from: end - 86_400, to: end)
    #expect(all.count == 288 && last.count == 12)
    #expect(all.map(\.value) == whole.map(\.value))
    #expect(Array(all.suffix(12)).map(\.value) == last.map(\.value))
    #expect(all.allSatisfy { $0.value >= 0 && $0.value <= 12 * 24 })
  }

  @Test func loadFollowsTheDayAndWhatItIsToldToBe() async throws {
    let start = TestCloud.start  // noon on a Monday
    let id = try cloud.cloud.addInstance(
      name: "web", type: "m5.large", launchTime: start - 3 * 86_400,
      load: SimulatedLoad(low: 10, high: 60, peakHour: 14))
    let midnight = start - 12 * 3_600
    func mean(_ from: Double) async throws -> Double {
      let values = try await points(id, "CPUUtilization", from: from, to: from + 3_600).map(\.value)
      return values.reduce(0, +) / Double(values.count)
    }
    let night = try await mean(midnight + 2 * 3_600)
    let morning = try await mean(start - 3_600)
    #expect(night < 20 && morning > 40)

    try cloud.cloud.setLoad(cpu: 95, of: "web", for: 1_800)
    cloud.cloud.advance(by: 3_600)
    let told = try await points(id, "CPUUtilization", from: start, to: start + 3_600).map(\.value)
    #expect(told[..<6].allSatisfy { $0 > 88 } && told[6...].allSatisfy { $0 < 80 })
    #expect(throws: AWSError.self) { try cloud.cloud.setLoad(cpu: 95, of: "wbe") }
  }

  @Test func aFailingCheckIsSeenInStatusAndMetricUntilItIsRepaired() async throws {
    let id = try cloud.cloud.addInstance(name: "web", type: "m5.large")
    let ids: Document = ["InstanceIds": [Document(id)]]
    func summary() async throws -> Document {
      let status = try await cloud.ec2("DescribeInstanceStatus", ids)["InstanceStatuses"]![0]!
      return [status["InstanceStatus"]!["Status"]!, status["SystemStatus"]!["Status"]!]
    }
    #expect(try await summary() == ["ok", "ok"])
    try cloud.cloud.setStatusCheck("instance", of: "web", isFailing: true)
    #expect(try await summary() == ["impaired", "ok"])
    let impaired = try await cloud.ec2(
      "DescribeInstanceStatus",
      ["Filters": [["Name": "instance-status.status", "Values": ["impaired"]]]])
    let detail = impaired["InstanceStatuses"]![0]!["InstanceStatus"]!["Details"]![0]!
    #expect(detail["Status"] == "failed" && detail["ImpairedSince"]?.timestamp == TestCloud.start)
    cloud.cloud.advance(by: 300)
    try await cloud.ec2("RebootInstances", ids)
    #expect(try await summary() == ["ok", "ok"])
    cloud.cloud.advance(by: 300)
    let failed = try await points(
      id, "StatusCheckFailed_Instance", from: TestCloud.start, to: TestCloud.start + 600)
    #expect(failed.map(\.value) == [1, 1, 1, 1, 1, 0, 0, 0, 0, 0])

    // What the hardware has is repaired by other hardware only.
    try cloud.cloud.setStatusCheck("system", of: id, isFailing: true)
    try await cloud.ec2("RebootInstances", ids)
    #expect(try await summary() == ["ok", "impaired"])
    try await cloud.ec2("StopInstances", ids)
    cloud.clock.advance(by: 60)
    try await cloud.ec2("StartInstances", ids)
    cloud.clock.advance(by: 60)
    #expect(try await summary() == ["initializing", "initializing"])
    cloud.clock.advance(by: 120)
    #expect(try await summary() == ["ok", "ok"])
  }

  @Test func aHundredInstancesEmitADayQuickly() async throws {
    for _ in 0..<100 {
      try cloud.cloud.addInstance(type: "t3.micro", isMonitored: true)
    }
    // 2.4 million samples, of which none is made before it is read.
    cloud.cloud.advance(by: 86_400)
    var token: Document?
    var count = 0
    repeat {
      let page = try await cloud.cloudwatch(
        "ListMetrics", token.map { ["NextToken": $0] } ?? [:])
      count += page["Metrics"]!.count
      token = page["NextToken"]
    } while token != nil
    #expect(count == 100 * 20)
  }
}
