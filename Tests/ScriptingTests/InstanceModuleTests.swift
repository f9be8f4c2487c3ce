import AWSRuntime
import AWSWire
import Documents
import Testing

@testable import Scripting

/// `ec2` in the Lua library. What it gives beside boto3's answers is in `test_instances.py`.
struct InstanceModuleTests {
  /// Three pages of two instances in each Region but those that fail.
  private func regions(failing: [String] = []) -> StubBackend {
    StubBackend { request throws(AWSError) in
      let region = request.region ?? "us-east-1"
      if request.operation.name == "DescribeRegions" {
        return [
          "Regions": [["RegionName": "us-east-1"], ["RegionName": "eu-west-1"]]
        ]
      }
      let page = request.input["NextToken"]?.string.flatMap { Int($0) } ?? 0
      if page == 1, failing.contains(region) {
        throw AWSError(.aws, code: "InternalError", "gone", region: region, isRetryable: true)
      }
      let instances = (0..<2).map { index -> Document in
        [
          "InstanceId": Document("i-0\(page)\(index)"), "InstanceType": "m7g.large",
          "Placement": ["AvailabilityZone": Document(region + "a")],
          "State": ["Code": 16, "Name": "running"],
          "Tags": [["Key": "Name", "Value": Document("web-\(page)\(index)")]],
        ]
      }
      var entries: [(String, Document)] = [
        ("Reservations", [["OwnerId": "123456789012", "Instances": Document(instances)]])
      ]
      if page < 2 { entries.append(("NextToken", Document("\(page + 1)"))) }
      return Document(entries: entries)
    }
  }

  @Test func instancesOfEveryRegionAreOneListInTheOrderOfTheRegions() throws {
    let backend = regions()
    try backend.host().passes(
      """
      local list = ec2.instances { regions = "all" }
      assert(#list == 12 and list.complete)
      assert(list[1].id == "i-000" and list[1].region == "eu-west-1" and list[7].region == "us-east-1")
      assert(list[1].name == "web-00" and list[1].account == "123456789012" and list[1].state == "running")
      assert(list[1].raw.InstanceId == "i-000" and list[7].raw.Placement.AvailabilityZone == "us-east-1a")
      """)
    let calls = backend.requests.filter { $0.operation.name == "DescribeInstances" }
    #expect(calls.count == 6)
    #expect(calls.allSatisfy { $0.input["MaxResults"]?.integer == 1_000 })
  }

  @Test func aRegionThatFailsRaisesWithWhatThereIs() throws {
    try regions(failing: ["eu-west-1"]).host().passes(
      """
      local ok, err = pcall(ec2.instances, { regions = "all" })
      assert(not ok and err.kind == "aws" and err.code == "InternalError" and err.retryable)
      assert(err.message:find("1 of 2 targets failed: eu-west-1: InternalError: gone", 1, true), err.message)
      assert(err.where == "test:1", err.where)
      assert(#err.partial == 8 and not err.partial.complete and err.partial.errors[1].region == "eu-west-1")
      local list = ec2.instances { regions = "all", partial = true }
      assert(#list == 8 and not list.complete and list:note():find("8 rows, then InternalError", 1, true))
      assert(not pcall(list.assert_complete, list))
      """)
  }

  @Test func severalFailuresAreCounted() throws {
    try regions(failing: ["eu-west-1", "us-east-1"]).host().passes(
      """
      local ok, err = pcall(ec2.instances, { regions = { "us-east-1", "eu-west-1" } })
      assert(not ok and err.message:find("2 of 2 targets failed", 1, true) and #err.errors == 2)
      assert(err.partial:note():find("4 rows, and 2 errors", 1, true), err.partial:note())
      """)
  }

  @Test func aMistakeOfTheScriptsIsNeverAPartialResult() throws {
    let backend = StubBackend { request throws(AWSError) in
      throw AWSError(.config, code: "UnknownProfile", "no profile")
    }
    let message = try backend.host().fails(
      "ec2.instances { profiles = { 'a', 'b' }, partial = true }")
    #expect(message.contains("UnknownProfile"))
  }

  @Test func eachStreamsOnePageAtATimeAndRaisesWhereItBreaks() throws {
    let backend = regions(failing: ["eu-west-1"])
    try backend.host().passes(
      """
      local seen, ok, err = {}, nil, nil
      ok, err = pcall(function()
        for instance in ec2.each { regions = { "us-east-1", "eu-west-1" }, fields = { "id", "region" } } do
          seen[#seen + 1] = instance
        end
      end)
      assert(not ok and err.code == "InternalError" and #seen == 8, #seen)
      assert(seen[1].raw == nil and seen[1].name == nil and seen[8].region == "eu-west-1")
      local keys = {}
      for key in pairs(seen[1]) do keys[#keys + 1] = key end
      assert(#keys == 2)
      """)
  }

  @Test func idsAreSplitAndNeverBesideMaxResults() throws {
    let backend = StubBackend { _ in ["Reservations": []] }
    try backend.host().passes(
      """
      local ids = {}
      for index = 1, 250 do ids[index] = string.format("i-%08x", index) end
      ids[251] = ids[1]
      assert(#ec2.instances { ids = ids, state = { "running", "stopped" }, tags = { env = "prod" } } == 0)
      """)
    #expect(backend.requests.map { $0.input["InstanceIds"]?.count } == [100, 100, 50])
    #expect(backend.requests.allSatisfy { $0.input["MaxResults"] == nil })
    #expect(
      backend.requests.allSatisfy {
        $0.input["Filters"] == [
          ["Name": "instance-state-name", "Values": ["running", "stopped"]],
          ["Name": "tag:env", "Values": ["prod"]],
        ]
      })
  }

  @Test func idsAreAFilterWhereSeveralRegionsAreAsked() throws {
    let backend = regions()
    try backend.host().passes(
      """
      local ids = { "i-000", "i-011" }
      assert(#ec2.instances { ids = ids, regions = { "us-east-1", "eu-west-1" } } > 0)
      """)
    let calls = backend.requests
    #expect(calls.allSatisfy { $0.input["InstanceIds"] == nil })
    #expect(
      calls.first?.input["Filters"] == [["Name": "instance-id", "Values": ["i-000", "i-011"]]])
    let message = try regions().host().fails(
      "ec2.instances { ids = { 'i-000', 'i-0ff' }, regions = { 'us-east-1', 'eu-west-1' } }")
    #expect(message.contains("no such instance in any Region or account that was asked: i-0ff"))
  }

  @Test(arguments: [
    (
      "ec2.instances { state = 'runing' }",
      "state: expected one of pending, running, shutting-down, terminated, stopping, stopped, got \"runing\" (did you mean \"running\"?)"
    ),
    ("ec2.instances { stat = 'running' }", "unknown option 'stat' (did you mean 'state'?)"),
    ("ec2.instances { ids = 'web-1' }", "got \"web-1\"; by name: tags = { Name = \"web-1\" }"),
    ("ec2.instances { fields = { 'nam' } }", "no field 'nam' (did you mean 'name'?)"),
    ("ec2.instances { fields = {} }", "fields: expected a list of names"),
    (
      "ec2.instances { regions = {} }",
      "regions: expected a name or a list of names, or \"all\", got an empty list"
    ),
    (
      "ec2.instances { region = 'a', regions = 'all' }",
      "expected one of region and regions, got both"
    ),
    (
      "ec2.instances { profile = 'a', credentials = {} }",
      "expected one of credentials and a profile, got both"
    ),
    ("ec2.each { partial = true }", "unknown option 'partial'"),
    ("ec2.get()", "bad argument #1 to 'get' (instance id expected, got nil)"),
    ("ec2.status { ids = 'i-0a', regions = 'all' }", "ids: expected one Region and account"),
    ("ec2.instances()[1].stop({})", "instance:stop: expected a row before it, got table"),
    ("ec2.instances({ fields = { 'name' } })[1]:stop()", "the row has no id"),
    ("ec2.instances()[1]:untag()", "expected the keys of tags, got none"),
    ("ec2.instances()[1]:stop { wait_for = true }", "unknown option 'wait_for'; known: wait"),
  ]) func aMistakeIsNamedAtTheScriptsLine(_ source: String, _ expected: String) throws {
    let message = try localHost().fails(source)
    #expect(message.contains(expected), "\(message)")
    #expect(message.hasPrefix("test:1: "), "\(message)")
  }

  @Test func anInstanceThatIsElsewhereIsSaidToBe() throws {
    let host = try localHost()
    host.passes(
      """
      local web = ec2.instances({ tags = { Name = "web-1" } })[1]
      assert(ec2.get(web.id).name == "web-1")
      assert(ec2.get(web.id, { regions = "all" }).region == "us-east-1")
      local near = web.id:sub(1, -2) .. (web.id:sub(-1) == "0" and "1" or "0")
      for call, expected in pairs {
        [function() ec2.get(near) end] = "no instance " .. near .. " in us-east-1; did you mean i-",
        [function() ec2.get(web.id, { region = "eu-west-1" }) end] =
          "no instance " .. web.id .. " in eu-west-1; for other Regions: ec2.get(",
        [function() ec2.get(near, { regions = "all" }) end] = "in any Region or account that was asked",
      } do
        local ok, err = pcall(call)
        assert(not ok and err.code == "InvalidInstanceID.NotFound", err)
        assert(err.message:find(expected, 1, true), err.message)
      end
      """)
  }

  @Test func rowsAreShownInAnOrderThatHelpsAndWithoutWhatAWSAdded() throws {
    try localHost().passes(
      """
      local list = ec2.instances { tags = { Name = "web-1" } }
      local header = show.render(list):match("^[^\\n]*")
      assert(header:gsub("%s+", " ") == "id name state type az private_ip public_ip launch_time", header)
      assert(not show.render(list[1]):find("raw") and show.render(list[1]):find("tags"))
      local csv = show.render(list, { format = "csv" }):match("^[^\\n]*")
      assert(csv:find("^id,name,state,type,az,region,account,") and csv:find(",tags$"), csv)
      local decoded = json.decode(show.render(list, { format = "json" }))
      assert(decoded[1].raw == nil and decoded[1].tags.Name == "web-1" and decoded[1].id == list[1].id)
      assert(json.decode(show.render(list, { format = "jsonl" })).raw == nil)
      assert(show.render(list, { columns = { "raw" } }):find("InstanceId"))
      list[1].cpu = 12.5
      assert(show.render(list):match("^[^\\n]*"):find("launch_time +cpu$"))
      assert(list[1].raw.InstanceId == list[1].id, "showing took something away")
      """)
  }

  @Test func changesAreThePolicysToAllow() throws {
    let host = try localHost { $0.declaresNeeds = true }
    let result = host.run(
      "ec2.instances({ tags = { Name = 'web-1' } })[1]:stop()", chunkName: "=test",
      showsResults: false)
    #expect(result.error?.message.contains("ec2:StopInstances") == true)
    #expect(result.refusedChanges == 1)
    try localHost().passes(
      """
      local web = ec2.instances({ tags = { Name = "web-1" } })[1]
      assert(web:stop() == web and web.state == "stopping")
      assert(web:tag({ owner = "ana", count = 3 }).tags.owner == "ana" and web.tags.count == "3")
      assert(ec2.get(web.id).tags.owner == "ana")
      assert(web:untag("owner").tags.owner == nil and ec2.get(web.id).tags.owner == nil)
      """)
  }

  @Test func aDryRunWaitsForNothing() throws {
    try localHost { $0.isDryRun = true }.passes(
      """
      local web = ec2.instances({ tags = { Name = "web-1" } })[1]
      assert(web:stop({ wait = "1s" }).state == "running")
      """)
  }

  @Test func statusChecksAreFlatRows() throws {
    try localHost().passes(
      """
      local running, all = ec2.status(), ec2.status { include_all = true }
      assert(#running > 0 and #all > #running)
      assert(running[1].instance == "ok" and running[1].system == "ok" and running[1].state == "running")
      assert(#running[1].events == 0 and running[1].region == "us-east-1")
      assert(ec2.status({ ids = running[1].id })[1].id == running[1].id)
      """)
    let backend = StubBackend { _ in ["InstanceStatuses": []] }
    try backend.host().passes(
      """
      local ids = {}
      for index = 1, 101 do ids[index] = string.format("i-%08x", index) end
      ec2.status { ids = ids }
      ec2.status { filters = { ["system-status.status"] = "impaired" } }
      """)
    #expect(backend.requests.map { $0.input["InstanceIds"]?.count } == [100, 1, nil])
    #expect(backend.requests.map { $0.input["MaxResults"]?.integer } == [nil, nil, 1_000])
  }

  @Test func theAlarmsOfAnInstanceAreThoseOnItsMetricsAndAbove() throws {
    let backend = StubBackend { request in
      guard request.operation.name == "DescribeAlarms" else {
        return [
          "Reservations": [
            ["OwnerId": "1", "Instances": [["InstanceId": "i-0a", "State": ["Name": "running"]]]]
          ]
        ]
      }
      func alarm(_ name: String, _ id: String) -> Document {
        [
          "AlarmName": Document(name), "Namespace": "AWS/EC2", "MetricName": "CPUUtilization",
          "Dimensions": [["Name": "InstanceId", "Value": Document(id)]],
        ]
      }
      return [
        "MetricAlarms": [
          alarm("cpu", "i-0a"), alarm("other", "i-0b"),
          [
            "AlarmName": "math",
            "Metrics": [
              [
                "Id": "m1",
                "MetricStat": [
                  "Metric": [
                    "Namespace": "AWS/EC2", "MetricName": "NetworkIn",
                    "Dimensions": [["Name": "InstanceId", "Value": "i-0a"]],
                  ], "Period": 300, "Stat": "Sum",
                ],
              ]
            ],
          ],
        ],
        "CompositeAlarms": [
          ["AlarmName": "all", "AlarmRule": "ALARM(service) OR ALARM(other)"],
          ["AlarmName": "service", "AlarmRule": "ALARM(\"cpu\")"],
          ["AlarmName": "unrelated", "AlarmRule": "ALARM(other)"],
        ],
      ]
    }
    try backend.host().passes(
      """
      local names = {}
      for _, alarm in ipairs(ec2.instances()[1]:alarms()) do names[#names + 1] = alarm.name end
      assert(table.concat(names, " ") == "cpu math service all", table.concat(names, " "))
      """)
  }
}
