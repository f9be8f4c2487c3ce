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
    #expect((40...60).contains(all.count))
    let states = Set(all.map { $0["State"]!["Name"]!.string! })
    #expect(states == ["running", "stopped", "terminated"])
    #expect(Set(all.map { $0["Placement"]!["AvailabilityZone"]!.string! }).count >= 3)
    for instance in all {
      let keys = Set(instance["Tags"]!.column("Key"))
      #expect(keys.isSuperset(of: ["Name", "env", "team", "service"]))
    }
    let europe = try await cloud.ec2("DescribeInstances", region: "eu-west-1")["Reservations"]!
    #expect(europe.count >= 3)
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
      let statistic = alarm["Statistic"]?.string ?? alarm["ExtendedStatistic"]!.string!
      let count = Int(alarm["EvaluationPeriods"]!.integer!)
      let member = alarm["Statistic"] == nil ? "ExtendedStatistics" : "Statistics"
      let input: Document = [
        "Namespace": alarm["Namespace"]!, "MetricName": alarm["MetricName"]!,
        "Period": alarm["Period"]!, "Dimensions": alarm["Dimensions"]!,
        "StartTime": Document(TestCloud.start - 3_600), "EndTime": Document(TestCloud.start),
      ]
      let answer = try await cloud.cloudwatch(
        "GetMetricStatistics",
        input.with(Document(entries: [(member, Document([Document(statistic)]))])))
      let points: [Document] = answer["Datapoints"]!.elements.sorted {
        ($0["Timestamp"]!.timestamp ?? 0) < ($1["Timestamp"]!.timestamp ?? 0)
      }
      let values: [Double] = points.suffix(count).compactMap { point in
        (point[statistic] ?? point["ExtendedStatistics"]?[statistic])?.number
      }
      let isAbove = alarm["ComparisonOperator"] == "GreaterThanThreshold"
      let threshold = alarm["Threshold"]!.number!
      let breaching = values.filter { isAbove ? $0 > threshold : $0 < threshold }
      switch alarm["StateValue"]?.string {
      case "ALARM": #expect(breaching.count == count, "\(alarm)")
      case "OK": #expect(values.count == count && breaching.count < count, "\(alarm)")
      default: #expect(values.isEmpty, "\(alarm)")
      }
    }
  }

  @Test func compositeAlarmsFollowTheirChildren() async throws {
    let answer = try await cloud.cloudwatch("DescribeAlarms", ["AlarmTypes": ["CompositeAlarm"]])
    let states = answer["CompositeAlarms"]!.elements.map {
      [$0["AlarmName"]!.string!, $0["StateValue"]!.string!]
    }
    #expect(states == [["orders-degraded", "ALARM"], ["web-overloaded", "OK"]])
  }

  @Test func statesStayAsTheyAreWhenTheClockGoesOn() async throws {
    func states() async throws -> [String] {
      try await cloud.cloudwatch("DescribeAlarms")["MetricAlarms"]!.elements.map {
        $0["AlarmName"]!.string! + " " + $0["StateValue"]!.string!
      }
    }
    let before = try await states()
    cloud.cloud.advance(by: 1_800)
    #expect(try await states() == before)
    // What went off before the clock began is told to those who want to know.
    let messages = try cloud.cloud.messages(topic: "operators")
    #expect(messages.contains { $0.subject?.contains("worker-1-cpu-high") == true })
  }

  @Test func historyIsInOrderOfTime() async throws {
    let items = try await cloud.cloudwatch(
      "DescribeAlarmHistory", ["ScanBy": "TimestampAscending"])["AlarmHistoryItems"]!
    let times = items.elements.compactMap { $0["Timestamp"]?.timestamp }
    #expect(times.count > 12)
    #expect(times == times.sorted())
  }

  @Test func topicsHaveSubscribersOrNoneAndOneThatAlarmsNameIsGone() async throws {
    let topics = try await cloud.call("sns", "ListTopics")["Topics"]!.column("TopicArn")
    #expect(topics.count >= 4)
    let subscribed = Set(
      try await cloud.call("sns", "ListSubscriptions")["Subscriptions"]!.column("TopicArn"))
    #expect(!subscribed.isEmpty && subscribed.count < topics.count)
    let alarms = try await cloud.cloudwatch("DescribeAlarms")["MetricAlarms"]!
    let named = alarms.elements.flatMap { $0["AlarmActions"]!.elements.compactMap(\.string) }
    #expect(named.contains { !topics.contains($0) })
    #expect(alarms.elements.contains { $0["ActionsEnabled"] == false })
  }

  @Test func metricsGoOnWithTheClock() async throws {
    cloud.cloud.advance(by: 3_600)
    let since = TestCloud.start
    let answer = try await cloud.cloudwatch(
      "GetMetricStatistics",
      [
        "Namespace": "Shop", "MetricName": "OrdersPlaced", "Period": 60,
        "StartTime": Document(since), "EndTime": Document(since + 3_600), "Statistics": ["Sum"],
        "Dimensions": [["Name": "Service", "Value": "checkout"]],
      ])
    #expect(answer["Datapoints"]!.count == 60)
  }

  @Test func theSameClockGivesTheSameFleet() async throws {
    let other = TestCloud()
    other.cloud.seedFleet()
    #expect(try await instances(cloud) == instances(other))
  }
}
