import Scripting
import Testing

@testable import Shell

/// What is offered, on the ready-made embedded cloud.
@Suite struct CompletionTests {
  private let host: ScriptHost
  private let completer: Completer

  init() throws {
    var options = HostOptions()
    options.cloud = .simulator(fleet: true)
    options.declaresNeeds = false
    host = try ScriptHost(options)
    completer = Completer(host: host)
  }

  private func offered(_ line: String) -> [String] {
    completer.complete(line).candidates.map(\.text)
  }

  private func run(_ code: String) throws {
    let result = host.evaluate(code)
    #expect(result.error == nil, "\(result.error?.message ?? "")")
  }

  // MARK: Names

  @Test func modulesBeforeTheirFirstUse() {
    #expect(offered("ala") == ["alarms"])
    #expect(offered("alarms.g") == ["get"])
    #expect(offered("wait_") == ["wait_until"])
    #expect(offered("aws.cloudw") == ["cloudwatch"])
    // Nothing was loaded for it.
    #expect(host.outline(of: [.name("alarms")]) == nil)
    #expect(offered("sim.adv") == ["advance"])
  }

  @Test func aClosedCloudHasNoSim() throws {
    let completer = Completer(host: try ScriptHost(HostOptions()))
    #expect(completer.complete("si").candidates.isEmpty)
  }

  @Test func keywordsWhereTheyCanStand() {
    #expect(offered("loc") == ["local"])
    #expect(offered("x = loc") == [])
    #expect(offered("x = tr") == ["true"])
    #expect(offered("x = 1 the") == ["then"])
    #expect(offered("local function f(threshold) return thr") == ["threshold"])
  }

  @Test func fieldsByRawKeysAlone() throws {
    try run(
      """
      calls = 0
      trap = setmetatable({ raw = 1, _hidden = 2 }, {
        __index = function() calls = calls + 1 return { deep = 1 } end,
        __pairs = function() calls = calls + 1 return next, {} end,
      })
      holder = { trap = trap, behind = setmetatable({}, { __index = { far = 1 } }) }
      """)
    #expect(offered("trap.") == ["raw"])
    #expect(offered("trap._") == ["_hidden"])
    #expect(offered("trap.absent.") == [])
    #expect(offered("holder.trap.r") == ["raw"])
    #expect(offered("holder.behind.") == ["far"])
    #expect(offered("holder['") == ["behind", "trap"])
    #expect(host.render("calls").text == "0\n")
    #expect(host.render("trap.absent.deep, calls").text == "1\n1\n")
  }

  @Test func methodsOfTextsAndTables() throws {
    try run("text = 'a' object = { go = function() end, x = 1 }")
    #expect(offered("text:ups") == [])
    #expect(offered("text:upp") == ["upper"])
    #expect(offered("('x'):rev") == ["reverse"])
    #expect(offered("object:") == ["go"])
  }

  @Test func fieldsAndMethodsOfRows() throws {
    try run("rows = alarms.list {}")
    #expect(offered("rows[1].thr") == ["threshold"])
    #expect(offered("rows[1]:hist") == ["history"])
    #expect(offered("rows[1].hist") == [])
    #expect(offered("rows[1].state == 'A") == ["ALARM"])
    // Of a call that nobody made, the annotations tell.
    #expect(offered("alarms.get('x'):hist") == ["history"])
    #expect(offered("ec2.instances{}[1].launch") == ["launch_time"])
    #expect(offered("metrics.metric{}:wi") == ["with"])
  }

  @Test func clients() throws {
    try run("c = aws.ec2()")
    #expect(offered("c:describe_regi") == ["describe_regions"])
    #expect(offered("c:coll") == ["collect"])
    #expect(offered("c.") == [])
    #expect(offered("aws.sts():get_caller") == ["get_caller_identity"])
    #expect(offered("aws.client('sns'):list_to") == ["list_topics"])
    #expect(offered("c:describe_instances().Res") == ["Reservations"])
    #expect(
      offered("c:describe_instances{}.Reservations[1].Instances[2].State.") == ["Code", "Name"])
  }

  // MARK: Options

  @Test func optionsOfTheTableUnderTheCursor() {
    #expect(offered("alarms.list { st") == ["state"])
    #expect(!offered("alarms.list { state = 'OK', st").contains("state"))
    #expect(offered("alarms.list { reg") == ["region", "regions"])
    #expect(offered("metrics.get({ { namesp") == ["namespace"])
    #expect(offered("metrics.get({}, { la") == ["last"])
    #expect(offered("aws.ec2 { read") == ["read_timeout"])
    #expect(offered("task.map({}, f, { conc") == ["concurrency"])
    #expect(completer.complete("alarms.list { sta").candidates.first?.ending == "=")
  }

  @Test func membersOfAnOperationsInput() {
    #expect(offered("aws.cloudwatch():put_metric_alarm { Thresholdm") == ["ThresholdMetricId"])
    #expect(
      offered("aws.cloudwatch():put_metric_alarm { Metrics = { { MetricStat = { Me") == ["Metric"])
    #expect(offered("aws.ec2():each('DescribeInstances', { InstanceI") == ["InstanceIds"])
    #expect(offered("aws.ec2():collect('describe_instances', { Filters = { { V") == ["Values"])
    #expect(offered("aws.ec2():wait('instance_running', { InstanceI") == ["InstanceIds"])
  }

  @Test func valuesThatAnOptionCanHave() {
    #expect(offered("alarms.list { state = '") == ["ALARM", "OK", "INSUFFICIENT_DATA"])
    #expect(offered("alarms.list { state = ") == ["\"ALARM\"", "\"OK\"", "\"INSUFFICIENT_DATA\""])
    #expect(offered("alarms.list { partial = t") == ["true"])
    #expect(offered("ec2.instances { state = { 'sh") == ["shutting-down"])
    #expect(offered("ec2.instances { fields = { 'laun") == ["launch_time"])
    #expect(offered("aws.cloudwatch():put_metric_alarm { Statistic = 'Su") == ["Sum"])
    #expect(offered("aws.client('cloudw") == ["cloudwatch"])
    #expect(offered("aws.ec2():wait('instance_r") == ["instance_running"])
    #expect(offered("aws.ec2():each('DescribeInstances'") == [])
    #expect(offered("aws.ec2():pages('DescribeInstances") == ["DescribeInstances"])
  }

  // MARK: What the account has

  @Test func valuesOfTheAccount() {
    #expect(offered("metrics.metric { namespace = 'AWS") == ["AWS/EC2"])
    #expect(offered("metrics.metric { namespace = 'Shop', name = 'Err") == ["Errors"])
    #expect(offered("metrics.metric { namespace = 'AWS/EC2', name = 'Err") == [])
    #expect(
      offered("metrics.find { namespace = 'AWS/EC2', name = 'CPUUtilization', dimensions = { Inst")
        == ["InstanceId"])
    #expect(offered("alarms.get('search") == ["search-2-status-check"])
    #expect(offered("alarms.list { names = { 'db-1-c") == ["db-1-cpu-high"])
    #expect(offered("alarms.delete('check") == ["checkout-latency-high"])
    #expect(
      offered("aws.cloudwatch():describe_alarms { AlarmNames = { 'check")
        == ["checkout-latency-high"])
    #expect(offered("ec2.instances { tags = { en") == ["env"])
    #expect(offered("ec2.instances { tags = { env = 'st") == ["staging"])
    #expect(
      offered("ec2.instances { region = 'eu-west-") == ["eu-west-1", "eu-west-2", "eu-west-3"])
  }

  @Test func instancesByIdAndByName() throws {
    let instances = completer.complete("ec2.get('i-").candidates
    #expect(instances.count > 5)
    let web = try #require(instances.first { $0.note == "web-1" })
    #expect(offered("ec2.get('web-1") == [web.text])
    #expect(offered("ec2.instances { ids = { '\(web.text)', 'web-1") == [web.text])
    #expect(
      offered("aws.ec2():describe_instances { InstanceIds = { '\(web.text.dropLast(4))")
        .contains(web.text))
    let dimension =
      "metrics.metric { namespace = 'AWS/EC2', name = 'CPUUtilization', dimensions = { "
    #expect(offered(dimension + "InstanceId = '\(web.text)") == [web.text])
    // What several have is not put in the place of what is typed.
    let several = completer.complete("ec2.get('web")
    #expect(several.candidates.count > 1 && several.common == "web")
  }

  @Test func namesThatWantEscapes() throws {
    try run(
      """
      sim.cloud { alarms = { { name = [[a "b" \\ c]], namespace = "n", metric = "m", threshold = 1 } } }
      """)
    #expect(offered("alarms.get(\"a ") == [#"a \"b\" \\ c"#])
    #expect(offered("alarms.get('a ") == [#"a "b" \\ c"#])
    #expect(offered("alarms.get [[a ") == [#"a "b" \ c"#])
  }

  @Test func faultsAndCountsAreForCallsThatScriptsMake() throws {
    try run("sim.fault { operation = 'DescribeAlarms', error = 'Throttling', times = 1 }")
    let before = host.counts
    #expect(!offered("alarms.get('").isEmpty)
    #expect((host.counts - before).isEmpty)
    #expect(offered("alarms.get('check") == ["checkout-latency-high"])
  }

  // MARK: Lines and commands

  @Test func commandsOfThePrompt() {
    #expect(offered(".pro") == ["profile"])
    #expect(offered(".region eu-west-1") == ["eu-west-1"])
    #expect(offered(".write o") == ["on", "off"])
    #expect(offered(".help alarms.disa") == ["alarms.disable"])
    #expect(offered(".help cloudwatch:PutMetricA") == ["cloudwatch:PutMetricAlarm"])
    #expect(offered(".watch 5 alarms.disa") == ["disable"])
    #expect(offered(".time alarms.disa") == ["disable"])
    #expect(completer.complete(".load x").isFile)
    #expect(offered(".history ") == [])
    // Below the first line there are no commands.
    completer.earlier = "x = {"
    #expect(offered(".pro") == [])
  }

  @Test func theLinesAboveBelongToTheEntry() {
    completer.earlier = "alarms.list {"
    #expect(offered("  sta") == ["state"])
    #expect(completer.complete("  sta").start == 2)
    #expect(offered("") == ["  "])
  }

  @Test func lettersOfEitherCase() {
    #expect(offered("aws.cloudwatch():put_metric_alarm { alarmn") == ["AlarmName"])
    #expect(completer.complete("aws.cloudwatch():put_metric_alarm { alarmn").common == "AlarmName")
  }
}
