import Scripting
import Testing

@Suite struct HostTests {
  func local() throws -> ScriptHost {
    var options = HostOptions()
    options.cloud = .simulator(fleet: true)
    options.declaresNeeds = false
    return try ScriptHost(options)
  }

  @Test(arguments: [
    "local r = aws.sts():get_caller_identity() assert(r.Account == '123456789012', r.Account)",
    "local n = 0 for i in aws.ec2():each('DescribeInstances') do n = n + 1 assert(i.InstanceId) end assert(n > 5, n)",
    "local n = #aws.ec2():collect('DescribeInstances', {MaxResults = 5}) assert(n > 5, n)",
    "local r = task.map({1,2,3}, function(x) return aws.sts():get_caller_identity().Account .. x end) assert(r.n == 3 and r[3] == '1234567890123')",
    "local ok, e = pcall(function() aws.cloudwatch():put_metric_alrm{} end) assert(not ok and tostring(e):find('did you mean'), tostring(e))",
    "local ok, e = pcall(function() aws.cloudwatch():put_metric_alarm{AlarmNme='x'} end) assert(not ok and e.kind == 'validation', tostring(e)) assert(e.where:find('%d'), e.where)",
    "local t = {3,1,2} table.sort(t, function(a,b) aws.sts():get_caller_identity() return a < b end) assert(t[1] == 1 and t[3] == 3)",
    "local g = coroutine.wrap(function() for i in aws.ec2():each('DescribeInstances') do coroutine.yield(i.InstanceId) end end) local n = 0 for id in g do n = n + 1 end assert(n > 5)",
    "task.spawn(function() task.sleep(0.01) end) task.sleep('20ms')",
    "assert(json.encode({a={1,2.5,'x'}}) == '{\"a\":[1,2.5,\"x\"]}', json.encode({a={1,2.5,'x'}}))",
    "assert(time.format(0) == '1970-01-01T00:00:00Z', time.format(0))",
  ]) func scripts(_ source: String) throws {
    let result = try local().run(source, chunkName: "=test")
    #expect(result.error == nil, "\(result.error?.message ?? "") \(result.error?.traceback ?? "")")
  }

  @Test func aFailingSiblingCancels() throws {
    let result = try local().run(
      """
      local closed = 0
      local t0 = time.monotonic()
      local ok, e = pcall(task.map, {1, 2, 3}, function(i)
        local c <close> = setmetatable({}, {__close = function() task.sleep(0.01) closed = closed + 1 end})
        if i == 2 then task.sleep(0.02) error("boom") end
        pcall(task.sleep, 100)
        error("not reached")
      end)
      assert(not ok and tostring(e):find("boom"), tostring(e))
      assert(closed == 3, closed)
      assert(time.monotonic() - t0 < 5)
      """, chunkName: "=test")
    #expect(result.error == nil, "\(result.error?.message ?? "") \(result.error?.traceback ?? "")")
  }

  @Test func exitUnwinds() throws {
    let host = try local()
    let result = host.run(
      "local c <close> = setmetatable({}, {__close = function() closed = true end}) pcall(os.exit, 7) error('no')",
      chunkName: "=test")
    #expect(result.exitCode == 7)
    #expect(result.error == nil)
  }
}
