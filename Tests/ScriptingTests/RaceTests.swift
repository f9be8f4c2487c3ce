import Testing

@testable import Scripting

struct RaceTests {
  @Test func theFirstToEndWinsAndTheOthersCleanUpBefore() throws {
    try localHost().passes(
      """
      local closed = {}
      local function racer(name, seconds)
        return function()
          local guard <close> = setmetatable({}, { __close = function()
            task.sleep(0.01)
            closed[#closed + 1] = name
          end })
          task.sleep(seconds)
          return name, seconds
        end
      end
      local given = task.spawn(racer("given", 60))
      local name, seconds = task.race { racer("slow", 60), racer("fast", 0.01), given }
      assert(name == "fast" and seconds == 0.01)
      table.sort(closed)
      assert(table.concat(closed, " ") == "fast given slow", table.concat(closed, " "))
      assert(given:done())
      """)
  }

  @Test func theFirstToFailIsRaised() throws {
    try localHost().passes(
      """
      local ok, err = pcall(task.race, {
        function() task.sleep(60) end,
        function() task.sleep(0.01) error("lost", 0) end,
      })
      assert(not ok and err == "lost", tostring(err))
      assert(select("#", task.race { function() end, function() task.sleep(60) end }) == 0)
      """)
  }

  @Test func aLosersErrorIsNobodys() throws {
    try localHost().passes(
      "assert(task.race { function() return 1 end, function() error('late') end } == 1)")
  }

  @Test func whatHadEndedAlreadyWins() throws {
    try localHost().passes(
      """
      local ended = task.spawn(function() return "ended" end)
      task.sleep(0.01)
      assert(task.race { function() return "new" end, ended } == "ended")
      """)
  }

  @Test func aRaceThatIsCancelledCancelsItsOwn() throws {
    try localHost().passes(
      """
      local closed = 0
      local function slow()
        local guard <close> = setmetatable({}, { __close = function() closed = closed + 1 end })
        task.sleep(60)
      end
      pcall(task.all, {
        function() task.race { slow, slow } end,
        function() task.sleep(0.01) error("stop") end,
      })
      task.sleep(0.01)
      assert(closed == 2, closed)
      """)
  }

  @Test func whatEndsInTimeGivesItsValues() throws {
    try localHost().passes(
      """
      local a, b, c = task.timeout("1m", function(x, y) task.sleep(0.01) return x, nil, y end, 1, 2)
      assert(a == 1 and b == nil and c == 2)
      local ok, err = pcall(task.timeout, 60, error, "own", 0)
      assert(not ok and err == "own", tostring(err))
      """)
  }

  @Test func whatDoesNotEndInTimeIsCancelled() throws {
    try localHost().passes(
      """
      local closed = false
      local ok, err = pcall(function()
        task.timeout(0.01, function()
          local guard <close> = setmetatable({}, { __close = function()
            closed = #aws.sts():get_caller_identity().Account == 12
          end })
          pcall(task.sleep, 60)
          error("not reached")
        end)
      end)
      assert(not ok and err.kind == "timeout" and err.code == "TaskTimeout", tostring(err))
      assert(err.message:find("0.01 s", 1, true) and err.where == "test:3", tostring(err))
      assert(closed)
      """)
  }

  @Test func whatIsAskedUntilItIsSo() throws {
    try localHost().passes(
      """
      local calls = 0
      local value, other = wait_until(function()
        calls = calls + 1
        if calls == 3 then return "so", 2 end
      end, { every = 0.001 })
      assert(value == "so" and other == 2 and calls == 3)
      assert(wait_until == task.wait_until and rawget(_G, "wait_until"))
      local ok, err = pcall(function()
        wait_until(function() return false end, { every = "1ms", timeout = 0.02 })
      end)
      assert(not ok and err.kind == "timeout" and err.code == "WaiterTimeout", tostring(err))
      assert(err.where == "test:9", err.where)
      ok, err = pcall(wait_until, function() error("own", 0) end)
      assert(not ok and err == "own")
      -- The last call comes when the time is over, however seldom it is asked.
      calls = 0
      assert(not pcall(wait_until, function() calls = calls + 1 end, { every = 60, timeout = 0.02 }))
      assert(calls == 2, calls)
      """)
  }

  @Test(arguments: [
    ("task.race(1)", "bad argument #1 to 'race' (list expected, got number)"),
    ("task.race {}", "task.race: expected a function or a task in the list, got none"),
    ("task.race { 1 }", "task.race: [1]: expected a function or a task, got number"),
    ("task.timeout('soon', print)", "task.timeout: duration: expected seconds or a duration"),
    ("task.timeout(1)", "bad argument #2 to 'timeout' (function expected, got nil)"),
    ("wait_until(1)", "bad argument #1 to 'wait_until' (function expected, got number)"),
    (
      "wait_until(print, { evry = 1 })", "wait_until: unknown option 'evry' (did you mean 'every'?)"
    ),
    ("wait_until(print, { every = 0 })", "wait_until: every: expected more than 0 seconds, got 0"),
    ("wait_until(print, { timeout = 'x' })", "wait_until: timeout: expected seconds or a duration"),
    (
      "local h h = task.spawn(function() task.race { h } end) task.all { h }",
      "a task cannot wait for itself"
    ),
  ]) func whatCannotBeIsAClearError(_ source: String, _ expected: String) throws {
    let message = try localHost().fails(source)
    #expect(message.contains(expected), "\(message)")
    #expect(!message.contains("moonwatch/"), "\(message)")
  }
}
