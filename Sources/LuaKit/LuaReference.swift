import CLua
import CLuaSupport
import Synchronization

/// Keeps a Lua value alive from Swift.
///
/// The registry slot is given back when the reference goes, at the state's next safe moment: a
/// Swift object may be released by Lua's collector, which is no time to touch the registry.
///
/// Sendable, since an error may carry one to another thread: all that a reference does by itself is
/// to enter its number in a locked list. Its value is reached only through a ``LuaThread``.
public final class LuaReference: Sendable {
  let number: Int32
  private let dead: DeadReferences

  init(number: Int32, dead: DeadReferences) {
    self.number = number
    self.dead = dead
  }

  deinit { dead.numbers.withLock { $0.append(number) } }

  /// Puts the value on a stack of the same state. [-0, +1, -]
  public func push(to thread: LuaThread) {
    precondition(thread.state.deadReferences === dead, "a reference of another LuaState")
    lua_rawgeti(thread.pointer, moonwatch_registry_index(), Int64(number))
  }
}

/// Registry slots that nothing refers to any more.
final class DeadReferences: Sendable {
  let numbers = Mutex<[Int32]>([])
}

extension LuaState {
  /// Gives back the registry slots of references that are gone.
  func releaseDead() {
    let numbers = deadReferences.numbers.withLock { dead in
      defer { dead = [] }
      return dead
    }
    for number in numbers where !moonwatch_unreference(main.pointer, number) {
      deadReferences.numbers.withLock { $0.append(number) }
    }
  }
}
