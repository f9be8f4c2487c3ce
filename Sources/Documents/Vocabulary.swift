/// The names that a decoded answer is made of: member names and shapes, numbered.
///
/// A node refers to a name by its number, so a codec writes four bytes where it would write a
/// string, and Lua interns each name once per vocabulary instead of once per value.
public final class Vocabulary: Sendable {
  /// What a structure or list is called in the service's model, its members, and which are times.
  public struct ShapeName: Sendable, Equatable {
    public let name: String
    /// True for a list, false for a structure or a map.
    public let isList: Bool
    /// Names of a structure's members, in the model's order; empty for a list or a map.
    public let members: [String]
    /// Members whose numbers are epoch seconds; a list of times has the single entry "".
    public let timestamps: [String]

    public init(name: String, isList: Bool, members: [String] = [], timestamps: [String]) {
      self.name = name
      self.isList = isList
      self.members = members
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
