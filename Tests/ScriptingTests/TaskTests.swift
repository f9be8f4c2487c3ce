import Testing

@testable import Scripting

struct TaskTests {
  @Test func resultsKeepTheListsOrder() throws {
    try localHost().passes(
      """
      local r = task.map({ 3, 1, 2 }, function(n, i) task.sleep(n / 100) return n * 10 + i end)
      assert(json.encode(r) == "[31,12,23]" and r.n == 3, json.encode(r))
      r = task.map({ 1, 2, 3, 4 }, function(n) if n % 2 == 0 then return n end end)
      assert(json.encode(r) == "[false,2,false,4]" and r.n == 4)
      r = task.map({}, error)
      assert(json.encode(r) == "[]" and r.n == 0)
      local a, b = table.unpack(task.all { function() task.sleep(0.02) return "a" end, function() return "b" end })
      assert(a == "a" and b == "b")
      r = task.all { function() end, function() return nil, 2 end }
      assert(r.n == 2 and r[1] == false and r[2] == false)
      """)
  }

  @Test(arguments: [(1, 1), (3, 3), (50, 10), (16, 10)])
  func noMoreRunThanTheLimitSays(_ concurrency: Int, _ expected: Int) throws {
    try localHost().passes(
      """
      local running, most = 0, 0
      local items = {}
      for i = 1, 10 do items[i] = i end
      task.map(items, function()
        running = running + 1
        most = math.max(most, running)
        task.sleep(0.002)
        running = running - 1
      end, { concurrency = \(concurrency) })
      assert(most == \(expected), most)
      """)
  }

  @Test func settledBranchesBecomeRows() throws {
    try localHost().passes(
      """
      local f = function(n) if n == 2 then error("two", 0) elseif n == 3 then return nil end return n end
      for _, rows in ipairs { task.map({ 1, 2, 3 }, f, { settle = true }),
        task.all({ function() return f(1) end, function() return f(2) end, function() return f(3) end },
          { settle = true }) } do
        assert(rows.n == 3)
        assert(rows[1].ok and rows[1].value == 1 and rows[1].item)
        assert(rows[2].ok == false and rows[2].error == "two" and rows[2].value == nil)
        assert(rows[3].ok and rows[3].value == false)
      end
      """)
  }

  @Test func aFailureCancelsTheSiblingsAndTheirCleanUpMayWait() throws {
    try localHost().passes(
      """
      local closed, accounts = 0, 0
      local began = time.monotonic()
      local ok, err = pcall(task.map, { 1, 2, 3 }, function(i)
        local guard <close> = setmetatable({}, { __close = function()
          task.sleep(0.01)
          assert(#aws.sts():get_caller_identity().Account == 12)
          accounts = accounts + 1
          closed = closed + 1
        end })
        if i == 2 then task.sleep(0.02) error("boom") end
        pcall(task.sleep, 100)
        error("not reached")
      end)
      assert(not ok and tostring(err):find("test:10: boom", 1, true), tostring(err))
      assert(closed == 3 and accounts == 3, closed)
      assert(time.monotonic() - began < 5)
      """)
  }

  @Test func branchesThatFailTogetherAreOneErrorAndItIsCaught() throws {
    try localHost().passes(
      """
      local ok, err = pcall(task.map, { 1, 2, 3 }, function(i) error("no " .. i, 0) end)
      assert(not ok and err == "no 1", tostring(err))
      """)
  }

  @Test func aCancelledTaskCannotGoOn() throws {
    try localHost().passes(
      """
      local turns = 0
      pcall(task.all, {
        function()
          while true do pcall(task.sleep, 0) turns = turns + 1 end
        end,
        function()
          while true do pcall(function() for _ = 1, 10 do task.sleep(0.001) end end) end
        end,
        function() task.sleep(0.02) error("stop") end,
      })
      local seen = turns
      task.sleep(0.02)
      assert(turns == seen and turns > 1, turns)
      """)
  }

  @Test func theScriptWaitsForWhatItSpawned() throws {
    let host = try localHost()
    host.passes(
      "done = 0 for i = 1, 5 do task.spawn(function(n) task.sleep(n / 100) done = done + n end, i) end"
    )
    host.passes("assert(done == 15, done)")
  }

  @Test func anErrorThatNobodyCollectsFailsTheRun() throws {
    let host = try localHost()
    #expect(
      try host.fails("task.spawn(function() task.sleep(0.01) error('late') end)").contains("late"))
    #expect(try host.fails("task.spawn(error, 'early') task.sleep(0.01)") == "early")
    host.passes(
      "local h = task.spawn(error, 'early') task.sleep(0.01) assert(not pcall(task.all, {h}))")
    host.passes("task.spawn(function() pcall(error, 'caught') end)")
    // The next run starts with a clean slate.
    host.passes("return 1")
  }

  @Test func aHandleTellsWhenItsTaskHasEnded() throws {
    try localHost().passes(
      """
      local h = task.spawn(function() task.sleep(0.01) return 42 end)
      assert(not h:done())
      assert(task.all({ h })[1] == 42 and h:done())
      assert(task.all({ h, h })[2] == 42)
      """)
  }

  @Test(arguments: [
    (
      "local h h = task.spawn(function() task.all { h } end) task.all { h }",
      "a task cannot wait for itself"
    ),
    (
      """
      local a, b
      a = task.spawn(function() task.sleep(0) task.all { b } end)
      b = task.spawn(function() task.sleep(0) task.all { a } end)
      task.all { a, b }
      """, "would wait for each other for ever"
    ),
    (
      """
      local a, b, c
      a = task.spawn(function() task.sleep(0) task.all { b } end)
      b = task.spawn(function() task.sleep(0) task.all { c } end)
      c = task.spawn(function() task.sleep(0.01) task.all { a } end)
      """, "would wait for each other for ever"
    ),
    (
      "table.sort({ 1, 2, 3 }, function(a, b) task.all { function() end } return a < b end)",
      "cannot wait for a task here"
    ),
    (
      "table.sort({ 1, 2, 3 }, coroutine.wrap(function() task.all { function() end } end))",
      "cannot wait for a task here"
    ),
    ("task.all { 1 }", "task.all: [1]: expected a function or a task, got number"),
    ("task.all(print)", "bad argument #1 to 'all' (list expected, got function)"),
    ("task.map(1, print)", "bad argument #1 to 'map' (list expected, got number)"),
    ("task.map({}, 1)", "bad argument #2 to 'map' (function expected, got number)"),
    (
      "task.map({}, print, { concurency = 2 })",
      "unknown option 'concurency' (did you mean 'concurrency'?)"
    ),
    (
      "task.map({}, print, { concurrency = 0 })",
      "concurrency: expected a whole number from 1, got 0"
    ),
    ("task.map({}, print, 5)", "task.map: expected a table of options, got number"),
    ("task.all({}, { settel = true })", "did you mean 'settle'"),
    ("task.spawn(5)", "bad argument #1 to 'spawn' (function expected, got number)"),
    ("task.sleep(-1)", "bad argument #1 to 'sleep' (duration expected"),
    ("task.sleep(0/0)", "bad argument #1 to 'sleep' (duration expected"),
    ("task.sleep('soon')", "got \"soon\""),
    ("task.sleep()", "bad argument #1 to 'sleep' (string expected, got no value)"),
    ("coroutine.yield(1)", "attempt to yield from outside a coroutine"),
  ]) func whatCannotBeIsAClearError(_ source: String, _ expected: String) throws {
    let message = try localHost().fails(source)
    #expect(message.contains(expected), "\(message)")
    #expect(!message.contains("moonwatch/"), "\(message)")
  }

  @Test func tasksTakeTurns() throws {
    try localHost().passes(
      """
      local trace = {}
      task.map({ "a", "b", "c" }, function(name)
        for _ = 1, 3 do trace[#trace + 1] = name task.sleep(0) end
      end)
      assert(table.concat(trace) == "abcabcabc", table.concat(trace))
      """)
  }

  @Test func manyTasksAreNoTrouble() throws {
    try localHost().passes(
      """
      local functions = {}
      for i = 1, 5000 do functions[i] = function() task.sleep(0) return i end end
      local r = task.all(functions)
      assert(r.n == 5000 and r[5000] == 5000)
      """)
  }

  @Test func tasksNestAndAFailureUnwindsThemAll() throws {
    try localHost().passes(
      """
      local closed = {}
      local function guard(name)
        return setmetatable({}, { __close = function() closed[#closed + 1] = name end })
      end
      local ok, err = pcall(task.map, { 1, 2 }, function(i)
        local outer <close> = guard("outer" .. i)
        task.map({ 1, 2 }, function(j)
          local inner <close> = guard("inner" .. i .. j)
          task.sleep(i == 1 and j == 2 and 0.01 or 60)
          error("first", 0)
        end)
      end)
      assert(not ok and err == "first", tostring(err))
      assert(#closed == 6, table.concat(closed, " "))
      """)
  }

  @Test func theMainChunksErrorStopsWhatItSpawned() throws {
    let host = try localHost()
    #expect(
      try host.fails(
        """
        task.spawn(function()
          local guard <close> = setmetatable({}, { __close = function() closed = true end })
          task.sleep(60)
        end)
        task.sleep(0)
        error("main", 0)
        """) == "main")
    host.passes("assert(closed)")
  }

  @Test func aPromptsEntryDoesNotWaitForItsTasks() throws {
    let host = try localHost()
    #expect(
      host.evaluate("task.spawn(function() task.sleep(0.02) later = true end) later = false").error
        == nil)
    host.passes("assert(later == false) task.sleep(0.05) assert(later)")
    #expect(host.evaluate("task.spawn(error, 'lost')").error == nil)
    #expect(host.evaluate("task.sleep(0.01)").error?.message == "lost")
  }
}
