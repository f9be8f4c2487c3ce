/// Instances of the ready-made fleet that do the same: `web-1` to `web-8`.
struct FleetGroup {
  let name: String
  let count: Int
  let service: String
  let team: String
  var environment = "prod"
  let type: String
  var region = "us-east-1"
  /// Days since the launch.
  let age: Double
  /// CPU percent by night and at the busiest hour.
  let low: Double
  let high: Double
  /// Bytes a second at full load.
  var traffic = 3e6
  /// Numbers of those that are not running.
  var stopped: Set<Int> = []
  var terminated: Set<Int> = []
  /// True where metrics come every minute.
  var isMonitored = false

  /// `web-3`; the name alone where it has a place for no number.
  func name(of number: Int) -> String {
    count == 1 && !name.hasSuffix("-") ? name : name + "\(number)"
  }

  func state(of number: Int) -> String {
    if terminated.contains(number) { return "terminated" }
    return stopped.contains(number) ? "stopped" : "running"
  }

  static let all = [
    FleetGroup(
      name: "web-", count: 8, service: "shop", team: "web", type: "m7g.large", age: 41, low: 12,
      high: 50, isMonitored: true),
    FleetGroup(
      name: "api-", count: 6, service: "checkout", team: "api", type: "c6i.xlarge", age: 87,
      low: 20, high: 52, isMonitored: true),
    FleetGroup(
      name: "auth-", count: 3, service: "auth", team: "identity", type: "c7g.large", age: 64,
      low: 8, high: 27),
    FleetGroup(
      name: "worker-", count: 6, service: "orders", team: "data", type: "c7g.2xlarge", age: 19,
      low: 33, high: 55, traffic: 8e5),
    FleetGroup(
      name: "db-1", count: 1, service: "orders-db", team: "data", type: "r6i.2xlarge", age: 213,
      low: 26, high: 46, isMonitored: true),
    FleetGroup(
      name: "db-replica-", count: 2, service: "orders-db", team: "data", type: "r6i.xlarge",
      age: 120, low: 14, high: 24),
    FleetGroup(
      name: "cache-", count: 3, service: "cache", team: "platform", type: "r7g.large", age: 155,
      low: 6, high: 13, traffic: 9e6),
    FleetGroup(
      name: "search-", count: 3, service: "search", team: "search", type: "i4i.xlarge", age: 33,
      low: 17, high: 44),
    FleetGroup(
      name: "batch-", count: 3, service: "reports", team: "data", type: "m5.4xlarge", age: 9,
      low: 30, high: 74, stopped: [1]),
    FleetGroup(
      name: "bastion-", count: 1, service: "access", team: "platform", type: "t3.micro", age: 301,
      low: 1, high: 3, traffic: 4e4),
    FleetGroup(
      name: "ci-", count: 3, service: "ci", team: "platform", environment: "dev",
      type: "m7i.2xlarge", age: 27, low: 3, high: 62, stopped: [3]),
    FleetGroup(
      name: "staging-web-", count: 2, service: "shop", team: "web", environment: "staging",
      type: "t3.small", age: 30, low: 3, high: 7, traffic: 6e4),
    FleetGroup(
      name: "staging-api-", count: 1, service: "checkout", team: "api", environment: "staging",
      type: "t3.medium", age: 30, low: 3, high: 8, traffic: 6e4),
    FleetGroup(
      name: "staging-db-", count: 1, service: "orders-db", team: "data", environment: "staging",
      type: "t3.large", age: 30, low: 5, high: 10),
    FleetGroup(
      name: "dev-ana", count: 1, service: "sandbox", team: "web", environment: "dev",
      type: "t3.medium", age: 12, low: 0.5, high: 1.2, traffic: 2e4),
    FleetGroup(
      name: "dev-sandbox", count: 1, service: "sandbox", team: "platform", environment: "dev",
      type: "t3.medium", age: 55, low: 1, high: 2, stopped: [1]),
    FleetGroup(
      name: "legacy-cron", count: 1, service: "cron", team: "platform", environment: "dev",
      type: "t2.micro", age: 400, low: 1, high: 2, terminated: [1]),
    FleetGroup(
      name: "web-eu-", count: 3, service: "shop", team: "web", type: "m7g.large",
      region: "eu-west-1", age: 41, low: 11, high: 48, isMonitored: true),
    FleetGroup(
      name: "api-eu-", count: 2, service: "checkout", team: "api", type: "c6i.xlarge",
      region: "eu-west-1", age: 73, low: 18, high: 45),
    FleetGroup(
      name: "db-eu-1", count: 1, service: "orders-db", team: "data", type: "r6i.xlarge",
      region: "eu-west-1", age: 73, low: 20, high: 34),
  ]

  /// The instance whose load of the last hours is what somebody is paged for, since when, and how
  /// much it is.
  static let hot = (name: "worker-1", hours: 1.0, cpu: 93.0)
  /// The instance whose own status check has failed for some minutes.
  static let impaired = (name: "search-2", minutes: 40.0)
}
