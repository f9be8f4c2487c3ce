import AWSWire
import Testing

@testable import Scripting

/// What is wrong with a call, before anything is sent.
struct CallTests {
  @Test(arguments: [
    ("local x = aws.cloudwatch():put_metric_alrm{}", "did you mean 'put_metric_alarm'"),
    ("local x = aws.cloudwatch():describe_alarms{AlarmNmes = {'a'}}", "did you mean 'AlarmNames'"),
    (
      "local x = aws.cloudwatch():put_metric_data{Namespace = 'X', MetricData = {{MetricName = 'm', Dimensions = 'x'}}}",
      "MetricData[1].Dimensions: expected list, got string"
    ),
    (
      "local x = aws.ec2():describe_instances('i-1')",
      "DescribeInstances: expected a table of members, got string"
    ),
    ("local x = aws.ec2():describe_instances{Filters = {f = print}}", "Filters.f: expected"),
    (
      "local x = aws.ec2():describe_instances{InstanceIds = {'a', nil, 'c'}}",
      "InstanceIds: expected"
    ),
    ("local t = {} t.InstanceIds = t aws.ec2():describe_instances(t)", "does it hold itself"),
    ("local x = aws.ec3()", "did you mean 'ec2'"),
    ("local x = aws.client('clodwatch')", "did you mean 'cloudwatch'"),
    ("local x = aws.client()", "aws.client: expected the name of a service, got nil"),
    ("local x = aws.ec2().describe_instances{}", "client:describe_instances(…)"),
    ("local x = aws.ec2().collect('DescribeInstances')", "client:each(…)"),
    ("local x = aws.ec2().pages('DescribeInstances')", "client:pages(…)"),
    ("local x = aws.ec2().describe_instances(aws.sts())", "the client is one of sts"),
    ("local x = aws.ec2():collect('DescribeInstancs')", "did you mean 'DescribeInstances'"),
    ("local x = aws.ec2():collect()", "expected the name of an operation, got nil"),
    ("local x = aws.sts():collect('GetCallerIdentity')", "does not come in pages"),
    ("local x = aws.sts():collect('get_caller_identity')", "client:get_caller_identity{…}"),
  ]) func aWrongCallSaysWhatIsWrong(_ source: String, _ expected: String) throws {
    let message = try localHost().fails(source)
    #expect(message.contains(expected), "\(message)")
    #expect(message.contains("test:1:"), "\(message)")
    #expect(!message.contains("moonwatch/"), "\(message)")
  }

  @Test(arguments: [
    ("'eu-west-1'", "aws.ec2: expected a table of options, got string"),
    ("{'eu-west-1'}", "aws.ec2: expected options by name, got a list"),
    ("{regoin = 'x'}", "aws.ec2: unknown option 'regoin' (did you mean 'region'?)"),
    ("{region = 5}", "region: expected string"),
    ("{region = ''}", "region: expected a value, got an empty string"),
    ("{max_attempts = 0}", "max_attempts: expected an integer from 1 to 100, got 0"),
    ("{max_attempts = 2.5}", "max_attempts: expected an integer"),
    ("{timeout = '5 parsecs'}", "timeout: expected seconds or a duration such as \"30s\""),
    ("{timeout = -1}", "timeout: expected seconds"),
    ("{timeout = function() end}", "aws.ec2: timeout: expected"),
    ("{credentials = {access_key = 'AKIDSECRET'}}", "unknown member 'access_key'"),
    ("{credentials = {access_key_id = 'AKIDSECRET'}}", "with access_key_id and secret_access_key"),
    ("{credentials = 'AKIDSECRET'}", "expected a table with access_key_id"),
    (
      "{credentials = {access_key_id = 'A', secret_access_key = 'AKIDSECRET', session_token = 1}}",
      "session_token: expected string"
    ),
  ]) func aWrongOptionSaysWhatIsWrong(_ options: String, _ expected: String) throws {
    let host = try localHost()
    host.passes(
      """
      local ok, err = pcall(function() aws.ec2(\(options)) end)
      assert(not ok and err.kind == "argument" and err.code == "InvalidOption", tostring(err))
      message = err.message
      """)
    let message = try host.lua.evaluate("return message", as: String.self)
    #expect(message.contains(expected), "\(message)")
    #expect(!message.contains("AKIDSECRET"), "\(message)")
  }

  @Test func optionsReachTheRequest() throws {
    let backend = StubBackend { _ in [:] }
    try backend.host().passes(
      """
      local c = aws.sts { region = "eu-west-1", profile = "p", endpoint_url = "http://localhost:1",
        max_attempts = 2.0, timeout = "30s",
        credentials = { access_key_id = "A", secret_access_key = "B", session_token = "C" } }
      c:get_caller_identity()
      aws.sts():get_caller_identity{}
      """)
    let request = try #require(backend.requests.first)
    #expect(request.region == "eu-west-1" && request.profile == "p" && request.maxAttempts == 2)
    #expect(request.endpoint == "http://localhost:1" && request.timeout == 30)
    #expect(
      request.credentials
        == StaticCredentials(accessKeyID: "A", secretAccessKey: "B", sessionToken: "C"))
    #expect(backend.requests.count == 2 && backend.requests[1].credentials == nil)
  }

  @Test func aMethodIsMadeOnceForAllClientsOfAService() throws {
    try localHost().passes(
      """
      local a, b = aws.sts(), aws.client("sts", { region = "eu-west-1" })
      assert(a.get_caller_identity == b.get_caller_identity)
      assert(a:get_caller_identity().Account == "123456789012")
      assert(tostring(a) == "aws.sts client" and a._missing == nil)
      """)
  }

  @Test func aDecodedStructureKnowsItsMembersInTheModelsOrder() throws {
    try localHost().passes(
      """
      local meta = getmetatable(aws.sts():get_caller_identity())
      assert(table.concat(meta.__members, ",") == "UserId,Account,Arn", table.concat(meta.__members, ","))
      local instance = aws.ec2():collect("DescribeInstances")[1]
      assert(getmetatable(instance).__times.LaunchTime == true)
      assert(getmetatable(instance.Tags).__list == true)
      """)
  }
}
