import AWSRuntime
import AWSWire
import Documents
import Testing

@testable import Scripting

struct WaiterTests {
  /// Answers with one instance, in each of the states in turn; the last one stays.
  private func instances(_ states: String...) -> StubBackend {
    var rest = states[...]
    return StubBackend { _ in
      let state = rest.count > 1 ? rest.removeFirst() : rest.first!
      return [
        "Reservations": [
          ["Instances": [["InstanceId": "i-1", "State": ["Name": Document(state)]]]]
        ]
      ]
    }
  }

  @Test(arguments: ["instance_running", "InstanceRunning"])
  func itCallsUntilTheAnswerSaysSo(_ name: String) throws {
    let backend = instances("pending", "pending", "running")
    try backend.host().passes(
      """
      local answer = aws.ec2():wait("\(name)", { InstanceIds = { "i-1" } }, { every = 0.001 })
      assert(answer.Reservations[1].Instances[1].State.Name == "running")
      """)
    #expect(backend.requests.count == 3)
    #expect(backend.requests.allSatisfy { $0.operation.name == "DescribeInstances" })
    #expect(backend.requests.allSatisfy { $0.input["InstanceIds"]?.count == 1 })
  }

  @Test func whatCanNoLongerComeAboutIsAnError() throws {
    let backend = instances("pending", "terminated")
    try backend.host().passes(
      """
      local ok, err = pcall(function()
        aws.ec2():wait("instance_running", {}, { every = 0.001 })
      end)
      assert(not ok and err.kind == "aws" and err.code == "WaiterFailed", tostring(err))
      assert(err.where == "test:2" and err.operation == "DescribeInstances" and err.attempts == 2)
      assert(err.message:find("instance_running: can no longer come about", 1, true), err.message)
      assert(err.answer.Reservations[1].Instances[1].State.Name == "terminated")
      """)
    #expect(backend.requests.count == 2)
  }

  @Test func theTimeIsUp() throws {
    try instances("pending").host().passes(
      """
      local ok, err = pcall(function()
        aws.ec2():wait("instance_running", {}, { every = 0.001, timeout = 0.02 })
      end)
      assert(not ok and err.kind == "timeout" and err.code == "WaiterTimeout", tostring(err))
      assert(err.retryable and err.attempts >= 2 and err.service == "ec2")
      assert(err.message:find("calls of DescribeInstances", 1, true), err.message)
      assert(err.answer.Reservations[1].Instances[1].State.Name == "pending")
      """)
  }

  @Test func anErrorMayBeWhatIsWaitedForOrAReasonToGoOnOrNeither() throws {
    var codes = ["InvalidInstanceID.NotFound", "InvalidInstanceID.NotFound", ""][...]
    let later = StubBackend { _ throws(AWSError) in
      if let code = codes.popFirst(), !code.isEmpty { throw AWSError(.aws, code: code, "none") }
      return ["Reservations": [["Instances": [["InstanceId": "i-1"]]]]]
    }
    try later.host().passes("assert(aws.ec2():wait('instance_exists', {}, { every = 0.001 }))")
    #expect(later.requests.count == 3)
    let gone = StubBackend { _ throws(AWSError) in
      throw AWSError(.aws, code: "InvalidVolume.NotFound", "none", status: 400)
    }
    try gone.host().passes(
      """
      assert(aws.ec2():wait("volume_deleted") == nil)
      local ok, err = pcall(function() aws.ec2():wait("instance_running") end)
      assert(not ok and err.code == "InvalidVolume.NotFound" and err.status == 400, tostring(err))
      ok, err = pcall(function()
        aws.ec2():wait("VolumeAvailable", {}, { timeout = 0 })
      end)
      assert(not ok and err.code == "InvalidVolume.NotFound", tostring(err))
      """)
    #expect(gone.requests.count == 3)
  }

  @Test func aWaitCanBeCancelled() throws {
    let backend = instances("pending")
    try backend.host().passes(
      """
      local ok, err = pcall(task.timeout, 0.02, function() aws.ec2():wait("instance_running") end)
      assert(not ok and err.code == "TaskTimeout", tostring(err))
      """)
    // AWS's own pace is 15 s between calls.
    #expect(backend.requests.count == 1)
  }

  @Test func theEmbeddedCloudsAlarmIsWaitedFor() throws {
    try localHost().passes(
      """
      local cloudwatch = aws.cloudwatch()
      local maker = task.spawn(function()
        task.sleep(0.02)
        cloudwatch:put_metric_alarm { AlarmName = "later", Namespace = "N", MetricName = "M",
          Statistic = "Average", Period = 60, EvaluationPeriods = 1, Threshold = 1,
          ComparisonOperator = "GreaterThanThreshold" }
      end)
      local answer = cloudwatch:wait("alarm_exists", { AlarmNames = { "later" } }, { every = 0.005 })
      assert(answer.MetricAlarms[1].AlarmName == "later")
      task.all { maker }
      """)
  }

  @Test(arguments: [
    ("'instance_runing'", "did you mean 'instance_running'?"),
    ("'InstanceRuning'", "did you mean 'InstanceRunning'?"),
    ("5", "expected the name of a waiter"),
    ("'instance_running', { InstanceId = 'i-1' }", "InstanceId"),
    ("'instance_running', {}, { evry = 1 }", "wait: unknown option 'evry' (did you mean 'every'?)"),
    ("'instance_running', {}, { every = 'x' }", "wait: every: expected seconds or a duration"),
  ]) func whatIsWrongIsSaidBeforeAnyCall(_ arguments: String, _ expected: String) throws {
    let backend = instances("running")
    let message = try backend.host().fails("aws.ec2():wait(\(arguments))")
    #expect(message.contains(expected), "\(message)")
    #expect(backend.requests.isEmpty)
  }
}
