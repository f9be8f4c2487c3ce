import AWSWire
import Testing

@testable import Scripting

/// The error tables that scripts catch.
struct ErrorTests {
  private func failing() -> StubBackend {
    StubBackend { request throws(AWSError) in
      throw AWSError(
        .aws, code: "Throttling", "Rate\nexceeded", status: 400, operation: request.operation.name,
        service: request.operation.service.name, region: "eu-west-1", requestID: "r-1",
        isRetryable: true, attempts: 3, fields: ["Reason": "busy"])
    }
  }

  @Test func everyFieldIsThereAndTheTextIsOneLine() throws {
    try failing().host().passes(
      """
      local ok, err = pcall(function()
        local _ = aws.sts():get_caller_identity()
      end)
      assert(not ok)
      local expected = { kind = "aws", code = "Throttling", message = "Rate\\nexceeded", status = 400,
        operation = "GetCallerIdentity", service = "sts", region = "eu-west-1", request_id = "r-1",
        retryable = true, attempts = 3, where = "test:2" }
      for name, value in pairs(expected) do
        assert(err[name] == value, name .. " is " .. tostring(err[name]))
      end
      assert(err.fields.Reason == "busy" and err.partial == nil)
      assert(math.type(err.status) == "integer" and math.type(err.attempts) == "integer")
      assert(tostring(err) == "test:2: Throttling: Rate exceeded "
        .. "(sts:GetCallerIdentity, eu-west-1, request r-1)", tostring(err))
      """)
  }

  @Test func anErrorThatEndsTheRunKeepsKindCodeAndStatus() throws {
    let error = try #require(
      try failing().host().run("aws.sts():get_caller_identity()", chunkName: "=test").error)
    #expect(error.kind == "aws" && error.code == "Throttling" && error.status == 400)
    #expect(error.message.hasPrefix("test:1: Throttling: Rate exceeded ("))
    #expect(error.traceback?.contains("test:1") == true)
  }

  /// Lua forgets the frame of a function that makes its last call; a C function leaves it.
  @Test(arguments: [
    "local function f()\n return client:get_caller_identity()\nend\n f()",
    "local function f()\n client:get_caller_identity()\nend\n f()",
    "local co = coroutine.wrap(function()\n client:get_caller_identity() end)\n co()",
    "local function f()\n return client:get_caller_idntity()\nend\n f()",
    "local function f()\n return aws.ec2():pages('DescribeInstances', {Nope = 1})\nend\n f()",
    "local function f()\n for _ in aws.ec2():each('DescribeInstances') do end\nend\n f()",
    "local function f()\n local _ = aws.ec2():collect('DescribeInstances')\nend\n f()",
    "task.all { function()\n client:get_caller_identity() end }",
  ]) func whereIsTheScriptsLine(_ source: String) throws {
    let message = try failing().host().fails("local client = aws.sts() " + source)
    #expect(message.hasPrefix("test:2: "), "\(message)")
  }

  @Test func aScriptsOwnErrorStaysWhatItIs() throws {
    let host = try localHost()
    #expect(try host.fails("error('plain')") == "test:1: plain")
    #expect(try host.fails("error('plain', 0)") == "plain")
    #expect(try host.fails("error({message = 'mine'})") == "(error object is a table: mine)")
    #expect(try host.fails("error({})") == "(error object is a table value)")
    #expect(try host.fails("error()") == "nil")
    #expect(
      try host.fails("error(setmetatable({}, {__tostring = function() return 'T' end}))") == "T")
    let own = try #require(host.run("error({kind = 'mine', code = 'C'})", chunkName: "=test").error)
    #expect(own.kind == "mine" && own.code == "C")
  }
}
