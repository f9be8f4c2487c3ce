/// The names that a decoded answer is made of: member names and shapes, numbered.
///
/// A node refers to a name by its number, so a codec writes four bytes where it would write a
/// string, and Lua interns each name once per vocabulary instead of once per value.
public final class Vocabulary: Sendable {
  /// What a structure or list is called in the service's model, and which of its members are times.
  public struct ShapeName: Sendable, Equatable {
    public let name: String
    /// True for a list, false for a structure or a map.
    public let isList: Bool
    /// Members whose numbers are epoch seconds; a list of times has the single entry "".
    public let timestamps: [String]

    public init(name: String, isList: Bool, timestamps: [String]) {
      self.name = name
      self.isList = isList
      self.timestamps = timestamps
    }
  }

  public let members: [String]
  public let shapes: [ShapeName]

  public init(members: [String], shapes: [ShapeName]) {
    self.members = members
    self.shapes = shapes
  }
}
