import AWSWire
import Foundation
import Testing

@testable import Scripting

/// A real-time signal, which nothing else in this process uses.
private let stopSignal: Int32 = 42

/// Stopping scripts. One after the other: a signal has one handler in a process.
@Suite(.serialized) struct InterruptTests {
  /// Signals that are still to be sent: none may come in the next test.
  private static let senders = DispatchGroup()

  /// Sends a real signal to this process after a while, as a terminal would.
  private func signal(after seconds: Double, times: Int = 1) {
    Self.senders.enter()
    Thread.detachNewThread {
      defer { Self.senders.leave() }
      for _ in 0..<times {
        usleep(UInt32(seconds * 1e6))
        kill(getpid(), stopSignal)
      }
    }
  }

  /// A signal that comes late ends nothing.
  private func ignoreSignals(of host: ScriptHost) {
    host.onSignal(stopSignal, nil)
    Foundation.signal(stopSignal, SIG_IGN)
    Self.senders.wait()
  }

  /// Runs a script that never ends, and interrupts it 50 ms after it has called `arm`. Fails where it
  /// does not end soon.
  private func interrupt(
    _ source: String, on host: ScriptHost, times: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    host.onSignal(stopSignal, .interrupt)
    defer { ignoreSignals(of: host) }
    try host.lua.register("arm") { _ in
      signal(after: 0.05, times: times)
      return 0
    }
    let began = Date()
    let result = host.run(source, chunkName: "=test", showsResults: false)
    #expect(result.interrupt == .interrupt, sourceLocation: sourceLocation)
    #expect(
      result.error == nil, "\(String(describing: result.error))", sourceLocation: sourceLocation)
    #expect(Date().timeIntervalSince(began) < 20, sourceLocation: sourceLocation)
    // The host is as good as new.
    host.passes("assert(pcall(error) == false) task.sleep(0.001)", sourceLocation: sourceLocation)
  }

  private static let guarded = """
    closed = 0
    function guard() return setmetatable({}, { __close = function() closed = closed + 1 end }) end
    local outermost <close> = guard()

    """

  @Test(arguments: [
    "while true do end",
    "while true do pcall(function() while true do end end) end",
    "while true do pcall(error) end",
    "local co = coroutine.wrap(function() while true do pcall(function() while true do end end) end end) co()",
    "while true do coroutine.wrap(function() while true do end end)() end",
    "xpcall(function() while true do end end, function() while true do end end)",
    "task.sleep('1h')",
    "while true do pcall(task.sleep, '1h') end",
    "while true do task.sleep(0) end",
    "while true do pcall(task.sleep, 0) end",
    "while true do aws.sts():get_caller_identity() end",
    "task.map({ 1, 2, 3 }, function() while true do pcall(task.sleep, '1h') end end)",
    "task.map({ 1, 2, 3 }, function() task.map({ 1, 2 }, function() task.sleep(60) end) end)",
    "task.map({ 1, 2, 3 }, function() task.sleep(60) end, { settle = true })",
    "task.spawn(function() while true do task.sleep(0.001) end end)",
    "task.spawn(function() while true do end end)",
    "table.sort({ 1, 2 }, function() while true do task.sleep(0.001) end end)",
    "table.sort({ 1, 2 }, function() task.sleep(60) end)",
    "table.sort({ 1, 2 }, coroutine.wrap(function() task.sleep(60) end))",
    "for _ in coroutine.wrap(function() task.sleep(60) end) do end",
    "setmetatable({}, { __index = function() while true do end end }).x()",
    "local _ = ('x'):rep(10):gsub('.', function() while true do end end)",
    "package.preload.endless = function() while true do end end require('endless')",
    "load(function() while true do end end)",
    "local s = {} while true do s[#s + 1] = 1 if #s > 1000 then s = {} end end",
    "error(setmetatable({}, { __tostring = function() while true do end end }))",
  ]) func whatNeverEndsIsEnded(_ source: String) throws {
    let host = try localHost()
    try interrupt(Self.guarded + "arm() " + source, on: host)
    host.passes("assert(closed == 1, closed)")
  }

  @Test func aCallThatIsNeverAnsweredIsCancelled() throws {
    weak var host: ScriptHost?
    var wasCancelled = false
    let backend = StubBackend { _ throws(AWSError) in
      do {
        try await host!.loop.sleep(for: 3600)
      } catch {
        wasCancelled = true
        throw AWSError(.cancelled, code: "Cancelled", "cancelled")
      }
      return [:]
    }
    let made = try backend.host()
    host = made
    try interrupt(
      Self.guarded + "arm() pcall(function() aws.sts():get_caller_identity() end) reached = true",
      on: made)
    made.passes("assert(closed == 1 and reached == nil) task.sleep(0)")
    #expect(wasCancelled)
  }

  @Test(arguments: [
    "while true do end", "task.sleep(60)", "task.map({1, 2}, function() task.sleep(60) end)",
  ]) func cleaningUpMayWaitAndCall(_ loop: String) throws {
    let host = try localHost()
    try interrupt(
      """
      account, slept = nil, false
      local guard <close> = setmetatable({}, { __close = function()
        account = aws.sts():get_caller_identity().Account
        task.sleep(0.02)
        slept = true
      end })
      arm()
      \(loop)
      """, on: host)
    host.passes("assert(account == '123456789012' and slept)")
  }

  @Test(arguments: [
    "while true do end", "while true do pcall(error) end", "task.sleep(60)",
    "table.sort({ 1, 2 }, function() task.sleep(60) end)", "while true do task.sleep(0) end",
  ]) func aSecondInterruptEndsACleanUpThatNeverEnds(_ cleanUp: String) throws {
    let host = try localHost()
    try interrupt(
      """
      outer = nil
      local outer <close> = setmetatable({}, { __close = function() outer_ran = true end })
      local guard <close> = setmetatable({}, { __close = function() \(cleanUp) end })
      arm()
      task.sleep(60)
      """, on: host, times: 2)
    host.passes("assert(outer_ran)")
  }

  /// An interrupt may come at any instruction of what makes a host object; each is released once.
  @Test func objectsOfTheHostSurviveInterruptsAnywhere() throws {
    let host = try localHost()
    host.onSignal(stopSignal, .interrupt)
    defer { ignoreSignals(of: host) }
    host.passes("ec2 = aws.ec2() for _ in ec2:each('DescribeInstances') do break end")
    for round in 0..<150 {
      signal(after: 0.0005 + Double(round) * 0.00001)
      let result = host.run(
        "while true do ec2:pages('DescribeInstances') task.spawn(error) end", chunkName: "=test")
      #expect(result.interrupt == .interrupt)
    }
    host.passes("collectgarbage() collectgarbage()")
  }

  @Test func anInterruptEndsBackgroundTasksOfAPrompt() throws {
    let host = try localHost()
    #expect(
      host.evaluate(
        """
        task.spawn(function()
          local guard <close> = setmetatable({}, { __close = function() closed = true end })
          while true do task.sleep(0.001) end
        end)
        """
      ).error == nil)
    host.onSignal(stopSignal, .interrupt)
    defer { ignoreSignals(of: host) }
    signal(after: 0.2)
    #expect(host.evaluate("while true do end").interrupt == .interrupt)
    host.passes("assert(closed)")
  }

  @Test func anInterruptFromTheHostsOwnThread() throws {
    let host = try localHost()
    try host.lua.register("stop") { [unowned host] _ in
      host.interrupt(.terminate)
      return 0
    }
    #expect(host.run("pcall(stop) while true do end", chunkName: "=test").interrupt == .terminate)
    host.passes("return 1")
  }

  /// In a process of its own: the deadline's signal has one handler in each.
  @Test func aDeadlineEndsARunOfAnEmbeddingProgram() async {
    await #expect(processExitsWith: .success) {
      let host = try localHost { $0.timeout = 0.1 }
      #expect(host.run("while true do pcall(error) end", chunkName: "=test").interrupt == .deadline)
      #expect(host.run("task.sleep(60)", chunkName: "=test").interrupt == .deadline)
      host.passes("return 1")
    }
  }

  @Test func anErrorInACleanUpDoesNotHideTheInterrupt() throws {
    let host = try localHost()
    try interrupt(
      """
      local guard <close> = setmetatable({}, { __close = function() error("in the clean-up") end })
      arm()
      while true do end
      """, on: host)
  }
}

/// `os.exit`, from wherever a script calls it.
struct ExitTests {
  @Test(arguments: [
    "os.exit(7)", "pcall(os.exit, 7)", "pcall(function() pcall(os.exit, 7) error('x') end)",
    "while true do pcall(os.exit, 7) end",
    "coroutine.wrap(function() os.exit(7) end)()",
    "local co = coroutine.create(function() os.exit(7) end) coroutine.resume(co) error('no')",
    "task.spawn(function() os.exit(7) end) task.sleep(60)",
    "task.map({ 1, 2, 3 }, function(i) if i == 2 then os.exit(7) end task.sleep(60) end)",
    "table.sort({ 1, 2 }, function() os.exit(7) end)",
    "local _ = ('x'):rep(3):gsub('.', function() os.exit(7) end)",
    "package.preload.leaves = function() os.exit(7) end require('leaves')",
    "setmetatable({}, { __index = function() os.exit(7) end }).x = nil local _ = setmetatable({}, { __index = function() os.exit(7) end }).x error('no')",
    "local g <close> = setmetatable({}, { __close = function() os.exit(7) end })",
    "local g <close> = setmetatable({}, { __close = function() os.exit(7) end }) error('replaced')",
    "xpcall(error, function() os.exit(7) end) error('no')",
    "task.spawn(function() task.sleep(60) end) os.exit(7, true)",
  ]) func itUnwindsAndGivesItsStatus(_ source: String) throws {
    let host = try localHost()
    let result = host.run(
      "local g <close> = setmetatable({}, { __close = function() closed = true end }) " + source,
      chunkName: "=test")
    #expect(result.exitCode == 7 && result.error == nil && result.interrupt == nil)
    host.passes("assert(closed)")
  }

  @Test func theStatusIsLuas() throws {
    let host = try localHost()
    #expect(host.run("os.exit()", chunkName: "=test").exitCode == 0)
    #expect(host.run("os.exit(true)", chunkName: "=test").exitCode == 0)
    #expect(host.run("os.exit(false)", chunkName: "=test").exitCode == 1)
    #expect(host.run("return 1", chunkName: "=test", showsResults: false).exitCode == nil)
    #expect(try host.fails("os.exit('x')").contains("bad argument #1 to 'exit'"))
  }
}
