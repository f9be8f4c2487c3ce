/// One topic of the ready-made fleet, with its subscribers.
struct FleetTopic {
  let name: String
  var region = "us-east-1"
  /// Protocol, endpoint, and whether it has confirmed.
  let subscribers: [(protocol: String, endpoint: String, isConfirmed: Bool)]

  static let all = [
    FleetTopic(
      name: "operators",
      subscribers: [
        ("email", "oncall@example.com", true),
        ("https", "https://pager.example.com/hooks/moonwatch", true),
        ("sqs", "arn:aws:sqs:us-east-1:\(Account.id):incidents", true),
      ]),
    FleetTopic(name: "team-web", subscribers: [("email", "web@example.com", false)]),
    FleetTopic(
      name: "team-data",
      subscribers: [("lambda", "arn:aws:lambda:us-east-1:\(Account.id):function:triage", true)]),
    FleetTopic(name: "cost-reports", subscribers: []),
    FleetTopic(
      name: "operators-eu", region: "eu-west-1",
      subscribers: [("email", "oncall@example.com", true)]),
  ]

  /// A topic that alarms name and nobody has made: it was deleted.
  static let missing = "retired-oncall"
}
