import AWSRuntime
import AWSWire
import Documents
import Testing

@testable import Scripting

/// `alarms` in the Lua library: what is listed, and what is changed by which calls.
struct AlarmModuleTests {
  private static let changes: Set<String> = [
    "DeleteAlarms", "EnableAlarmActions", "DisableAlarmActions", "PutAlarmMuteRule",
    "DeleteAlarmMuteRule",
  ]

  private static func alarm(_ name: String, region: String = "us-east-1") -> Document {
    [
      "AlarmName": Document(name),
      "AlarmArn": Document("arn:aws:cloudwatch:\(region):123456789012:alarm:\(name)"),
      "Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Statistic": "Average", "Period": 300,
      "EvaluationPeriods": 3, "Threshold": 80.0, "ComparisonOperator": "GreaterThanThreshold",
      "StateValue": "OK", "ActionsEnabled": true,
    ]
  }

  private static func composite(_ name: String, _ rule: String) -> Document {
    [
      "AlarmName": Document(name), "AlarmRule": Document(rule), "StateValue": "OK",
      "AlarmArn": Document("arn:aws:cloudwatch:us-east-1:123456789012:alarm:\(name)"),
    ]
  }

  /// Answers DescribeAlarms as AWS does for these alarms, and takes every change.
  private func cloud(
    _ alarms: [Document], _ composites: [Document] = [], failing: String? = nil
  ) -> StubBackend {
    StubBackend { request throws(AWSError) in
      if request.operation.name == failing {
        throw AWSError(.aws, code: "Throttling", "slow down", isRetryable: true)
      }
      guard request.operation.name == "DescribeAlarms" else { return [:] }
      if let region = request.region, region == "eu-west-1" {
        throw AWSError(.network, code: "ConnectionFailed", "no route", region: region)
      }
      let names = request.input["AlarmNames"]?.texts
      let types = request.input["AlarmTypes"]?.texts ?? []
      func wanted(_ alarm: Document, _ type: String) -> Bool {
        types.contains(type) && names?.contains(alarm["AlarmName"]?.string ?? "") ?? true
      }
      return [
        "MetricAlarms": Document(alarms.filter { wanted($0, "MetricAlarm") }),
        "CompositeAlarms": Document(composites.filter { wanted($0, "CompositeAlarm") }),
      ]
    }
  }

  private func changes(_ backend: StubBackend) -> [Request] {
    backend.requests.filter { Self.changes.contains($0.operation.name) }
  }

  // MARK: Lists

  @Test func alarmsOfEveryKindAreFlatRows() throws {
    try cloud([Self.alarm("cpu")], [Self.composite("service", "ALARM(cpu)")]).host().passes(
      """
      local list = alarms.list()
      assert(#list == 2 and list.complete)
      local cpu, service = list[1], list[2]
      assert(cpu.kind == "metric" and cpu.state == "OK" and cpu.region == "us-east-1")
      assert(cpu.account == "123456789012" and cpu.threshold == 80 and cpu.metric == "CPUUtilization")
      assert(cpu.condition == "CPUUtilization > 80 for 3 of 3 × 5m", cpu.condition)
      assert(service.kind == "composite" and service.rule == "ALARM(cpu)" and service.condition == service.rule)
      local header = show.render(list):match("^[^\\n]*"):gsub("%s+", " ")
      assert(header == "name kind state actions_enabled condition", header)
      assert(json.decode(show.render(list, { format = "json" }))[1].raw == nil and cpu.raw.AlarmName == "cpu")
      """)
  }

  @Test func namesAreAskedForAHundredAtATime() throws {
    let backend = cloud([])
    try backend.host().passes(
      """
      local names = {}
      for index = 1, 250 do names[index] = "n" .. index end
      assert(#alarms.list { names = names, state = "ALARM" } == 0)
      """)
    #expect(backend.requests.map { $0.input["AlarmNames"]?.count } == [100, 100, 50])
    #expect(backend.requests.allSatisfy { $0.input["StateValue"] == "ALARM" })
  }

  @Test func aRegionThatFailsRaisesAndNothingIsDeletedOnTheStrengthOfThatList() throws {
    let backend = cloud([Self.alarm("cpu")])
    try backend.host().passes(
      """
      local where = { regions = { "us-east-1", "eu-west-1" } }
      local ok, err = pcall(alarms.list, where)
      assert(not ok and err.kind == "network" and #err.partial == 1)
      where.partial = true
      local list = alarms.list(where)
      assert(#list == 1 and not list.complete)
      for name, change in pairs {
        delete = alarms.delete, enable = alarms.enable, disable = alarms.disable,
        mute = function(selection) alarms.mute(selection, "1h") end, unmute = alarms.unmute,
      } do
        local ok, err = pcall(change, list)
        assert(not ok and err.code == "IncompleteList", name)
      end
      """)
    #expect(changes(backend).isEmpty)
  }

  @Test(arguments: [
    (
      "alarms.list { state = 'ALERT' }",
      "state: expected one of OK, ALARM, INSUFFICIENT_DATA, got \"ALERT\" (did you mean \"ALARM\"?)"
    ),
    ("alarms.list { names = 'a', prefix = 'b' }", "expected one of names and prefix, got both"),
    ("alarms.list { prefix = '' }", "prefix: expected the beginning of a name, got an empty text"),
    ("alarms.list { type = 'metrc' }", "(did you mean \"metric\"?)"),
    (
      "alarms.list { actions_enabled = 'yes' }",
      "actions_enabled: expected true or false, got string"
    ),
    ("alarms.get()", "bad argument #1 to 'get' (name of an alarm expected, got nil)"),
    (
      "alarms.get('web-1-cpu-hihg')",
      "no alarm \"web-1-cpu-hihg\" in us-east-1; did you mean \"web-1-cpu-high\"?"
    ),
    ("alarms.delete { 'web-1-cpu-high', 'nope' }", "alarms.delete: no alarm \"nope\" in us-east-1"),
    ("alarms.delete(5)", "alarms.delete: expected alarms or their names, got number"),
    ("alarms.delete { 5 }", "[1]: expected an alarm or the name of one, got number"),
    ("alarms.delete { prefix = 'web' }", "a table without elements is no list"),
    (
      "alarms.mute('web-1-cpu-high')",
      "expected for how long, such as alarms.mute(selection, \"2h\")"
    ),
    ("alarms.mute('web-1-cpu-high', '20d')", "duration: expected a minute to 15 days, got \"20d\""),
    (
      "alarms.mute('web-1-cpu-high', '2h', { name = '' })", "name: expected 1 to 255 letters, got 0"
    ),
    ("alarms.get('web-1-cpu-high'):set_state('ALERT')", "(did you mean \"ALARM\"?)"),
    ("alarms.get('web-1-cpu-high'):set_state()", "expected a state: OK, ALARM, INSUFFICIENT_DATA"),
    ("alarms.get('web-1-cpu-high').history()", "alarm:history: expected a row before it, got nil"),
    ("alarms.get('web-1-cpu-high'):history { typ = 'state' }", "(did you mean 'type'?)"),
    ("alarms.define { name = 'c', rule = 'hello' }", "alarms.define: rule: expected ALARM("),
    (
      "alarms.define { name = 'm', metrics = { a = { namespace = 'S', name = 'x' } }, expression = 'a +', threshold = 1 }",
      "metrics.result: "
    ),
    ("alarms.evaluate({ name = 'c', rule = 'ALARM(a)' }, { 1 })", "is a composite alarm"),
    (
      "alarms.evaluate({ name = 'm', namespace = 'S', metric = 'x', threshold = 1 }, { 'x' })",
      "alarms.evaluate: "
    ),
  ]) func aMistakeIsNamedAtTheScriptsLine(_ source: String, _ expected: String) throws {
    let message = try localHost().fails(source)
    #expect(message.contains(expected), "\(message)")
    #expect(message.hasPrefix("test:1: "), "\(message)")
  }

  // MARK: Changes

  @Test func aHundredAlarmsGoInACallAndEachOnce() throws {
    let backend = cloud((1...250).map { Self.alarm("n\($0)") })
    try backend.host().passes(
      """
      local list = alarms.list()
      local twice = {}
      for _, alarm in ipairs(list) do twice[#twice + 1] = alarm twice[#twice + 1] = alarm end
      local done = alarms.disable(twice)
      assert(#done == 250 and done.complete and list[1].actions_enabled == false)
      assert(#alarms.disable {} == 0)
      """)
    #expect(changes(backend).map { $0.input["AlarmNames"]?.count } == [100, 100, 50])
  }

  @Test func aCallThatFailsSaysWhatWasDoneBefore() throws {
    let failing = StubBackend { request throws(AWSError) in
      let count = request.input["AlarmNames"]?.count ?? 0
      if request.operation.name == "DisableAlarmActions", count < 100 {
        throw AWSError(.aws, code: "Throttling", "slow down", isRetryable: true)
      }
      guard request.operation.name == "DescribeAlarms" else { return [:] }
      return ["MetricAlarms": Document((1...150).map { Self.alarm("n\($0)") })]
    }
    try failing.host().passes(
      """
      local ok, err = pcall(alarms.disable, alarms.list())
      assert(not ok and err.code == "Throttling" and #err.partial == 100 and not err.partial.complete)
      """)
  }

  @Test func compositesAreDeletedBeforeWhatTheyNameAndOneByOne() throws {
    let backend = cloud(
      [Self.alarm("cpu"), Self.alarm("disk")],
      [
        Self.composite("inner", "ALARM(cpu)"),
        Self.composite("outer", "ALARM(inner) AND ALARM(disk)"),
        Self.composite("apart", "TRUE"),
      ])
    try backend.host().passes("assert(#alarms.delete(alarms.list()) == 5)")
    #expect(
      changes(backend).map { $0.input["AlarmNames"]?.texts }
        == [["outer"], ["apart"], ["inner"], ["cpu", "disk"]])
  }

  @Test func aChildOfACompositeThatStaysIsNotDeleted() throws {
    let backend = cloud(
      [Self.alarm("cpu"), Self.alarm("disk")], [Self.composite("service", "ALARM(cpu)")])
    try backend.host().passes(
      """
      local ok, err = pcall(alarms.delete, { "cpu", "disk" })
      assert(not ok and err.code == "HasParents", err)
      assert(err.message:find('"cpu" is named by the composite alarm "service"', 1, true), err.message)
      assert(#alarms.delete { "disk" } == 1)
      """)
    #expect(changes(backend).map { $0.input["AlarmNames"]?.texts } == [["disk"]])
  }

  @Test func compositesThatNameOneAnotherAreNotDeleted() throws {
    let backend = cloud(
      [],
      [
        Self.composite("a", "ALARM(b)"), Self.composite("b", "ALARM(a)"),
        Self.composite("c", "ALARM(a)"),
      ])
    try backend.host().passes(
      """
      local ok, err = pcall(alarms.delete, alarms.list())
      assert(not ok and err.code == "CompositeCycle" and err.message:find('"a", "b"; give one', 1, true), err)
      """)
    #expect(changes(backend).isEmpty)
  }

  @Test func aMuteIsARuleOfOneTimeForAHundredAlarms() throws {
    let backend = cloud((1...101).map { Self.alarm("n\($0)") })
    try backend.host().passes(
      """
      local made = alarms.mute(alarms.list(), "2h", { from = "2026-11-24T10:00:30Z", name = "deploy",
        reason = "release 214", tags = { team = "web" } })
      assert(#made == 2 and made[1].name == "deploy" and made[2].name == "deploy-2")
      assert(made[1].region == "us-east-1" and #made[1].alarms == 100 and #made[2].alarms == 1)
      assert(time.format(made[1].from) == "2026-11-24T10:00:00Z" and time.format(made[1].to) == "2026-11-24T12:01:00Z")
      alarms.unmute(made)
      local now = alarms.mute("n1", { duration = 90 * 60, reason = "x" })[1]
      assert(now.name:find("^moonwatch%-%d+T%d+Z%-%x+$") and now.status == "ACTIVE", now.name)
      """)
    let calls = changes(backend)
    #expect(
      calls[0].input["Rule"] == [
        "Schedule": ["Expression": "at(2026-11-24T10:00)", "Duration": "PT2H1M", "Timezone": "UTC"]
      ])
    #expect(calls[0].input["Description"] == "release 214")
    #expect(calls[0].input["Tags"] == [["Key": "team", "Value": "web"]])
    #expect(calls[1].input["MuteTargets"]?["AlarmNames"]?.texts == ["n101"])
    #expect(calls[2...3].map { $0.input["AlarmMuteRuleName"]?.string } == ["deploy", "deploy-2"])
  }

  @Test func mutesSayWhenAndWhat() throws {
    let backend = StubBackend { request in
      if request.operation.name == "ListAlarmMuteRules" {
        return [
          "AlarmMuteRuleSummaries": [
            [
              "AlarmMuteRuleArn":
                "arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:deploy",
              "Status": "ACTIVE",
            ]
          ]
        ]
      }
      return [
        "Name": "deploy", "Status": "ACTIVE", "Description": "release",
        "AlarmMuteRuleArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:deploy",
        "MuteTargets": ["AlarmNames": ["cpu"]],
        "Rule": ["Schedule": ["Expression": "at(2026-11-24T10:00)", "Duration": "P1DT30M"]],
      ]
    }
    try backend.host().passes(
      """
      local mute = alarms.mutes({ status = "ACTIVE", alarm = "cpu" })[1]
      assert(mute.name == "deploy" and mute.status == "ACTIVE" and mute.alarms[1] == "cpu")
      assert(mute.to - mute.from == 88200 and mute.account == "123456789012" and mute.reason == "release")
      """)
    #expect(backend.requests[0].input["Statuses"] == ["ACTIVE"])
    #expect(backend.requests[0].input["AlarmName"] == "cpu")
  }

  @Test func aChangeNeedsItsDeclaration() throws {
    for (source, need) in [
      ("alarms.list()[1]:set_state('OK')", "cloudwatch:SetAlarmState"),
      ("alarms.disable('web-1-cpu-high')", "cloudwatch:DisableAlarmActions"),
      ("alarms.delete('web-1-cpu-high')", "cloudwatch:DeleteAlarms"),
      ("alarms.mute('web-1-cpu-high', '1h')", "cloudwatch:PutAlarmMuteRule"),
      (
        "alarms.define({ name = 'x', namespace = 'S', metric = 'm', threshold = 1 }):put()",
        "cloudwatch:PutMetricAlarm"
      ),
    ] {
      let host = try localHost { $0.declaresNeeds = true }
      let result = host.run(source, chunkName: "=test", showsResults: false)
      #expect(
        result.refusedChanges == 1 && result.error?.message.contains(need) == true, "\(source)")
    }
  }

  // MARK: On the embedded cloud

  @Test func anAlarmIsDefinedMadeReadChangedAndDeleted() throws {
    try localHost().passes(
      """
      local def = alarms.define {
        name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", dimensions = { InstanceId = "i-0abc" },
        threshold = 80, periods = 3, datapoints = 2, period = "5m", missing = "breaching", tags = { team = "web" },
      }
      local alarm = def:put()
      assert(alarm.name == "cpu" and alarm.state == "INSUFFICIENT_DATA" and alarm:tags().team == "web")
      assert(#alarm:definition():diff(def:with { tags = {} }) == 0)
      local changes = alarm:definition():diff(def:with { threshold = 81, tags = {} })
      assert(#changes == 1 and changes[1].field == "Threshold" and changes[1].from == 80 and changes[1].to == 81)
      assert(alarm:set_state("ALARM", "drill") == alarm and alarm.state == "ALARM")
      local history = alarm:history { type = "state", last = "1h" }
      assert(#history == 1 and history[1].from == "INSUFFICIENT_DATA" and history[1].to == "ALARM")
      assert(alarm:history()[#alarm:history()].type == "configuration")
      assert(alarm:disable().actions_enabled == false and alarms.get("cpu").actions_enabled == false)
      assert(alarm:enable().actions_enabled and #alarms.list { actions_enabled = false, prefix = "cpu" } == 0)
      alarm:tag { owner = "ana" } alarm:untag("team")
      assert(alarm:tags().owner == "ana" and alarm:tags().team == nil)
      assert(#alarms.list { tags = { owner = "a*" } } == 1 and #alarms.list { tags = { owner = true, x = "y" } } == 0)
      assert(alarms.get(alarm.arn).name == "cpu")
      alarm:delete()
      assert(not pcall(alarms.get, "cpu"))
      """)
  }

  @Test func theSeriesOfAnAlarmIsWhatItCompares() throws {
    try localHost().passes(
      """
      local alarm = alarms.get("web-1-cpu-high")
      local series = alarm:series { last = "6h" }
      assert(#series.values > 60 and series.period == alarm.period)
      local web = ec2.instances({ tags = { Name = "web-1" } })[1]
      assert(web:metric("CPUUtilization"):get({ last = "6h" }):mean() == series:mean())
      assert(#web:metrics() >= 3)
      local ok, err = pcall(function() alarms.define({ name = "c", rule = "TRUE" }) end)
      assert(ok, err)
      """)
  }

  @Test func pointsAreJudgedAsCloudWatchDoes() throws {
    // The rows that AWS publishes, for a range of five; Monitoring's own tests have them all.
    try localHost().passes(
      """
      local function def(missing, datapoints)
        return { name = "m", namespace = "S", metric = "x", threshold = 1, periods = 3, datapoints = datapoints,
          missing = missing }
      end
      local function state(points, missing, datapoints)
        return alarms.evaluate(def(missing, datapoints), points, { range = 5, state = "OK" }).state
      end
      assert(state({ 0, false, 5, false, 5 }, "missing") == "OK")
      assert(state({ false, false, false, false, false }, "missing") == "INSUFFICIENT_DATA")
      assert(state({ false, false, false, false, false }, "breaching") == "ALARM")
      assert(state({ false, false, false, false, false }, "ignore") == "OK")
      assert(state({ 0, 0, 5, 0, 5 }, "missing", 2) == "ALARM")
      local verdict = alarms.evaluate(alarms.get("web-1-cpu-high"), { 90, 91, 92 })
      assert(verdict.state == "ALARM" and verdict.reason:find("92.0", 1, true) and not verdict.uncertain)
      assert(alarms.evaluate(def(), metrics.series { period = "5m", from = 0, points = { 5, 5, 5 } }).state == "ALARM")
      """)
  }
}

extension Document {
  /// The elements of a list of texts.
  fileprivate var texts: [String] { elements.compactMap { $0.string } }
}
