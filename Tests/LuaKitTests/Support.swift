import LuaKit
import Testing

/// Counts how often it is released: once, or the border has a fault.
final class Releases {
  private(set) var count = 0
  func add() { count += 1 }
}

/// Tells when it goes.
final class Probe: LuaUserdata {
  static let luaName = "probe"
  static var methods: [String: (LuaThread) throws -> LuaReturn] {
    [
      "name": { thread in
        try thread.push(try thread.argument(1, object: Probe.self).name)
        return 1
      },
      "wait": { thread in
        let probe: Probe = try thread.argument(1)
        return thread.yield { thread in
          try thread.push("waited " + probe.name)
          return 1
        }
      },
    ]
  }
  let name: String
  private let releases: Releases

  init(_ releases: Releases, name: String = "probe") {
    self.releases = releases
    self.name = name
  }

  deinit { releases.add() }
}

extension LuaThread {
  func argument(_ number: Int32) throws(LuaError) -> Probe {
    try argument(number, object: Probe.self)
  }
}

/// What a task came to.
struct TaskResult {
  var text: String
  var waits: Int
}

extension LuaState {
  /// A state with `wait(value)`, which waits once and returns the value, and `fail(message)`.
  /// Where Lua cannot yield the waits happen in `onBlock`, as a host makes them.
  static func withWaits() throws -> LuaState {
    let lua = try LuaState()
    try lua.register("wait") { thread in
      guard thread.isYieldable else {
        thread.state.onBlock?()
        return .values(thread.gettop)
      }
      return thread.yield { .values($0.gettop) }
    }
    try lua.register("fail") { thread in
      throw LuaError(try thread.argument(1, as: String.self))
    }
    return lua
  }

  /// Runs a chunk as a task, and continues it as often as it waits. The first result as text.
  func runTask(_ source: String, name: String = "=test") throws -> TaskResult {
    try main.load(source, name: name)
    let coroutine = try LuaCoroutine(from: main)
    var waits = 0
    while true {
      switch coroutine.resume() {
      case .waiting:
        waits += 1
        try #require(waits < 10_000, "a task that waits for ever")
      case .returned(let count):
        guard count > 0 else { return TaskResult(text: "", waits: waits) }
        try coroutine.thread.toString(at: -count)
        return TaskResult(text: coroutine.thread.string(at: -1)!, waits: waits)
      case .failed(let error): throw error
      case .yielded: throw LuaError("attempt to yield from outside a coroutine")
      }
    }
  }

  /// The first result of a chunk as text.
  func text(_ source: String) throws -> String {
    try evaluate("return tostring((function() \(source) end)())", as: String.self, name: "=test")
  }
}
