import Testing

@testable import Scripting

/// `sim.fault`: calls of the embedded cloud that fail, and what retries make of them.
@Suite struct FaultTests {
  func host() throws -> ScriptHost {
    try localHost {
      $0.cloud = .simulator(fleet: false)
      $0.cloudClock = .standing
      $0.cloudStart = 1_795_435_200
    }
  }

  @Test func aThrottledCallIsTriedAgainOnTheCloudsClock() throws {
    try host().passes(
      """
      sim.fault { operation = "DescribeAlarms", error = "Throttling", times = 2 }
      assert(#aws.cloudwatch():describe_alarms().MetricAlarms == 0)
      -- One second, then two.
      assert(sim.now() == 1795435200 + 3, sim.now())
      """)
  }

  @Test func anErrorThatStaysIsRaisedWithItsAttempts() throws {
    try host().passes(
      """
      sim.fault { operation = "ec2:Describe*", error = "RequestLimitExceeded" }
      local ok, failure = pcall(function() aws.ec2():describe_instances() end)
      assert(failure.kind == "aws" and failure.code == "RequestLimitExceeded" and failure.status == 503)
      assert(failure.attempts == 3 and failure.retryable and failure.operation == "DescribeInstances")
      assert(failure.message:find("3 attempts", 1, true), failure.message)
      local ok, failure = pcall(function() aws.ec2 { max_attempts = 1 }:describe_instances() end)
      assert(failure.attempts == 1)
      aws.cloudwatch():describe_alarms()
      sim.clear_faults()
      aws.ec2():describe_instances()
      """)
  }

  @Test func whatIsNotRetriedOnAWSIsNotRetriedHere() throws {
    try host().passes(
      """
      sim.fault { error = "AccessDenied", times = 1 }
      local ok, failure = pcall(function() aws.ec2():describe_instances() end)
      assert(failure.code == "AccessDenied" and failure.status == 403 and failure.attempts == 1)
      sim.fault { error = "Peculiar", status = 418, message = "short and stout", times = 1 }
      local ok, failure = pcall(function() aws.ec2():describe_instances() end)
      assert(failure.code == "Peculiar" and failure.status == 418 and failure.message == "short and stout")
      """)
  }

  @Test func afterEveryAndTimesSayWhichAttemptsFail() throws {
    try host().passes(
      """
      local client = aws.sns { max_attempts = 1 }
      local function pattern(fault, calls)
        sim.clear_faults()
        fault.operation, fault.error = "ListTopics", "InternalError"
        sim.fault(fault)
        local text = ""
        for _ = 1, calls do text = text .. (pcall(client.list_topics, client) and "." or "X") end
        return text
      end
      assert(pattern({}, 3) == "XXX")
      assert(pattern({ after = 2 }, 4) == "..XX")
      assert(pattern({ every = 3 }, 7) == "..X..X.")
      assert(pattern({ after = 1, every = 2, times = 2 }, 8) == "..X.X...")
      """)
  }

  @Test func aLostAnswerSaysThatTheChangeMayHaveBeenMade() throws {
    try host().passes(
      """
      local sns = aws.sns { max_attempts = 1 }
      local arn = sns:create_topic { Name = "ops" }.TopicArn
      local function publish() return pcall(function() sns:publish { TopicArn = arn, Message = "x" } end) end
      sim.fault { operation = "Publish", error = "ConnectionReset", takes_effect = true, times = 1 }
      local ok, failure = publish()
      assert(failure.kind == "network" and failure.may_have_taken_effect)
      assert(#sim.messages("ops") == 1)
      sim.fault { operation = "sns:publish", error = "ConnectionRefused", times = 1 }
      local ok, failure = publish()
      assert(failure.kind == "network" and not failure.may_have_taken_effect and #sim.messages("ops") == 1)
      """)
  }

  @Test func latencyPassesOnTheCloudsClockAndEndsInATimeout() throws {
    try host().passes(
      """
      sim.fault { operation = "GetCallerIdentity", latency = "2s", times = 1 }
      aws.identity()
      assert(sim.now() == 1795435200 + 2)
      sim.fault { operation = "GetCallerIdentity", latency = "2m" }
      local ok, failure = pcall(aws.identity, { read_timeout = 10, max_attempts = 1 })
      assert(failure.kind == "timeout" and failure.code == "ReadTimeout")
      assert(sim.now() == 1795435200 + 12)
      """)
  }

  @Test func callsSideBySideWaitTogether() throws {
    try host().passes(
      """
      sim.fault { latency = "10s" }
      task.map({ 1, 2, 3, 4 }, function() aws.sns():list_topics() end)
      assert(sim.now() == 1795435200 + 10, sim.now())
      local ok, failure = pcall(task.timeout, "5s", function() aws.sns():list_topics() end)
      assert(failure.code == "TaskTimeout" and sim.now() == 1795435200 + 15)
      """)
  }

  @Test func getMetricDataCanBePartial() throws {
    try host().passes(
      """
      sim.put_metric { namespace = "Shop", name = "Orders", values = { 1, 2, 3, 4 } }
      local query = { StartTime = time.parse("10m ago"), EndTime = time.now() + 60, MetricDataQueries = { { Id = "m",
        MetricStat = { Metric = { Namespace = "Shop", MetricName = "Orders" }, Period = 60, Stat = "Sum" } } } }
      local function result() return aws.cloudwatch():get_metric_data(query).MetricDataResults[1] end
      assert(#result().Values == 4 and result().StatusCode == "Complete")
      sim.fault { partial = true, times = 1 }
      local part = result()
      assert(#part.Values == 2 and #part.Timestamps == 2 and part.StatusCode == "PartialData")
      sim.fault { operation = "GetMetricData", partial = "Forbidden", times = 1 }
      assert(#result().Values == 0)
      assert(result().StatusCode == "Complete")
      """)
  }

  @Test(
    arguments: [
      (
        "{ operation = 'PutMetricAlrm', error = 'X' }",
        "no operation is named 'PutMetricAlrm' (did you mean 'PutMetricAlarm'?)"
      ),
      (
        "{ operation = 'ec2:PutMetricAlarm', error = 'X' }",
        "no operation is named 'ec2:PutMetricAlarm'"
      ),
      ("{ operation = 'ListTopics' }", "expected error"),
      ("{ error = 'X', partial = true }", "expected one of error and partial, got both"),
      ("{ operation = 'ListTopics', partial = true }", "partial is for GetMetricData"),
      ("{ error = 'X', times = 0 }", "times: expected whole number from 1, got number 0"),
      ("{ error = 'X', eevry = 2 }", "unknown option 'eevry' (did you mean 'every'?)"),
    ])
  func aFaultThatWouldNeverStrikeIsRefused(fault: String, message: String) throws {
    let got = try host().fails("sim.fault(\(fault))")
    #expect(got.contains(message), "\(got)")
  }
}
