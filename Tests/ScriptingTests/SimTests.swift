import Documents
import Testing

@testable import Scripting

/// `sim`: contents, clock and messages of the embedded cloud.
@Suite struct SimTests {
  /// An empty cloud; its clock stands still unless `change` says otherwise.
  func emptyHost(_ change: (inout HostOptions) -> Void = { _ in }) throws -> ScriptHost {
    try localHost {
      $0.cloud = .simulator(fleet: false)
      $0.cloudClock = .standing
      // 2026-11-23T12:00:00Z.
      $0.cloudStart = 1_795_435_200
      change(&$0)
    }
  }

  @Test func thereIsNoSimOnLiveAWS() throws {
    var options = HostOptions()
    options.declaresNeeds = false
    let host = try ScriptHost(options)
    host.passes(
      """
      assert(sim == nil)
      local ok, message = pcall(require, "sim")
      assert(not ok and message:find("--local", 1, true), message)
      """)
  }

  // MARK: Contents

  @Test func aCloudIsBuiltFromItsDescription() throws {
    try emptyHost().passes(
      """
      local made = sim.cloud {
        instances = {
          { name = "web", count = 2, type = "m7g.large", tags = { env = "prod" }, failing = { "system" } },
          { name = "db", state = "stopped", zone = "us-east-1b", launch_time = "3d ago" },
          { name = "eu", region = "eu-west-1" },
        },
        topics = { "plain", { name = "ops", tags = { team = "x" }, subscriptions = {
          { protocol = "email", endpoint = "a@example.com" },
          { protocol = "https", endpoint = "https://example.com", confirmed = false } } } },
        metrics = { { namespace = "Shop", name = "Orders", values = { 1, 2, false, 4 } } },
        alarms = {
          { name = "orders", namespace = "Shop", metric = "Orders", threshold = 5, comparison = "<",
            period = "1m", periods = 3, datapoints = 2, missing = "breaching", actions = "ops", state = "OK" },
          { AlarmName = "raw", Namespace = "Shop", MetricName = "Orders", Statistic = "Sum", Period = 60,
            EvaluationPeriods = 1, Threshold = 1, ComparisonOperator = "GreaterThanThreshold" },
        },
      }
      local ec2, cloudwatch, sns = aws.ec2(), aws.cloudwatch(), aws.sns()
      local byname = {}
      for instance in ec2:each("DescribeInstances") do
        for _, tag in ipairs(instance.Tags) do if tag.Key == "Name" then byname[tag.Value] = instance end end
      end
      assert(byname["web-1"].InstanceId == made.instances["web-1"] and byname["web-2"])
      assert(byname["web-1"].InstanceType == "m7g.large" and byname.db.State.Name == "stopped")
      assert(byname.db.Placement.AvailabilityZone == "us-east-1b" and not byname.eu)
      assert(#aws.ec2 { region = "eu-west-1" }:collect("DescribeInstances") == 1)
      local status = ec2:describe_instance_status { InstanceIds = { made.instances["web-2"] } }
      assert(status.InstanceStatuses[1].SystemStatus.Status == "impaired")

      local attributes = sns:get_topic_attributes { TopicArn = made.topics.ops }.Attributes
      assert(attributes.SubscriptionsConfirmed == "1" and attributes.SubscriptionsPending == "1")
      assert(made.topics.plain:find(":plain$"))

      local points = cloudwatch:get_metric_statistics { Namespace = "Shop", MetricName = "Orders", Period = 60,
        StartTime = time.parse("10m ago"), EndTime = time.now() + 60, Statistics = { "Sum" } }.Datapoints
      assert(#points == 3)

      local alarm = cloudwatch:describe_alarms { AlarmNames = { "orders" } }.MetricAlarms[1]
      assert(alarm.AlarmArn == made.alarms.orders and alarm.StateValue == "OK")
      assert(alarm.ComparisonOperator == "LessThanThreshold" and alarm.DatapointsToAlarm == 2)
      assert(alarm.AlarmActions[1] == made.topics.ops and made.alarms.raw)
      """)
  }

  @Test(
    arguments: [
      (
        "sim.cloud { instanecs = {} }",
        "sim.cloud: unknown option 'instanecs' (did you mean 'instances'?)"
      ),
      (
        "sim.cloud { instances = { { nmae = 1 } } }", "unknown option 'nmae' (did you mean 'name'?)"
      ),
      (
        "sim.cloud { instances = { { state = 'runing' } } }",
        "state: expected one of pending, running"
      ),
      (
        "sim.cloud { instances = { name = 'web' } }",
        "sim.cloud: instances: expected a list, got a table"
      ),
      ("sim.cloud { topics = { { name = 'a b' } } }", "Topic Name"),
      (
        "sim.cloud { alarms = { { name = 'a', metric = 'm', namespace = 'n', threshold = 1, actions = 'ops' } } }",
        "expected the name of a topic beside it, or an ARN, got ops"
      ),
      (
        "sim.put_metric { name = 'a', value = 1 }",
        "sim.put_metric: namespace: expected string, got nil"
      ),
      (
        "sim.put_metric { namespace = 'n', name = 'a' }",
        "sim.put_metric: expected one of value and values, got neither"
      ),
      (
        "sim.put_metric { namespace = 'n', name = 'a', values = { 1, 'x' } }",
        "sim.put_metric: values[2]: expected a number, or false where there is no data, got string \"x\""
      ),
      (
        "sim.put_metric { namespace = 'n', name = 'a', value = 1, region = 'us-east' }",
        "'us-east' is not the name of a Region"
      ),
      ("sim.messages('ops')", "no topic in us-east-1 is named 'ops'"),
      ("sim.load('web', { cpu = 120 })", "cpu: expected a percentage from 0 to 100, got 120"),
      ("sim.status_check('web')", "no instance in us-east-1 is named 'web'"),
      ("sim.advance('soon')", "duration expected"),
    ])
  func aDescriptionThatIsWrongSaysWhere(code: String, message: String) throws {
    let got = try emptyHost().fails(code)
    #expect(got.contains(message), "\(got)")
    #expect(got.contains("test:1: "), "\(got)")
  }

  @Test func aChunkCanBuildTheCloudAndItsGlobalsStayItsOwn() throws {
    let host = try emptyHost { $0.declaresNeeds = true }
    // Changes by API are the builder's right, not the script's.
    let built = host.buildCloud(
      """
      helper = 1
      aws.sns():create_topic { Name = "ops" }
      return { instances = { { name = "web" } } }
      """, chunkName: "@cloud.lua")
    #expect(built.error == nil)
    host.passes(
      """
      assert(helper == nil and #aws.ec2():collect("DescribeInstances") == 1)
      assert(#aws.sns():list_topics().Topics == 1)
      local ok, failure = pcall(function() aws.sns():create_topic { Name = "b" } end)
      assert(not ok and failure.kind == "policy", failure)
      """)
    let failed = host.buildCloud("\nerror('no')", chunkName: "@cloud.lua")
    #expect(failed.error?.message == "cloud.lua:2: no")
  }

  // MARK: Messages

  @Test func messagesCanBeReadWithWhatEachSubscriberGot() throws {
    try emptyHost().passes(
      """
      local made = sim.cloud { topics = { { name = "ops", subscriptions = {
        { protocol = "sqs", endpoint = "arn:aws:sqs:us-east-1:123456789012:q" },
        { protocol = "https", endpoint = "https://example.com", confirmed = false } } } } }
      assert(#sim.messages("ops") == 0)
      aws.sns():publish { TopicArn = made.topics.ops, Subject = "s", Message = json.encode { NewStateValue = "ALARM" } }
      aws.sns():publish { TopicArn = made.topics.ops, Message = "plain" }
      local first, second = table.unpack(sim.messages(made.topics.ops))
      assert(first.subject == "s" and first.data.NewStateValue == "ALARM" and first.time == sim.now())
      assert(second.message == "plain" and second.data == nil and second.subject == nil)
      assert(#first.deliveries == 1)
      local envelope = json.decode(first.deliveries[1].body)
      assert(json.decode(envelope.Message).NewStateValue == "ALARM")
      local confirmation = sim.messages("ops", { type = "SubscriptionConfirmation" })[1]
      aws.sns():confirm_subscription { TopicArn = made.topics.ops, Token = confirmation.token }
      assert(aws.sns():get_topic_attributes { TopicArn = made.topics.ops }.Attributes.SubscriptionsPending == "0")
      """)
  }

  // MARK: The clock

  @Test func aStandingClockMovesByWaitsAlone() throws {
    let began = ContinuousClock.now
    try emptyHost().passes(
      """
      assert(sim.now() == 1795435200 and time.now() == sim.now())
      task.sleep("3h")
      assert(time.now() == 1795435200 + 10800)
      assert(sim.advance("20m") == sim.now() and sim.now() == 1795435200 + 12000)
      assert(time.parse("1h ago") == sim.now() - 3600)
      local calls = 0
      wait_until(function() calls = calls + 1 return calls == 4 end, { every = "1m", timeout = "1h" })
      assert(sim.now() == 1795435200 + 12180)
      local ok, failure = pcall(wait_until, function() end, { every = "10m", timeout = "1h" })
      assert(failure.code == "WaiterTimeout" and sim.now() == 1795435200 + 15780)
      """)
    // A hang guard: what was slept through is over four hours.
    #expect(ContinuousClock.now - began < .seconds(60))
  }

  @Test func waitersSeeInstancesChangeState() throws {
    try emptyHost().passes(
      """
      local made = sim.cloud { instances = { { name = "web" } } }
      local ec2, ids = aws.ec2(), { InstanceIds = { made.instances.web } }
      ec2:stop_instances(ids)
      ec2:wait("instance_stopped", ids)
      assert(sim.now() == 1795435200 + 15, sim.now())
      ec2:start_instances(ids)
      ec2:wait("instance_status_ok", ids)
      assert(sim.now() > 1795435200 + 120)
      """)
  }

  @Test(arguments: [HostOptions.CloudClock.standing, .running])
  func tasksThatSleepWakeAtTheirOwnTimeDuringAnAdvance(clock: HostOptions.CloudClock) throws {
    try emptyHost { $0.cloudClock = clock }.passes(
      """
      local began, log = sim.now(), {}
      local function note(name) log[#log + 1] = name .. math.floor((sim.now() - began) / 60 + 0.5) end
      local jobs = {
        task.spawn(function() task.sleep("5m") note("a") task.sleep("10m") note("a") end),
        task.spawn(function() task.sleep("12m") note("b") aws.ec2():describe_regions() task.sleep("1m") note("b") end),
      }
      task.sleep(0)
      sim.advance("20m")
      note("end")
      task.all(jobs)
      assert(table.concat(log, " ") == "a5 b12 b13 a15 end20", table.concat(log, " "))
      """)
  }

  @Test func aTimeoutOnAStandingClockEndsWhatSleepsLonger() throws {
    try emptyHost().passes(
      """
      local ok, failure = pcall(task.timeout, "10m", function() task.sleep("1h") end)
      assert(not ok and failure.code == "TaskTimeout" and sim.now() == 1795435200 + 600)
      -- What was cancelled no longer moves the clock.
      task.sleep("1m")
      assert(sim.now() == 1795435200 + 660)
      """)
  }

  @Test func theClockMovesWhereLuaCannotYield() throws {
    try emptyHost().passes(
      """
      local list = { 2, 1 }
      table.sort(list, function(a, b) sim.advance("1m") task.sleep("1m") return a < b end)
      assert(sim.now() >= 1795435200 + 120)
      """)
  }

  @Test func aRunningClockSleepsForReal() throws {
    try emptyHost { $0.cloudClock = .running }.passes(
      """
      local began, real = sim.now(), time.monotonic()
      task.sleep("50ms")
      local slept = time.monotonic() - real
      assert(slept >= 0.045, slept)
      local moved = sim.now() - began
      assert(moved >= 0.045 and moved < slept + 1, moved)
      """)
  }

  @Test func anInterruptEndsALongAdvance() throws {
    let host = try emptyHost()
    host.lua.main.settop(0)
    let result = host.run(
      """
      task.spawn(function() while true do task.sleep("1m") end end)
      local done = false
      task.spawn(function() task.sleep("2h") done = true os.exit(3) end)
      sim.advance("1000d")
      """, chunkName: "=test")
    #expect(result.exitCode == 3)
  }

  // MARK: Load and checks

  @Test func loadAndChecksShowInTheMetrics() throws {
    try emptyHost().passes(
      """
      local made = sim.cloud { instances = { { name = "web", type = "m5.large", load = { low = 10, high = 20 } } } }
      sim.load("web", { cpu = 95, duration = "10m" })
      sim.status_check("web", { check = "instance" })
      sim.advance("20m")
      local function values(metric, stat, period)
        local points = aws.cloudwatch():get_metric_statistics { Namespace = "AWS/EC2", MetricName = metric,
          Dimensions = { { Name = "InstanceId", Value = made.instances.web } }, StartTime = time.parse("20m ago"),
          EndTime = time.now(), Period = period, Statistics = { stat } }.Datapoints
        table.sort(points, function(a, b) return a.Timestamp < b.Timestamp end)
        for i, point in ipairs(points) do points[i] = point[stat] end
        return points
      end
      local cpu = values("CPUUtilization", "Average", 300)
      assert(#cpu == 4 and cpu[1] > 85 and cpu[2] > 85 and cpu[3] < 40, table.concat(cpu, " "))
      local failed = values("StatusCheckFailed", "Maximum", 60)
      assert(#failed == 20 and failed[20] == 1)
      """)
  }
}
