import Documents

/// Reads one operation in botocore's form, with the shapes that it reaches.
///
/// Members and shapes are numbered in the order in which they are reached, so the numbers depend on
/// the description alone.
public struct OperationReader {
  private let descriptions: [String: Document]
  private var shapes: [String: Shape] = [:]
  private var memberNames: [String] = []
  private var memberNumbers: [String: Int] = [:]
  /// Structures, lists and maps in the order of their numbers.
  private var numbered: [Shape] = []

  private init(descriptions: [String: Document]) { self.descriptions = descriptions }

  /// Reads a description with the entries `operation` and `shapes`, as embedded files have them.
  ///
  /// `shapes` may hold more than the operation reaches. Throws kind `config`, code
  /// `ModelUnreadable`.
  public static func read(_ description: Document, service: ServiceMetadata, isReadOnly: Bool)
    throws(AWSError) -> Operation
  {
    guard let operation = description["operation"], let name = operation["name"]?.string else {
      throw ModelFailure.unreadable("\(service.name): an operation without a name")
    }
    var descriptions: [String: Document] = [:]
    for (shapeName, shape) in description["shapes"]?.entries.map({ $0 }) ?? [] {
      descriptions[shapeName] = shape
    }
    return try read(
      operation, named: name, shapes: descriptions, service: service, isReadOnly: isReadOnly)
  }

  /// Reads an operation of a service whose shapes are known by name.
  static func read(
    _ operation: Document, named name: String, shapes: [String: Document],
    service: ServiceMetadata, isReadOnly: Bool
  ) throws(AWSError) -> Operation {
    var reader = OperationReader(descriptions: shapes)
    return try reader.operation(operation, name: name, service: service, isReadOnly: isReadOnly)
  }

  private mutating func operation(
    _ description: Document, name: String, service: ServiceMetadata, isReadOnly: Bool
  ) throws(AWSError) -> Operation {
    let input = try optionalShape(description["input"])
    let output = try optionalShape(description["output"])
    for (shape, use) in [(input, description["input"]), (output, description["output"])] {
      if let payload = use?["payload"]?.string { shape?.payload = payload }
    }
    var errors: [Shape] = []
    let declared = description["errors"]?.elements.compactMap { $0["shape"]?.string } ?? []
    // Services answer with errors that an operation does not declare, so all that there are count.
    let others = descriptions.filter { $0.value["exception"]?.bool == true }.keys
    for errorName in declared + Set(others).subtracting(declared).sorted() {
      let error = try shape(errorName)
      error.isException = true
      if error.errorCode == nil { error.errorCode = error.name }
      errors.append(error)
    }
    let encodings = description["requestcompression"]?["encodings"]?.elements.compactMap(\.string)
    let auth = description["auth"]?.elements.compactMap(\.string)
    return Operation(
      name: name, service: service, method: description["http"]?["method"]?.string ?? "POST",
      requestURI: description["http"]?["requestUri"]?.string ?? "/", input: input, output: output,
      outputWrapper: description["output"]?["resultWrapper"]?.string, errors: errors,
      hostPrefix: description["endpoint"]?["hostPrefix"]?.string,
      isUnsigned: description["authtype"]?.string == "none" || auth?.first == "smithy.api#noAuth",
      compressesRequest: encodings?.contains("gzip") ?? false,
      isDeprecated: description["deprecated"]?.bool ?? false, isReadOnly: isReadOnly,
      vocabulary: vocabulary())
  }

  /// Reads a description that brings its service's metadata along: `{metadata, operation, shapes}`.
  public static func read(_ description: Document) throws(AWSError) -> Operation {
    guard let metadata = description["metadata"] else {
      throw ModelFailure.unreadable("no metadata")
    }
    let prefix = metadata["endpointPrefix"]?.string ?? ""
    let service = try ServiceReader.metadata(metadata, name: prefix)
    let name = description["operation"]?["name"]?.string ?? ""
    return try read(
      description, service: service, isReadOnly: OperationEffect.isReadOnly(name))
  }

  private func vocabulary() -> Vocabulary {
    Vocabulary(
      members: memberNames,
      shapes: numbered.map { shape in
        let times: [String] =
          switch shape.kind {
          case .structure: shape.members.filter { $0.shape.kind == .timestamp }.map(\.name)
          case .list: shape.element?.shape.kind == .timestamp ? [""] : []
          default: shape.value?.shape.kind == .timestamp ? [""] : []
          }
        return .init(
          name: shape.name, isList: shape.kind == .list, members: shape.members.map(\.name),
          timestamps: times)
      })
  }

  // MARK: Shapes

  private mutating func optionalShape(_ use: Document?) throws(AWSError) -> Shape? {
    guard let name = use?["shape"]?.string else { return nil }
    return try shape(name)
  }

  private mutating func shape(_ name: String) throws(AWSError) -> Shape {
    if let shape = shapes[name] { return shape }
    guard let description = descriptions[name], let type = description["type"]?.string else {
      throw ModelFailure.unreadable("no shape '\(name)'")
    }
    guard let kind = Shape.Kind(rawValue: type == "character" ? "string" : type) else {
      throw ModelFailure.unreadable("shape '\(name)' has the unknown type '\(type)'")
    }
    let shape = try make(name, kind)
    // Before the members are read, since they may lead back here.
    shapes[name] = shape
    try fill(shape, from: description)
    return shape
  }

  private mutating func make(_ name: String, _ kind: Shape.Kind) throws(AWSError) -> Shape {
    switch kind {
    case .structure, .list, .map:
      guard let number = UInt16(exactly: numbered.count + 1) else {
        throw ModelFailure.unreadable("more than \(UInt16.max) shapes")
      }
      let shape = Shape(name: name, kind: kind, number: number)
      numbered.append(shape)
      return shape
    default:
      return Shape(name: name, kind: kind, number: 0)
    }
  }

  private mutating func fill(_ shape: Shape, from description: Document) throws(AWSError) {
    var required: Set<String> = []
    for (trait, value) in description.entries.map({ $0 }) {
      switch trait {
      case "members":
        var members: [Member] = []
        for (name, use) in value.entries.map({ $0 }) {
          members.append(try member(use, name: name, number: number(of: name)))
        }
        shape.members = members
      case "member": shape.element = try member(value, name: "member", number: -1)
      case "key": shape.key = try member(value, name: "key", number: -1)
      case "value": shape.value = try member(value, name: "value", number: -1)
      case "required": required = Set(value.elements.compactMap(\.string))
      case "enum": shape.enumValues = value.elements.compactMap(\.string)
      case "min": shape.minimum = value.number
      case "max": shape.maximum = value.number
      case "pattern": shape.pattern = value.string
      case "timestampFormat": shape.timestampFormat = try timestampFormat(value)
      case "flattened": shape.isFlattened = value.bool ?? false
      case "union": shape.isUnion = value.bool ?? false
      case "document": shape.isDocument = value.bool ?? false
      case "sensitive": shape.isSensitive = value.bool ?? false
      case "payload": shape.payload = value.string
      case "eventstream": shape.isEventStream = value.bool ?? false
      case "exception": shape.isException = value.bool ?? false
      case "error": shape.errorCode = value["code"]?.string
      default: break
      }
    }
    for member in shape.members where required.contains(member.name) { member.isRequired = true }
  }

  private mutating func number(of name: String) -> Int {
    if let number = memberNumbers[name] { return number }
    let number = memberNames.count
    memberNames.append(name)
    memberNumbers[name] = number
    return number
  }

  private mutating func member(_ use: Document, name: String, number: Int)
    throws(AWSError) -> Member
  {
    guard let shapeName = use["shape"]?.string else {
      throw ModelFailure.unreadable("member '\(name)' without a shape")
    }
    let member = Member(name: name, shape: try shape(shapeName), number: number)
    // A shape may have a place of its own, which its uses take over.
    member.location = descriptions[shapeName]?["location"]?.string
    member.locationName = descriptions[shapeName]?["locationName"]?.string
    for (trait, value) in use.entries.map({ $0 }) {
      switch trait {
      case "location": member.location = value.string
      case "locationName": member.locationName = value.string
      case "queryName": member.queryName = value.string
      case "flattened": member.isFlattened = value.bool ?? false
      case "xmlAttribute": member.isXMLAttribute = value.bool ?? false
      case "xmlNamespace": member.xmlNamespace = value["uri"]?.string ?? value.string
      case "timestampFormat": member.timestampFormat = try timestampFormat(value)
      case "idempotencyToken": member.isIdempotencyToken = value.bool ?? false
      case "hostLabel": member.isHostLabel = value.bool ?? false
      case "jsonvalue": member.isJSONValue = value.bool ?? false
      case "deprecated": member.isDeprecated = value.bool ?? false
      default: break
      }
    }
    return member
  }

  private func timestampFormat(_ value: Document) throws(AWSError) -> TimestampFormat {
    guard let format = value.string.flatMap(TimestampFormat.init) else {
      throw ModelFailure.unreadable("unknown timestampFormat \(value)")
    }
    return format
  }
}
