import AWSWire
import Documents
import Testing

@testable import Scripting

struct PolicyTests {
  private static let alarm = """
    aws.cloudwatch():put_metric_alarm { AlarmName = "a", MetricName = "m", Namespace = "n", Period = 60,
      EvaluationPeriods = 1, Threshold = 1, ComparisonOperator = "GreaterThanThreshold", Statistic = "Average" }

    """

  private enum Cloud { case live, local }

  /// Runs a change against a stub that stands for AWS, or against the embedded cloud.
  private func run(_ cloud: Cloud, _ change: (inout HostOptions) -> Void) throws -> (
    result: RunResult, sent: Int
  ) {
    if cloud == .local {
      let result = try localHost(change).run(Self.alarm, chunkName: "=test")
      return (result, 0)
    }
    let backend = StubBackend { _ in [:] }
    let host = try backend.host {
      $0.allowsWrites = false
      change(&$0)
    }
    let result = host.run(Self.alarm, chunkName: "=test")
    return (result, backend.requests.count)
  }

  @Test(arguments: [
    (["cloudwatch:PutMetricAlarm"], true), (["cloudwatch:*"], true), (["*"], true),
    (["*:PutMetricAlarm"], true), (["cloudwatch:Put*Alarm"], true), (["cloudwatch:*Metric*"], true),
    ([], false), (["ec2:*"], false), (["cloudwatch:PutMetric"], false),
    (["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricData"], false),
    (["cloudwatch:PutMetricAlarm*Alarm"], false), ([""], false),
  ]) func aScriptChangesWhatItDeclares(_ needs: [String], _ isAllowed: Bool) throws {
    for cloud in [Cloud.live, .local] {
      let (result, sent) = try run(cloud) {
        $0.declaresNeeds = true
        $0.needs = needs
      }
      #expect((result.error == nil) == isAllowed, "\(String(describing: result.error))")
      #expect(result.refusedChanges == (isAllowed ? 0 : 1))
      if cloud == .live { #expect(sent == (isAllowed ? 1 : 0)) }
      if !isAllowed {
        #expect(result.error?.kind == "policy" && result.error?.code == "Undeclared")
        #expect(result.error?.message.contains("--- @needs cloudwatch:PutMetricAlarm") == true)
      }
    }
  }

  @Test func thePromptReadsOnlyOnAWSAndIsFreeOnTheEmbeddedCloud() throws {
    let live = try run(.live) { $0.declaresNeeds = false }
    #expect(live.result.error?.kind == "policy" && live.sent == 0)
    #expect(live.result.error?.message.contains("--allow-write") == true)
    #expect(try run(.local) { $0.declaresNeeds = false }.result.error == nil)
    #expect(try run(.live) { $0.allowsWrites = true }.result.error == nil)
  }

  @Test func allowWriteStandsInForADeclaration() throws {
    let (result, sent) = try run(.live) {
      $0.declaresNeeds = true
      $0.allowsWrites = true
    }
    #expect(result.error == nil && sent == 1)
  }

  @Test func readOnlyBeatsEverything() throws {
    for cloud in [Cloud.live, .local] {
      let (result, sent) = try run(cloud) {
        $0.isReadOnly = true
        $0.allowsWrites = true
        $0.isDryRun = true
        $0.needs = ["*"]
      }
      #expect(result.error?.code == "ReadOnly" && sent == 0)
    }
  }

  @Test func aDryRunSendsNoChangeAndStillWantsTheDeclaration() throws {
    let declared = try run(.live) {
      $0.isDryRun = true
      $0.declaresNeeds = true
      $0.needs = ["cloudwatch:PutMetricAlarm"]
    }
    #expect(
      declared.result.error == nil && declared.sent == 0 && declared.result.refusedChanges == 0)
    let undeclared = try run(.live) {
      $0.isDryRun = true
      $0.declaresNeeds = true
    }
    #expect(undeclared.result.error?.code == "Undeclared" && undeclared.sent == 0)
  }

  @Test func aDryRunChecksTheInputAndReads() throws {
    let backend = StubBackend { _ in ["Account": "1"] }
    let host = try backend.host { $0.isDryRun = true }
    host.passes("assert(aws.sts():get_caller_identity().Account == '1')")
    #expect(try host.fails("aws.cloudwatch():put_metric_alarm{}").contains("AlarmName"))
    #expect(backend.requests.count == 1)
  }

  @Test func aStandInHasTheShapeOfTheAnswer() throws {
    let backend = StubBackend { _ in [:] }
    try backend.host { $0.isDryRun = true }.passes(
      """
      local started = aws.ec2():start_instances { InstanceIds = { "i-1" } }
      assert(#started.StartingInstances == 0)
      assert(json.encode(started.StartingInstances) == "[]", json.encode(started))
      for _ in ipairs(aws.ec2():run_instances { ImageId = "ami-1", MinCount = 1, MaxCount = 1 }.Instances) do end
      assert(next(aws.cloudwatch():delete_alarms { AlarmNames = { "a" } }) == nil)
      """)
    #expect(backend.requests.isEmpty)
  }

  @Test func aRefusedChangeCountsThoughItIsCaught() throws {
    let backend = StubBackend { _ in [:] }
    let host = try backend.host { $0.allowsWrites = false }
    let result = host.run("pcall(function() \(Self.alarm) end)", chunkName: "=test")
    #expect(result.error == nil && result.refusedChanges == 1)
    #expect(host.run("return nil", chunkName: "=test").refusedChanges == 0)
  }

  @Test func aPersonIsAskedAboutARequestOfHTTP() throws {
    let host = try localHost()
    var asked: [ProposedChange] = []
    host.writing = .ask { change in
      asked.append(change)
      return false
    }
    let post = "http.post('http://Hooks.Invalid:81/secret', { json = { a = 1 } })"
    let result = host.run(post, chunkName: "=test")
    #expect(result.error?.code == "Declined" && result.refusedChanges == 1)
    #expect(asked.map(\.service) == ["http"] && asked.map(\.operation) == ["hooks.invalid"])
    #expect(asked.first?.input == ["method": "POST", "body": "{\"a\":1}"])
    #expect(result.counts.httpRequests == 0)
  }

  @Test func aDryRunOfHTTPStillWantsTheDeclaration() throws {
    for (needs, code) in [(["http:hooks.invalid:81"], nil), (["http:other"], "Undeclared")] {
      let host = try localHost {
        $0.declaresNeeds = true
        $0.isDryRun = true
        $0.needs = needs
      }
      let result = host.run(
        "assert(http.delete('http://hooks.invalid:81/').dry_run)", chunkName: "=test")
      #expect(result.error?.code == code)
      #expect(result.counts.heldBack == (code == nil ? 1 : 0))
    }
  }
}
