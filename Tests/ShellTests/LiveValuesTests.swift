import Documents
import Scripting
import Testing

@testable import Shell

@Suite final class LiveValuesTests {
  private struct Started {
    var read: BackgroundRead
    var page: (Document) -> Void
    var end: (Bool) -> Void
  }

  private var started: [Started] = []
  private var now = 0.0
  private lazy var values = LiveValues(
    now: { [unowned self] in now },
    start: { [unowned self] in started.append(Started(read: $0, page: $1, end: $2)) })
  private let place = LiveValues.Place(profile: nil, region: "eu-west-1")

  private func page(_ names: String...) -> Document {
    ["MetricAlarms": Document(names.map { ["AlarmName": Document($0), "StateValue": "OK"] })]
  }

  private var alarms: [String] { values.values(.alarms, at: place).map(\.text) }

  @Test func valuesAreReadOnceAndAgainWhenTheyAreOld() {
    #expect(alarms == [])
    #expect(values.isFirstRead(of: .alarms, at: place))
    #expect(started.count == 1 && started[0].read.region == "eu-west-1")
    started[0].page(page("a"))
    #expect(alarms == ["a"], "what came so far")
    started[0].page(page("b"))
    started[0].end(true)
    #expect(alarms == ["a", "b"])
    #expect(!values.isFirstRead(of: .alarms, at: place))
    now = 59
    #expect(alarms == ["a", "b"] && started.count == 1)
    now = 61
    #expect(alarms == ["a", "b"] && started.count == 2)
    // Until the new ones are whole, the old ones stand; nobody waits for them.
    started[1].page(page("c"))
    #expect(alarms == ["a", "b"] && !values.isFirstRead(of: .alarms, at: place))
    started[1].end(true)
    #expect(alarms == ["c"])
  }

  @Test func aFailureIsSilentAndTriedAgainLater() {
    _ = alarms
    started[0].end(false)
    #expect(alarms == [] && started.count == 1)
    now = 11
    #expect(alarms == [] && started.count == 2)
    started[1].page(page("a"))
    started[1].end(true)
    now = 100
    _ = alarms
    started[2].end(false)
    #expect(alarms == ["a"], "what was known before stays")
  }

  @Test func regionsAndProfilesAreApart() {
    _ = alarms
    started[0].page(page("a"))
    started[0].end(true)
    #expect(values.values(.alarms, at: .init(profile: "other", region: "eu-west-1")) == [])
    #expect(values.values(.alarms, at: .init(profile: nil, region: "us-east-1")) == [])
    #expect(started.count == 3)
  }

  @Test func metricsTellOfNamespacesNamesAndDimensions() {
    _ = values.values(.namespaces, at: place)
    started[0].page([
      "Metrics": [
        [
          "Namespace": "AWS/EC2", "MetricName": "CPU",
          "Dimensions": [["Name": "InstanceId", "Value": "i-1"]],
        ],
        [
          "Namespace": "AWS/EC2", "MetricName": "CPU",
          "Dimensions": [["Name": "InstanceId", "Value": "i-2"]],
        ],
        ["Namespace": "Shop", "MetricName": "Errors", "Dimensions": []],
      ]
    ])
    started[0].end(true)
    func texts(_ kind: LiveKind) -> [String] { values.values(kind, at: place).map(\.text) }
    #expect(texts(.namespaces) == ["AWS/EC2", "Shop"])
    #expect(texts(.metricNames(namespace: nil)) == ["CPU", "Errors"])
    // What is known of all stands in until the namespace's own are read.
    #expect(texts(.metricNames(namespace: "Shop")) == ["Errors"])
    let dimension = LiveKind.dimensionValues(
      namespace: "AWS/EC2", metric: "CPU", dimension: "InstanceId")
    #expect(texts(dimension) == ["i-1", "i-2"])
    #expect(texts(.dimensionNames(namespace: "AWS/EC2", metric: nil)) == ["InstanceId"])
    #expect(started.count == 4)
  }

  @Test func tenThousandInstancesAreNarrowedAndHaveTheirNames() {
    _ = values.values(.instances, at: place)
    for part in 0..<10 {
      let instances = (0..<1_000).map { number -> Document in
        let id = "i-\(part)" + String(String(number + 1_000).dropFirst())
        return [
          "InstanceId": Document(id), "Tags": [["Key": "Name", "Value": Document("web-\(id)")]],
        ]
      }
      started[0].page(["Reservations": [["Instances": Document(instances)]]])
    }
    started[0].end(true)
    let all = values.values(.instances, at: place).map { Candidate(text: $0.text, note: $0.note) }
    #expect(all.count == 10_000)
    var completion = Completion(start: 0)
    completion.notesAreNames = true
    completion.narrow(all, to: "i-7")
    #expect(completion.candidates.count == 1_000 && completion.common == "i-7")
    completion.narrow(all, to: "web-i-7123")
    #expect(completion.candidates.map(\.text) == ["i-7123"])
    let shown = MatchList(candidates: all, columns: 80, rows: 24).text.split(separator: "\n")
    #expect(shown.count == 21 && shown[0] == "i-0000  web-i-0000")
    #expect(shown[20] == "… 9980 more: type on")
  }
}

@Suite struct MatchListTests {
  private func list(_ texts: [String], note: String = "", columns: Int = 40, rows: Int = 24)
    -> [String]
  {
    MatchList(
      candidates: texts.map { Candidate(text: $0, note: note) }, columns: columns, rows: rows
    ).text.split(separator: "\n").map(String.init)
  }

  @Test func inColumnsDownwards() {
    #expect(list(["aaaa", "bbb", "cc", "d", "e"], columns: 14) == ["aaaa  d", "bbb   e", "cc"])
  }

  @Test func notesAreCutToTheWidth() {
    #expect(
      list(["state"], note: "one of a great many states", columns: 20) == ["state  one of a gr…"])
  }

  @Test func noMoreLinesThanTheTerminalHas() {
    let names = (0..<500).map { "name-\($0 + 1_000)" }
    for columns in [10, 20, 40, 200] {
      let lines = list(names, columns: columns, rows: 10)
      #expect(lines.count <= 7 && lines.allSatisfy { $0.count < max(columns, 22) })
      if lines.last!.hasPrefix("…") == false { #expect(lines.joined().contains("name-1499")) }
    }
  }
}
