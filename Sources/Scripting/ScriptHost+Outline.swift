import AWSRuntime
import AWSWire
import LuaKit

/// What a value of a script looks like from outside, without running any of its code.
public struct ValueOutline: Equatable, Sendable {
  public struct Member: Equatable, Sendable {
    public var name: String
    /// Lua's name of the type.
    public var type: String
  }

  /// Lua's name of the type.
  public var type: String
  /// The `__name` of its metatable.
  public var className: String?
  /// Of a client: the service.
  public var service: String?
  /// Its text keys and those of the tables behind it, each once, in no order.
  public var members: [Member] = []
}

extension ScriptHost {
  /// A key of a path from the globals to a value.
  public enum PathKey: Hashable, Sendable {
    case name(String)
    case position(Int64)
  }

  /// The outline of the value that a path leads to, by raw access alone; nil where there is none.
  public func outline(of path: [PathKey]) -> ValueOutline? {
    let main = lua.main
    let base = main.gettop
    defer { main.settop(base) }
    do throws(LuaError) {
      try main.pushRaw(path: keys(path))
      guard !main.isNil(at: -1) else { return nil }
      var outline = ValueOutline(type: main.typeName(at: -1))
      outline.className = try main.className(at: -1)
      outline.members = try main.rawMembers(at: -1).map { member in
        ValueOutline.Member(name: member.name, type: Self.name(of: member.type))
      }
      if outline.className?.hasPrefix("aws.") ?? false {
        try main.pushRaw(path: keys(path) + [.text("_service")])
        outline.service = main.string(at: -1)
      }
      return outline
    } catch {
      // Memory ran out, the only error there is here: nothing can be told of the value.
      return nil
    }
  }

  private func keys(_ path: [PathKey]) -> [LuaThread.Key] {
    path.map { key in
      switch key {
      case .name(let name): .text(name)
      case .position(let position): .position(position)
      }
    }
  }

  private static func name(of type: LuaThread.ValueType) -> String {
    switch type {
    case .lightUserdata: "userdata"
    default: "\(type)"
    }
  }

  /// A service's description, of those that clients use; nil for an unknown one.
  public func service(named name: String) -> ServiceModel? {
    // What is wrong with a description is said when a client is made.
    try? caller.models.service(name)
  }

  /// The names of the services whose descriptions are part of this program.
  public static var embeddedServices: [String] { ModelStore.embeddedServices }

  /// Every Region that this program knows, without pseudo-Regions, sorted.
  public static var knownRegions: [String] {
    Partition.all.flatMap(\.regions).filter { !$0.hasSuffix("-global") }.sorted()
  }
}
