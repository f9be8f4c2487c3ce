import AWSRuntime
import AWSWire
import Documents
import Testing

@testable import Scripting

struct ListTests {
  /// Pages of one instance each, the third of which fails for good unless told otherwise.
  private func pages(failing: Int? = 2, _ kind: AWSError.Kind = .aws) -> StubBackend {
    StubBackend { request throws(AWSError) in
      let number = request.input["NextToken"]?.string.flatMap { Int($0) } ?? 0
      if number == failing { throw AWSError(kind, code: "InternalError", "gone\nfor good") }
      var entries: [(String, Document)] = [
        ("Reservations", [["Instances": [["InstanceId": Document("i-\(number)")]]]])
      ]
      if number < 3 { entries.append(("NextToken", Document("\(number + 1)"))) }
      return Document(entries: entries)
    }
  }

  @Test func anIncompleteListSaysSo() throws {
    try pages().host().passes(
      """
      local list = aws.ec2():collect("DescribeInstances", {}, { partial = true })
      assert(#list == 2 and list[2].InstanceId == "i-1")
      assert(list.complete == false and #list.errors == 1)
      assert(list.errors[1].code == "InternalError" and list.errors[1].partial == list)
      local count = 0
      for _ in pairs(list) do count = count + 1 end
      assert(count == 2)
      assert(json.encode(list) == '[{"InstanceId":"i-0"},{"InstanceId":"i-1"}]', json.encode(list))
      """)
  }

  @Test func aWholeListSaysSo() throws {
    try pages(failing: nil).host().passes(
      """
      for _, options in ipairs { false, { partial = true }, {} } do
        local list = aws.ec2():collect("DescribeInstances", nil, options or nil)
        assert(#list == 4 and list.complete == true and #list.errors == 0)
        assert(list:assert_complete() == list and list:note() == nil)
        assert(not show.render(list):find("incomplete"))
      end
      """)
  }

  @Test func anIncompleteListIsShownAsSuch() throws {
    try pages().host().passes(
      """
      local list = aws.ec2():collect("DescribeInstances", {}, { partial = true })
      local shown = show.render(list)
      assert(shown:find("\\ni-0\\ni-1\\nincomplete: 2 rows, then ", 1, true), shown)
      assert(shown:find("InternalError: gone for good[^\\n]*\\n$"), shown)
      assert(show.render({ found = list, of = 4 }):find("incomplete: 2 rows", 1, true))
      assert(show.render(list, { format = "csv" }) == "InstanceId\\ni-0\\ni-1\\n")
      assert(show.render(list, { format = "jsonl" }) == '{"InstanceId":"i-0"}\\n{"InstanceId":"i-1"}\\n')
      """)
    try pages(failing: 0).host().passes(
      """
      local list = aws.ec2():collect("DescribeInstances", {}, { partial = true })
      local shown = show.render(list)
      assert(shown:find("^%(empty%)\\nincomplete: 0 rows, then "), shown)
      assert(json.encode(list) == "[]")
      """)
  }

  @Test func whoeverMustHaveAWholeOneRefusesIt() throws {
    try pages().host().passes(
      """
      local list = aws.ec2():collect("DescribeInstances", {}, { partial = true })
      local ok, err = pcall(function() list:assert_complete() end)
      assert(not ok and err.code == "IncompleteList" and err.kind == "aws", tostring(err))
      assert(err.partial == list and err.where == "test:2", err.where)
      assert(err.message:find("incomplete: 2 rows, then", 1, true), err.message)
      """)
  }

  @Test func withoutBeingAskedForItIsAnError() throws {
    try pages().host().passes(
      """
      for _, options in ipairs { {}, { partial = false } } do
        local ok, err = pcall(function()
          return #aws.ec2():collect("DescribeInstances", {}, options)
        end)
        assert(not ok and err.code == "InternalError" and err.where == "test:3", tostring(err))
        assert(#err.partial == 2 and err.partial.complete == false)
      end
      """)
  }

  @Test func whatIsTheScriptsOwnMistakeIsRaisedAllTheSame() throws {
    try pages(.policy).host().passes(
      """
      local function refused(...)
        local ok, err = pcall(function(...) return #aws.ec2():collect(...) end, ...)
        assert(not ok)
        return err
      end
      local partial = { partial = true }
      assert(refused("DescribeInstances", {}, partial).kind == "policy")
      assert(refused("DescribeInstances", { MaxResult = 1 }, partial).kind == "validation")
      assert(refused("DescribeInstance", {}, partial).kind == "argument")
      assert(refused("DescribeInstances", {}, { partal = true }).message:find("did you mean 'partial'"))
      """)
  }

  @Test func whatThereIsOfMetricDataIsJoined() throws {
    let backend = StubBackend { request throws(AWSError) in
      let number = request.input["NextToken"]?.string.flatMap { Int($0) } ?? 0
      if number == 2 { throw AWSError(.network, code: "ConnectionLost", "gone") }
      return [
        "NextToken": Document("\(number + 1)"),
        "MetricDataResults": [
          ["Id": "a", "Timestamps": [60.0], "Values": [Document(Double(number))]]
        ],
      ]
    }
    try backend.host().passes(
      """
      local list = aws.cloudwatch():collect("GetMetricData", { StartTime = 0, EndTime = 600,
        MetricDataQueries = { { Id = "a", Expression = "1" } } }, { partial = true })
      assert(#list == 1 and not list.complete and list.errors[1].kind == "network")
      assert(json.encode(list[1].Values) == "[0.0,1.0]")
      """)
  }
}
