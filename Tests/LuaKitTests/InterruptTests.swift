import Foundation
import LuaKit
import Testing

/// Scripts that do not want to stop. `stop()` interrupts from a Swift function; the signal tests do
/// it from another thread, as Ctrl-C does.
@Suite(.serialized) struct InterruptTests {
  let lua: LuaState

  init() throws {
    lua = try .withWaits()
    try lua.register("stop") { thread in
      thread.state.interrupt(reason: 3)
      return 0
    }
    try lua.main.push("stopped by the host")
    try lua.setInterruptValue()
    try lua.run("closed, handled = {}, 0", name: "=test")
  }

  static let loops = [
    "stop() while true do end",
    "stop() ::a:: goto a",
    "stop() repeat until false",
    "stop() local function f() return f() end f()",
    "pcall(function() stop() while true do end end) error('swallowed')",
    "while true do pcall(function() stop() while true do end end) end",
    "while true do pcall(pcall, pcall, function() stop() while true do end end) end",
    "while true do xpcall(function() stop() while true do end end, function(e) handled = handled + 1 return e end) end",
    "while true do xpcall(function() stop() while true do end end, debug.traceback) end",
    "xpcall(error, function() stop() while true do end end) error('swallowed')",
    "while true do xpcall(error, function() stop() while true do end end) end",
    "local co = coroutine.create(function() stop() while true do end end) while true do coroutine.resume(co) end",
    "while true do coroutine.resume(coroutine.create(function() stop() while true do end end)) end",
    "for i in coroutine.wrap(function() stop() while true do coroutine.yield(1) end end) do end",
    "for i in coroutine.wrap(function() coroutine.yield(1) stop() while true do end end) do end",
    "while true do pcall(function() for i in coroutine.wrap(function() stop() while true do end end) do end end) end",
    "while true do load(function() stop() while true do end end) end",
    "while true do pcall(require, 'x') package.searchers[2] = function() stop() while true do end end end",
    "while true do pcall(string.gsub, 'x', 'x', function() stop() while true do end end) end",
    "while true do pcall(table.sort, {2, 1}, function() stop() while true do end end) end",
    "while true do pcall(tostring, setmetatable({}, {__tostring = function() stop() while true do end end})) end",
    "while true do local co = coroutine.create(function() local c <close> = setmetatable({}, {__close = function() stop() while true do end end}) coroutine.yield() end) coroutine.resume(co) coroutine.close(co) end",
    "while true do pcall(function() stop() end) end",
    "stop() wait() wait() while true do end",
    "wait() stop() wait() while true do end",
    "while true do pcall(function() wait() stop() wait() end) end",
    "while true do swallow(function() stop() while true do end end) end",
    "swallow(function() stop() while true do end end, function() while true do end end)",
  ]

  @Test(arguments: loops.indices) func anEndlessLoopStops(_ index: Int) throws {
    try lua.register("swallow") { thread in
      // A host function that hides errors, once for each function that it is given.
      while thread.gettop > 0 {
        thread.pushValue(at: 1)
        thread.remove(at: 1)
        try? thread.call(results: 0)
      }
      return 0
    }
    let source =
      "local c <close> = setmetatable({}, {__close = function(_, e) closed[#closed + 1] = e end}) "
    let error = #expect(throws: LuaError.self, "\(Self.loops[index])") {
      try lua.runTask(source + Self.loops[index])
    }
    #expect(error?.message == "stopped by the host", "\(Self.loops[index])")
    #expect(lua.pendingInterrupt == 3)
    lua.clearInterrupt()
    #expect(try lua.text("return table.concat(closed, ',')") == "stopped by the host")
    #expect(try lua.text("return handled") == "0", "no message handler runs for an interrupt")
    #expect(try lua.text("return pcall(error)") == "false", "errors can be caught again")
    #expect(lua.main.gettop == 0)
  }

  @Test func aHostFunctionMayGoOnUsingTheStateAfterAnInterrupt() throws {
    try lua.register("tidy") { thread in
      do throws(LuaError) {
        try thread.call(results: 0)
      } catch {
        try thread.push("tidied")  // still possible,
        try thread.setGlobal("note")
        #expect(error.message == "an object that says so")
      }
      return 0  // but the script does not go on
    }
    try lua.run(
      "value = setmetatable({}, {__tostring = function() return 'an object that says so' end})",
      name: "=x")
    try lua.main.getGlobal("value")
    try lua.setInterruptValue()
    let error = #expect(throws: LuaError.self) {
      try lua.runTask("tidy(function() stop() while true do end end) went_on = true")
    }
    #expect(error?.message == "an object that says so")
    lua.clearInterrupt()
    #expect(try lua.text("return note .. tostring(went_on)") == "tidiednil")
  }

  @Test func theMainChunkOutsideATaskStopsToo() throws {
    let error = #expect(throws: LuaError.self) {
      try lua.run("while true do pcall(function() stop() while true do end end) end", name: "=x")
    }
    #expect(error?.message == "stopped by the host")
    lua.clearInterrupt()
    #expect(try lua.text("return 1 + 1") == "2")
  }

  @Test func aCloseMayWaitWhileTheStackUnwinds() throws {
    let error = #expect(throws: LuaError.self) {
      try lua.runTask(
        """
        local c <close> = setmetatable({}, {__close = function() closed[1] = wait('goodbye') end})
        for _ in coroutine.wrap(function()
          local d <close> = setmetatable({}, {__close = function() closed[2] = wait('inner') end})
          pcall(function() stop() while true do end end)
        end) do end
        """)
    }
    #expect(error?.message == "stopped by the host")
    lua.clearInterrupt()
    #expect(try lua.text("return table.concat(closed, ' ')") == "goodbye inner")
  }

  @Test func anInterruptWhileEveryTaskWaitsStopsTheOneThatIsResumed() throws {
    try lua.main.load(
      "local f = coroutine.wrap(function() wait() while true do end end) while true do pcall(f) end",
      name: "=test")
    let task = try LuaCoroutine(from: lua.main)
    guard case .waiting = task.resume() else {
      Issue.record("expected a wait")
      return
    }
    lua.interrupt(reason: 1)
    guard case .failed(let error) = task.resume() else {
      Issue.record("expected a failure")
      return
    }
    #expect(error.message == "stopped by the host")
  }

  @Test func anInterruptDuringAWaitOnTheSpotStopsTheLoopAfterIt() throws {
    lua.onBlock = { [unowned lua] in lua.interrupt(reason: 1) }
    let error = #expect(throws: LuaError.self) {
      try lua.runTask(
        "('x'):gsub('x', coroutine.wrap(function() wait() while true do end end))")
    }
    #expect(error?.message == "stopped by the host")
  }

  @Test func withoutAValueOfTheHostsAnInterruptStillSaysSomething() throws {
    let plain = try LuaState()
    plain.interrupt(reason: 1)
    let error = #expect(throws: LuaError.self) { try plain.run("while true do end", name: "=x") }
    #expect(error?.message == "interrupted")
  }

  @Test func aCancelledTaskCannotCatchItsErrors() throws {
    try lua.register("cancel") { thread in
      thread.state.setCancelling(true)
      throw LuaError("cancelled")
    }
    let error = #expect(throws: LuaError.self) {
      try lua.runTask("while true do pcall(cancel) end")
    }
    lua.setCancelling(false)
    #expect(error?.message == "stopped by the host")
    #expect(lua.pendingInterrupt == nil)
    #expect(try lua.runTask("return pcall(error)").text == "false")
  }

  @Test func scriptsCannotTakeTheHookAway() throws {
    #expect(try lua.text("return pcall(debug.sethook)") == "false")
    #expect(
      try lua.text("return select(2, pcall(debug.sethook))").contains("debug.sethook is the host's")
    )
  }

  // MARK: From another thread

  @Test func aSignalFromAnotherThreadStopsALoop() throws {
    lua.onSignal(SIGUSR1, reason: 7)
    defer { lua.onSignal(SIGUSR1, reason: nil) }
    let here = pthread_self()
    Thread.detachNewThread {
      usleep(30_000)
      pthread_kill(here, SIGUSR1)
    }
    let error = #expect(throws: LuaError.self) {
      try lua.runTask(
        "for _ in coroutine.wrap(function() while true do pcall(load, 'x') end end) do end")
    }
    #expect(error?.message == "stopped by the host")
    #expect(lua.pendingInterrupt == 7)
  }

  @Test func aSignalThatAnotherThreadGetsIsPassedToLuas() throws {
    lua.onSignal(SIGUSR2, reason: 8)
    defer { lua.onSignal(SIGUSR2, reason: nil) }
    Thread.detachNewThread {
      usleep(30_000)
      raise(SIGUSR2)  // on this thread
    }
    #expect(throws: LuaError.self) { try lua.run("while true do end", name: "=x") }
    #expect(lua.pendingInterrupt == 8)
  }

  @Test func aSignalWakesTheLoopThroughItsDescriptor() throws {
    var pipe: [Int32] = [0, 0]
    #expect(Glibc.pipe(&pipe) == 0)
    defer { for end in pipe { close(end) } }
    lua.onSignal(SIGUSR1, reason: 7, wake: pipe[1])
    defer { lua.onSignal(SIGUSR1, reason: nil) }
    raise(SIGUSR1)
    var bytes = [UInt8](repeating: 0, count: 16)
    #expect(read(pipe[0], &bytes, 16) > 0)
    #expect(lua.pendingInterrupt == 7)
  }

  @Test func aStateThatGoesLeavesTheSignals() throws {
    try {
      let short = try LuaState()
      short.onSignal(SIGUSR1, reason: 1)
    }()
    var action = sigaction()
    sigaction(SIGUSR1, nil, &action)
    #expect(action.__sigaction_handler.sa_handler == nil, "the default again")
  }

  // MARK: The watchdog, as far as a process can watch itself survive

  @Test func aDeadlineInterrupts() throws {
    let watchdog = try #require(
      lua.startWatchdog(deadline: 0.05, reason: 9, grace: 60) { _ in 1 })
    defer { watchdog.stop() }
    let error = #expect(throws: LuaError.self) {
      try lua.runTask("while true do pcall(function() while true do end end) end")
    }
    #expect(error?.message == "stopped by the host")
    #expect(lua.pendingInterrupt == 9)
  }

  @Test func theWatchdogStandsDownWhenTheInterruptIsCleared() throws {
    let watchdog = try #require(
      lua.startWatchdog(deadline: nil, reason: 9, grace: 0.1) { _ in 1 })
    #expect(throws: LuaError.self) { try lua.run("stop() while true do end", name: "=x") }
    lua.clearInterrupt()
    usleep(200_000)
    #expect(throws: LuaError.self) { try lua.run("stop() while true do end", name: "=x") }
    watchdog.stop()
    usleep(200_000)  // past the grace: the process is still there
  }
}
