/// A use of a shape: a structure's member, a list's element, a map's key or value, with the traits
/// that the use adds.
public final class Member: @unchecked Sendable {
  // `@unchecked Sendable`: as for Shape, written only by the model loader before it is handed out.
  public let name: String
  public let shape: Shape
  /// Index of the name in the operation's vocabulary; -1 for elements, keys and values.
  public let number: Int
  public internal(set) var isRequired = false
  public internal(set) var location: String?
  public internal(set) var locationName: String?
  public internal(set) var queryName: String?
  public internal(set) var isFlattened = false
  public internal(set) var isXMLAttribute = false
  public internal(set) var xmlNamespace: String?
  public internal(set) var timestampFormat: TimestampFormat?
  public internal(set) var isIdempotencyToken = false
  public internal(set) var isHostLabel = false
  public internal(set) var isJSONValue = false
  public internal(set) var isDeprecated = false

  init(name: String, shape: Shape, number: Int) {
    self.name = name
    self.shape = shape
    self.number = number
  }
}
