import AWSWire
import Documents
import Simulator
import Testing

@Suite struct FleetTests {
  let cloud: TestCloud

  init() {
    cloud = TestCloud()
    cloud.cloud.seedFleet()
  }

  func instances(_ cloud: TestCloud) async throws -> [Document] {
    try await cloud.ec2("DescribeInstances")["Reservations"]!.elements.flatMap {
      Array($0["Instances"]!.elements)
    }
  }

  @Test func theFleetHasInstancesInSeveralStatesAllTagged() async throws {
    let all = try await instances(cloud)
    #expect(all.count == 12)
    let states = Set(all.map { $0["State"]!["Name"]!.string! })
    #expect(states == ["running", "stopped", "terminated"])
    #expect(Set(all.map { $0["Placement"]!["AvailabilityZone"]!.string! }).count >= 3)
    for instance in all {
      #expect(Set(instance["Tags"]!.column("Key")).isSuperset(of: ["Name", "env", "team"]))
    }
  }

  @Test func everyRunningInstanceHasADayOfMetrics() async throws {
    let now = TestCloud.start
    for instance in try await instances(cloud) where instance["State"]?["Name"] == "running" {
      let answer = try await cloud.cloudwatch(
        "GetMetricStatistics",
        [
          "Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Period": 300,
          "StartTime": Document(now - 86_400), "EndTime": Document(now),
          "Statistics": ["Average"], "Unit": "Percent",
          "Dimensions": [["Name": "InstanceId", "Value": instance["InstanceId"]!]],
        ])
      let values = answer["Datapoints"]!.elements.compactMap { $0["Average"]?.number }
      #expect(values.count == 288)
      #expect(values.allSatisfy { $0 > 0 && $0 <= 100 })
      #expect(Set(values).count > 50)
    }
  }

  @Test func alarmsStandInEachStateAsTheirMetricsSay() async throws {
    let alarms = try await cloud.cloudwatch("DescribeAlarms")["MetricAlarms"]!
    #expect(
      Set(alarms.column("StateValue")) == ["OK", "ALARM", "INSUFFICIENT_DATA"])
    for alarm in alarms.elements {
      let answer = try await cloud.cloudwatch(
        "GetMetricStatistics",
        [
          "Namespace": alarm["Namespace"]!, "MetricName": alarm["MetricName"]!, "Period": 300,
          "StartTime": Document(TestCloud.start - 900), "EndTime": Document(TestCloud.start),
          "Statistics": [alarm["Statistic"]!], "Dimensions": alarm["Dimensions"]!,
        ])
      let values = answer["Datapoints"]!.elements.compactMap {
        $0[alarm["Statistic"]!.string!]?.number
      }
      let isAbove = alarm["ComparisonOperator"] == "GreaterThanThreshold"
      let threshold = alarm["Threshold"]!.number!
      let breaching = values.filter { isAbove ? $0 > threshold : $0 < threshold }
      switch alarm["StateValue"]?.string {
      case "ALARM": #expect(breaching.count == 3, "\(alarm)")
      case "OK": #expect(values.count == 3 && breaching.count < 3, "\(alarm)")
      default: #expect(values.isEmpty, "\(alarm)")
      }
    }
  }

  @Test func historyIsInOrderOfTime() async throws {
    let items = try await cloud.cloudwatch(
      "DescribeAlarmHistory", ["ScanBy": "TimestampAscending"])["AlarmHistoryItems"]!
    let times = items.elements.compactMap { $0["Timestamp"]?.timestamp }
    #expect(times.count == 9)
    #expect(times == times.sorted())
  }

  @Test func theSameClockGivesTheSameFleet() async throws {
    let other = TestCloud()
    other.cloud.seedFleet()
    #expect(try await instances(cloud) == instances(other))
  }
}
