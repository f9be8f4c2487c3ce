/// A type in a service's model: what a value may be and how it is written on the wire.
///
/// Shapes refer to one another and may be recursive, so they are objects, linked once while a model
/// is read. A recursive shape is a cycle of references and so lives as long as the process, as the
/// models that are read do.
///
/// `@unchecked Sendable`: the model loader is the only writer, and hands a shape out only when it
/// is complete.
public final class Shape: @unchecked Sendable {
  public enum Kind: String, Sendable {
    case structure, list, map, string, integer, long, float, double, boolean, blob, timestamp
  }

  public let name: String
  public let kind: Kind
  /// What a document's node carries: 1 + the index of this shape in its vocabulary. Structures,
  /// lists and maps have one; scalars have 0.
  public let number: UInt16

  /// Members of a structure, in the model's order.
  public internal(set) var members: [Member] = []
  /// Element of a list.
  public internal(set) var element: Member?
  /// Key and value of a map.
  public internal(set) var key: Member?
  public internal(set) var value: Member?

  public internal(set) var enumValues: [String] = []
  /// The least value of a number, or the least length of a string (in code points), blob (in bytes),
  /// list or map.
  public internal(set) var minimum: Double?
  public internal(set) var maximum: Double?
  public internal(set) var pattern: String?
  public internal(set) var timestampFormat: TimestampFormat?
  public internal(set) var isFlattened = false
  /// True for a structure of which exactly one member is set.
  public internal(set) var isUnion = false
  /// True for a structure without members that stands for any JSON value.
  public internal(set) var isDocument = false
  public internal(set) var isSensitive = false
  /// The member that is the whole body, in the REST protocols.
  public internal(set) var payload: String?
  /// True for a structure that comes as a stream of events.
  public internal(set) var isEventStream = false
  /// Set on shapes that are errors: the code on the wire.
  public internal(set) var errorCode: String?
  public internal(set) var isException = false
  /// The shape that this is a part of; nil for a shape of a model. See ``Projection``.
  var whole: Shape?

  init(name: String, kind: Kind, number: UInt16) {
    self.name = name
    self.kind = kind
    self.number = number
  }

  /// The member of a structure with that name, or nil.
  public func member(named name: String) -> Member? { members.first { $0.name == name } }
}

/// How a timestamp is written.
public enum TimestampFormat: String, Sendable {
  case iso8601, rfc822, unixTimestamp
}
