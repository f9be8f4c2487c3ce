import AWSWire
import Documents
import Glibc
import Testing

@testable import Scripting

/// A folder that goes with the test.
private final class Folder {
  let path: String

  init() throws {
    var name = Array("/tmp/moonwatch-recording-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&name).map { String(cString: $0) })
  }

  deinit {
    unlink(file)
    rmdir(path)
  }

  var file: String { path + "/calls.jsonl" }

  func write(_ text: String) throws {
    let stream = try #require(fopen(file, "w"))
    fputs(text, stream)
    fclose(stream)
  }

  func text() throws -> String {
    let stream = try #require(fopen(file, "r"))
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, stream)], as: UTF8.self)
  }

  func replay(_ change: (inout HostOptions) -> Void = { _ in }) throws -> ScriptHost {
    var options = HostOptions()
    options.declaresNeeds = false
    options.replayFile = file
    change(&options)
    return try ScriptHost(options)
  }
}

private let header = #"{"moonwatch_recording":1,"version":"0.1.0","time":"2026-01-01T00:00:00Z"}"#

@Suite struct RecordingTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  @Test func aRunOnTheEmbeddedCloudReplaysWithTheSameAnswersTypesAndErrors() throws {
    let script = """
      local json, cw, ec2 = require("json"), aws.cloudwatch(), aws.ec2{region = "eu-west-1"}
      cw:put_metric_alarm{AlarmName = "a", MetricName = "m", Namespace = "n", Period = 60,
        EvaluationPeriods = 1, Threshold = 80, Statistic = "Average",
        ComparisonOperator = "GreaterThanThreshold"}
      local seen = {}
      local function note(value) seen[#seen + 1] = tostring(value) .. json.encode(value) end
      local alarm = cw:describe_alarms{}.MetricAlarms[1]
      note(alarm)
      seen[#seen + 1] = math.type(alarm.Threshold) .. math.type(alarm.Period)
        .. tostring(alarm.StateUpdatedTimestamp) .. tostring(getmetatable(alarm).__name)
      cw:delete_alarms{AlarmNames = {"a"}}
      seen[#seen + 1] = #cw:describe_alarms{}.MetricAlarms
      for instance in ec2:each("describe_instances", {MaxResults = 5}) do
        seen[#seen + 1] = json.encode(instance)
      end
      local ok, err = pcall(function() ec2:describe_instances{InstanceIds = {"i-0123456789abcdef0"}} end)
      assert(not ok)
      seen[#seen + 1] = tostring(err)
      for _, name in ipairs{"kind", "code", "message", "service", "operation", "region", "status",
        "request_id", "retryable", "attempts"} do
        seen[#seen + 1] = name .. "=" .. tostring(err[name])
      end
      local text = table.concat(seen, "\\n"):gsub("0x%x+", "ADDRESS")
      error({message = text}, 0)
      """
    let recorded = try localHost { $0.recordFile = folder.file }.fails(script)
    #expect(recorded.contains("GreaterThanThreshold") && recorded.contains("InvalidInstanceID"))
    let replayed = try folder.replay().fails(script)
    #expect(replayed == recorded, "\(recorded)\n----\n\(replayed)")
  }

  @Test func theFileIsTheOwnersAndHasAHeaderAndALinePerCall() throws {
    let host = try localHost { $0.recordFile = folder.file }
    host.passes(
      "aws.sts():get_caller_identity() pcall(aws.ec2().describe_instances, aws.ec2(), {Nope = 1})")
    var status = stat()
    #expect(stat(folder.file, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let lines = try folder.text().split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix(#"{"moonwatch_recording":1,"version":"0.1.0","time":"#))
    let call = try JSON.parse(Array(lines[1].utf8))
    #expect(call["service"] == "sts")
    #expect(call["operation"] == "GetCallerIdentity")
    #expect(call["default_region"] == true)
    #expect(call["status"] == 200)
  }

  @Test func refusalsAndDryRunsAreNotRecorded() throws {
    let change = "aws.cloudwatch():delete_alarms{AlarmNames = {'a'}}"
    try localHost {
      $0.recordFile = folder.file
      $0.isDryRun = true
    }.passes(change)
    #expect(try folder.text().split(separator: "\n").count == 1)
    _ = try localHost {
      $0.recordFile = folder.file
      $0.isReadOnly = true
    }.fails(change)
    #expect(try folder.text().split(separator: "\n").count == 1)
  }

  @Test func secretsAndOnWishAccountsAreMasked() throws {
    let stub = StubBackend { _ throws(AWSError) in
      [
        "Credentials": [
          "AccessKeyId": "AKID", "SecretAccessKey": "hush-1", "SessionToken": "hush-2",
          "Expiration": 1_700_000_000.5,
        ], "AssumedRoleUser": ["AssumedRoleId": "x", "Arn": "arn:aws:sts::123456789012:role/r"],
      ]
    }
    let script = """
      local answer = aws.sts{region = "us-east-1", credentials = {access_key_id = "k",
        secret_access_key = "hush-3"}}:assume_role{
        RoleArn = "arn:aws:iam::123456789012:role/r", RoleSessionName = "session",
        TokenCode = "654321"}
      assert(answer.Credentials.Expiration == 1700000000.5)
      """
    try stub.host {
      $0.recordFile = folder.file
      $0.recordsNoAccounts = true
    }.passes(script)
    let text = try folder.text()
    #expect(!text.contains("hush") && !text.contains("654321") && !text.contains("123456789012"))
    #expect(text.contains("arn:aws:sts::000000000000:role/r"))
    // The request is masked before it is compared.
    try folder.replay().passes(script)
  }

  @Test func blobsAndNumbersThatJSONHasNotComeBack() throws {
    let stub = StubBackend { request throws(AWSError) in
      request.operation.name == "GetMetricWidgetImage"
        ? ["MetricWidgetImage": Document(blob: [0x89, 0x50, 0x00, 0xFF])]
        : ["Datapoints": [["Average": Document(Double.nan), "Sum": Document(-Double.infinity)]]]
    }
    let script = """
      local cw = aws.cloudwatch{region = "eu-west-1"}
      assert(cw:get_metric_widget_image{MetricWidget = "{}"}.MetricWidgetImage == "\\x89P\\0\\xff")
      local point = cw:get_metric_statistics{Namespace = "n", MetricName = "m", StartTime = START,
        EndTime = 9e8, Period = 60}.Datapoints[1]
      assert(point.Average ~= point.Average and point.Sum == -math.huge)
      """
    try stub.host { $0.recordFile = folder.file }.passes("START = 500000000.5 " + script)
    try folder.replay().passes("START = 500000000.5 " + script)

    let message = try folder.replay().fails("START = 6e8 " + script)
    for part in [
      "NotRecorded", "cloudwatch:GetMetricStatistics in eu-west-1", "differs in StartTime",
      "line 3",
      "--replay-match best",
    ] {
      #expect(message.contains(part), "\(message)")
    }
    try folder.replay { $0.replayMatch = .best }.passes("START = 6e8 " + script)
  }

  @Test func equalRequestsAreAnsweredInOrderAndTheLastRepeats() throws {
    let line = { (name: String) in
      #"{"service":"cloudwatch","operation":"DescribeAlarms","region":"r","input":{},"#
        + #""output":{"NextToken":"\#(name)"}}"#
    }
    try folder.write([header, line("1"), line("2"), line("3")].joined(separator: "\n") + "\n")
    try folder.replay().passes(
      """
      local cw, seen = aws.cloudwatch{region = "r"}, ""
      for _ = 1, 5 do seen = seen .. cw:describe_alarms{}.NextToken end
      assert(seen == "12333", seen)
      """)
    let other = try folder.replay().fails("aws.cloudwatch{region='x'}:describe_alarms{}")
    #expect(other.contains("differs in the Region"), "\(other)")
    let none = try folder.replay().fails("aws.ec2{region='r'}:describe_instances{}")
    #expect(
      none.contains("none of this operation is recorded; there are: cloudwatch:DescribeAlarms"))
  }

  @Test(arguments: [
    ("", ":1: expected a recording, got an empty file"),
    ("{}\n", ":1: expected the header"),
    (#"{"moonwatch_recording":2}"#, ":1: expected a recording of format 1, got 2"),
    (header + "\n{\"service\":", ":2: column "),
    (header + "\n{\"service\":1}", ":2: 'service': expected a string"),
    (
      header + #"\#n{"service":"s","operation":"O","input":{}}"#,
      ":2: expected either 'output' or 'error'"
    ),
  ])
  func aMalformedFileIsAnErrorWithItsLine(_ text: String, _ message: String) throws {
    try folder.write(text)
    do {
      _ = try folder.replay()
      Issue.record("the file was taken")
    } catch let error as ScriptError {
      #expect(error.kind == "config")
      #expect(error.message.contains(folder.file + message), "\(error.message)")
    }
  }

  @Test func aFileThatIsNoRecordingIsNotReplaced() throws {
    try folder.write("return 1\n")
    #expect(throws: ScriptError.self) { try localHost { $0.recordFile = folder.file } }
    #expect(try folder.text() == "return 1\n")
  }

  @Test func theMembersOfAModelledErrorComeBack() throws {
    let stub = StubBackend { request throws(AWSError) in
      let operation = request.operation
      let shape = operation.errors.first { $0.name == "DashboardInvalidInputError" }!
      let fields: Document = ["dashboardValidationMessages": [["DataPath": "/x", "Message": "m"]]]
      throw AWSError(
        .aws, code: "InvalidParameterInput", "no", status: 400, requestID: "id-1", attempts: 2,
        fields: try OutputShaper.conform(fields, toError: shape, of: operation))
    }
    let script = """
      local cw = aws.cloudwatch{region = "eu-west-1"}
      local ok, err = pcall(cw.put_dashboard, cw, {DashboardName = "d", DashboardBody = "{}"})
      assert(not ok and err.code == "InvalidParameterInput" and err.status == 400)
      assert(err.attempts == 2 and err.request_id == "id-1")
      local entry = err.fields.dashboardValidationMessages[1]
      assert(entry.DataPath == "/x" and entry.Message == "m")
      """
    try stub.host { $0.recordFile = folder.file }.passes(script)
    try folder.replay().passes(script)
  }

  @Test func callsOfTheSameProfileComeFirstAndADefaultRegionIsFoundByItsName() throws {
    let line = { (profile: String) in
      #"{"service":"cloudwatch","operation":"DescribeAlarms","region":"r","default_region":true,"#
        + #""profile":"\#(profile)","input":{},"output":{"NextToken":"\#(profile)"}}"#
    }
    try folder.write([header, line("p"), line("q")].joined(separator: "\n"))
    try folder.replay().passes(
      """
      assert(aws.cloudwatch{profile = "q"}:describe_alarms{}.NextToken == "q")
      assert(aws.cloudwatch{region = "r", profile = "p"}:describe_alarms{}.NextToken == "p")
      """)
  }

  @Test func aRecordingThatCannotBeWrittenIsAnErrorBeforeTheScriptStarts() throws {
    do {
      _ = try localHost { $0.recordFile = "/dev/full" }
      Issue.record("the file was taken")
    } catch let error as ScriptError {
      #expect(error.kind == "config")
      #expect(error.message.contains("/dev/full: the recording cannot be written: No space left"))
    }
  }
}
