import AWSRuntime
import AWSWire
import Documents
import Testing

@testable import Scripting

struct PagerTests {
  /// Pages of instances by their token: "" first, then "1", "2", ….
  private func pages(
    of total: Int, loop: @escaping () -> EventLoop? = { nil }, failing: Int? = nil
  ) -> StubBackend {
    StubBackend { request throws(AWSError) in
      let number = request.input["NextToken"]?.string.flatMap { Int($0) } ?? 0
      if number == failing {
        throw AWSError(.aws, code: "InternalError", "gone", status: 500)
      }
      let instances: Document = [
        ["InstanceId": Document("i-\(number)a")], ["InstanceId": Document("i-\(number)b")],
      ]
      var entries: [(String, Document)] = [("Reservations", [["Instances": instances]])]
      if number + 1 < total { entries.append(("NextToken", Document("\(number + 1)"))) }
      return Document(entries: entries)
    }
  }

  @Test func pagesComeWholeAndInOrder() throws {
    let backend = pages(of: 3)
    try backend.host().passes(
      """
      local seen = {}
      for page in aws.ec2():pages("describe_instances", { MaxResults = 5 }) do
        seen[#seen + 1] = page.Reservations[1].Instances[1].InstanceId .. (page.NextToken or "-")
      end
      assert(table.concat(seen, " ") == "i-0a1 i-1a2 i-2a-", table.concat(seen, " "))
      """)
    #expect(backend.requests.count == 3)
    #expect(backend.requests.allSatisfy { $0.input["MaxResults"]?.integer == 5 })
  }

  @Test func itemsOfEveryPageComeInOrder() throws {
    try pages(of: 3).host().passes(
      """
      local seen = {}
      local next_item = aws.ec2():each("DescribeInstances")
      for instance in next_item do seen[#seen + 1] = instance.InstanceId end
      assert(table.concat(seen, " ") == "i-0a i-0b i-1a i-1b i-2a i-2b")
      assert(next_item() == nil and next_item() == nil)
      assert(#aws.ec2():collect("DescribeInstances") == 6)
      """)
  }

  @Test func theEmbeddedCloudsPagesAddUp() throws {
    try localHost().passes(
      """
      local ec2, whole = aws.ec2(), {}
      for _, r in ipairs(ec2:describe_instances().Reservations) do
        for _, i in ipairs(r.Instances) do whole[#whole + 1] = i.InstanceId end
      end
      local pages = 0
      for _ in ec2:pages("DescribeInstances", { MaxResults = 5 }) do pages = pages + 1 end
      assert(pages >= 3, pages)
      local paged = {}
      for i in ec2:each("DescribeInstances", { MaxResults = 5 }) do paged[#paged + 1] = i.InstanceId end
      assert(table.concat(paged, " ") == table.concat(whole, " "))
      """)
  }

  @Test func theNextPageIsFetchedWhileTheScriptWorks() throws {
    let backend = pages(of: 3)
    let host = try backend.host()
    try host.lua.register("requests") { thread in
      thread.push(backend.requests.count)
      return 1
    }
    host.passes(
      """
      local counts = {}
      for page in aws.ec2():pages("DescribeInstances") do
        task.sleep(0.01)
        counts[#counts + 1] = requests()
      end
      assert(table.concat(counts, " ") == "2 3 3", table.concat(counts, " "))
      """)
  }

  @Test func whatIsLeftEarlyStops() throws {
    weak var loop: EventLoop?
    var cancelled = 0
    let backend = StubBackend { request throws(AWSError) in
      guard request.input["NextToken"] != nil, let loop else {
        return ["Reservations": [["Instances": [["InstanceId": "i-1"]]]], "NextToken": "1"]
      }
      // Cancelled is how this ends: nobody waits for the second page.
      do { try await loop.sleep(for: 60) } catch { cancelled += 1 }
      return [:]
    }
    let host = try backend.host()
    loop = host.loop
    host.passes(
      """
      for instance in aws.ec2():each("DescribeInstances") do task.sleep(0.01) break end
      collectgarbage() collectgarbage()
      task.sleep(0.01)
      """)
    #expect(backend.requests.count == 2 && cancelled == 1)
  }

  @Test func aTokenThatComesTwiceIsAnError() throws {
    let backend = StubBackend { _ in
      ["Reservations": [["Instances": [["InstanceId": "i-1"]]]], "NextToken": "same"]
    }
    try backend.host().passes(
      """
      local ok, err = pcall(function() return #aws.ec2():collect("DescribeInstances") end)
      assert(not ok and err.code == "RepeatedToken", tostring(err))
      assert(#err.partial >= 1)
      """)
    #expect(backend.requests.count == 2)
  }

  @Test func whatThereIsIsInThePartialOfTheError() throws {
    try pages(of: 5, failing: 2).host().passes(
      """
      local ok, err = pcall(function() return #aws.ec2():collect("DescribeInstances") end)
      assert(not ok and err.code == "InternalError", tostring(err))
      assert(#err.partial == 4 and err.partial[4].InstanceId == "i-1b")
      local next_item = aws.ec2():each("DescribeInstances")
      for _ = 1, 4 do assert(next_item().InstanceId) end
      assert(not pcall(next_item))
      assert(next_item() == nil)
      """)
  }

  @Test func severalTasksMayWorkThroughOneIterator() throws {
    try pages(of: 6).host().passes(
      """
      local next_item, seen = aws.ec2():each("DescribeInstances"), {}
      task.map({ 1, 2, 3 }, function()
        for instance in next_item do
          assert(not seen[instance.InstanceId], instance.InstanceId)
          seen[instance.InstanceId] = true
          task.sleep(0)
        end
      end)
      local count = 0
      for _ in pairs(seen) do count = count + 1 end
      assert(count == 12, count)
      """)
  }

  @Test func partsOfAMetricQueryAreJoinedById() throws {
    let backend = StubBackend { request in
      if request.input["NextToken"] == nil {
        return [
          "NextToken": "1",
          "MetricDataResults": [
            [
              "Id": "a", "Label": "A", "Timestamps": [60.0], "Values": [1.0],
              "StatusCode": "PartialData",
            ],
            ["Id": "b", "StatusCode": "PartialData"],
          ],
        ]
      }
      return [
        "MetricDataResults": [
          ["Id": "b", "Timestamps": [180.0], "Values": [3.0], "StatusCode": "Complete"],
          ["Id": "a", "Timestamps": [120.0], "Values": [2.0], "StatusCode": "Complete"],
        ]
      ]
    }
    try backend.host().passes(
      """
      local input = { StartTime = 0, EndTime = 600,
        MetricDataQueries = { { Id = "a", Expression = "1" }, { Id = "b", Expression = "2" } } }
      local results = aws.cloudwatch():collect("GetMetricData", input)
      assert(#results == 2 and results[1].Id == "a" and results[2].Id == "b")
      assert(json.encode(results[1].Values) == "[1.0,2.0]" and results[1].Timestamps[2] == 120)
      assert(results[1].StatusCode == "Complete" and results[1].Label == "A")
      assert(json.encode(results[2].Values) == "[3.0]")
      """)
  }

  @Test func alarmsOfEveryTypeAreAskedFor() throws {
    let backend = StubBackend { _ in
      ["MetricAlarms": [["AlarmName": "m"]], "CompositeAlarms": [["AlarmName": "c"]]]
    }
    try backend.host().passes(
      """
      local names = {}
      for alarm in aws.cloudwatch():each("DescribeAlarms") do names[alarm.AlarmName] = true end
      assert(names.m and names.c)
      aws.cloudwatch():collect("DescribeAlarms", { AlarmTypes = { "MetricAlarm" } })
      """)
    let asked = backend.requests.map { $0.input["AlarmTypes"]?.elements.compactMap(\.string) ?? [] }
    #expect(Set(asked[0]).isSuperset(of: ["MetricAlarm", "CompositeAlarm"]))
    #expect(asked[1] == ["MetricAlarm"])
  }

  @Test func fieldsAreOfTheItemsAndTokensStay() throws {
    let backend = pages(of: 3)
    try backend.host().passes(
      """
      local ec2 = aws.ec2()
      local rows = ec2:collect("DescribeInstances", {}, { fields = { "InstanceId", "State" } })
      assert(#rows == 6 and rows[6].InstanceId == "i-2b")
      local empty = ec2:collect("DescribeInstances", {}, { fields = { "State.Name" } })
      assert(#empty == 6 and next(empty[1]) == nil)
      """)
    #expect(backend.requests.count == 6)
  }

  @Test func seriesOfOneSearchStayApart() throws {
    let backend = StubBackend { request in
      if request.input["NextToken"] == nil {
        return [
          "NextToken": "2",
          "MetricDataResults": [
            ["Id": "s", "Label": "A", "Values": [1.0], "StatusCode": "Complete"],
            ["Id": "s", "Label": "B", "Values": [2.0], "StatusCode": "PartialData"],
          ],
        ]
      }
      return [
        "MetricDataResults": [
          ["Id": "s", "Label": "B", "Values": [3.0], "StatusCode": "Complete"],
          ["Id": "s", "Label": "B", "Values": [4.0], "StatusCode": "Complete"],
        ]
      ]
    }
    try backend.host().passes(
      """
      local input = { StartTime = 0, EndTime = 60, MetricDataQueries = { { Id = "s", Expression = "1" } } }
      for _, options in ipairs { {}, { fields = { "Values" } } } do
        local rows = aws.cloudwatch():collect("GetMetricData", input, options)
        local seen = {}
        for i, row in ipairs(rows) do seen[i] = json.encode(row.Values) end
        assert(table.concat(seen, " ") == "[1.0] [2.0,3.0] [4.0]", table.concat(seen, " "))
        assert(rows[1].Id == (not options.fields and "s" or nil))
      end
      """)
  }

  /// CloudWatch may cut a query's points in two; the parts are told apart by their Id.
  @Test(arguments: [
    (#"{"Values"}"#, #"[{"Values":[1.0,2.0,3.0]},{"Values":[4.0]}]"#),
    (#"{"Values", "Id"}"#, #"[{"Id":"a","Values":[1.0,2.0,3.0]},{"Id":"b","Values":[4.0]}]"#),
    (#"{"Label"}"#, #"[{"Label":"A"},{"Label":"B"}]"#),
  ])
  func partsOfMetricDataAreJoinedWhateverTheFields(_ fields: String, _ expected: String) throws {
    let backend = StubBackend { request in
      if request.input["NextToken"] == nil {
        return [
          "MetricDataResults": [["Id": "a", "Label": "A", "Values": [1.0, 2.0]]],
          "NextToken": "2",
        ]
      }
      return [
        "MetricDataResults": [
          ["Id": "a", "Label": "A", "Values": [3.0]], ["Id": "b", "Label": "B", "Values": [4.0]],
        ]
      ]
    }
    try backend.host().passes(
      """
      local input = { StartTime = 0, EndTime = 60, MetricDataQueries = { { Id = "a", Expression = "1" } } }
      local options = { fields = \(fields) }
      local cloudwatch = aws.cloudwatch()
      local rows = cloudwatch:collect("GetMetricData", input, options)
      local streamed = {}
      for row in cloudwatch:each("GetMetricData", input, options) do streamed[#streamed + 1] = row end
      local expected = json.decode([==[\(expected)]==])
      for i, row in ipairs(expected) do
        for _, ours in ipairs { rows[i], streamed[i] } do
          assert(json.encode(ours) == json.encode(row), json.encode(ours))
        end
      end
      assert(#rows == #expected and #streamed == #expected)
      assert(#options.fields <= 2, "the script's own table is as it was")
      """)
  }
}
