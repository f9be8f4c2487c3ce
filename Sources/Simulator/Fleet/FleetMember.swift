import Glibc

/// One instance of the ready-made fleet, and how its metrics run through a day.
struct FleetMember {
  let name: String
  let environment: String
  let team: String
  let type: String
  let zone: String
  let state: String
  /// Days since the launch.
  let age: Double
  /// CPU percent: by night, and what the busiest hour adds.
  let idle: Double
  let swing: Double
  /// Bytes received in five minutes at full load.
  let traffic: Double
  /// Set where the load of the last hour is what somebody will be paged for.
  var isHot = false

  /// CPU percent at a moment: a wave that peaks at 14:00 UTC, with noise.
  func load(at time: Double, now: Double, noise: inout Noise) -> Double {
    let hour = time.truncatingRemainder(dividingBy: 86_400) / 3_600
    let wave = (1 + cos((hour - 14) / 24 * 2 * .pi)) / 2
    var load = idle + swing * wave + noise.bell() * (1 + swing / 12)
    if isHot, now - time <= 3_600 { load = 93 + noise.bell() * 2.5 }
    return (min(max(load, 0.2), 100) * 100).rounded() / 100
  }

  static let all = [
    FleetMember(
      name: "web-1", environment: "prod", team: "web", type: "m7g.large", zone: "us-east-1a",
      state: "running", age: 41, idle: 12, swing: 38, traffic: 9e8),
    FleetMember(
      name: "web-2", environment: "prod", team: "web", type: "m7g.large", zone: "us-east-1b",
      state: "running", age: 41, idle: 12, swing: 37, traffic: 9e8),
    FleetMember(
      name: "web-3", environment: "prod", team: "web", type: "m7g.large", zone: "us-east-1c",
      state: "running", age: 6, idle: 11, swing: 39, traffic: 9e8),
    FleetMember(
      name: "api-1", environment: "prod", team: "api", type: "c6i.xlarge", zone: "us-east-1a",
      state: "running", age: 87, idle: 22, swing: 30, traffic: 4e8),
    FleetMember(
      name: "api-2", environment: "prod", team: "api", type: "c6i.xlarge", zone: "us-east-1b",
      state: "running", age: 87, idle: 21, swing: 31, traffic: 4e8),
    FleetMember(
      name: "db-1", environment: "prod", team: "data", type: "r6i.2xlarge", zone: "us-east-1a",
      state: "running", age: 213, idle: 28, swing: 18, traffic: 6e8),
    FleetMember(
      name: "db-replica-1", environment: "prod", team: "data", type: "r6i.xlarge",
      zone: "us-east-1c", state: "running", age: 120, idle: 14, swing: 9, traffic: 3e8),
    FleetMember(
      name: "worker-1", environment: "prod", team: "data", type: "c7g.2xlarge",
      zone: "us-east-1b", state: "running", age: 19, idle: 35, swing: 20, traffic: 2e8,
      isHot: true),
    FleetMember(
      name: "batch-1", environment: "prod", team: "data", type: "m5.4xlarge", zone: "us-east-1a",
      state: "stopped", age: 3, idle: 0, swing: 0, traffic: 0),
    FleetMember(
      name: "staging-web-1", environment: "staging", team: "web", type: "t3.small",
      zone: "us-east-1a", state: "running", age: 30, idle: 3, swing: 4, traffic: 1e7),
    FleetMember(
      name: "dev-sandbox", environment: "dev", team: "platform", type: "t3.medium",
      zone: "us-east-1d", state: "stopped", age: 55, idle: 0, swing: 0, traffic: 0),
    FleetMember(
      name: "legacy-cron", environment: "dev", team: "platform", type: "t2.micro",
      zone: "us-east-1b", state: "terminated", age: 400, idle: 0, swing: 0, traffic: 0),
  ]
}
