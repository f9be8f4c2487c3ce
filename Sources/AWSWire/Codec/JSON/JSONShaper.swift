import CDocument
import Documents

/// Gives plain JSON the types and the names of a shape.
///
/// A string, number or boolean where the model has another of them is kept as it came, as services
/// are freer in this than their models; what has no other reading (a time, a blob, a structure, a
/// list) is an error.
struct JSONShaper {
  /// A value that does not fit its shape.
  struct Mismatch: Error, CustomStringConvertible {
    /// From the inside out.
    var path: [String] = []
    let problem: String

    var description: String {
      path.isEmpty ? problem : "\(path.reversed().joined(separator: ".")): \(problem)"
    }
  }

  private let builder: DocumentBuilder
  private var tables: [ObjectIdentifier: MemberTable] = [:]

  /// The document that `value` is, read as `shape`.
  static func shape(_ value: Document, as shape: Shape, _ vocabulary: Vocabulary)
    throws(Mismatch) -> Document
  {
    var shaper = JSONShaper(
      builder: DocumentBuilder(vocabulary: vocabulary, nodeCapacity: value.span))
    try shaper.write(value, shape)
    return shaper.builder.finish()
  }

  /// Writes `value`, read as `shape`, into a document that others write too.
  static func write(_ value: Document, as shape: Shape, into builder: DocumentBuilder)
    throws(Mismatch)
  {
    var shaper = JSONShaper(builder: builder)
    try shaper.write(value, shape)
  }

  /// Writes the entries of an object that are among some members, into a structure that is open.
  static func writeEntries(
    of value: Document, among members: [Member], into builder: DocumentBuilder
  ) throws(Mismatch) {
    guard value.kind == .map else {
      throw Mismatch(problem: "expected an object, got \(value.kind)")
    }
    var shaper = JSONShaper(builder: builder)
    _ = try shaper.writeEntries(value, table(of: members))
  }

  private init(builder: DocumentBuilder) { self.builder = builder }

  private mutating func write(_ value: Document, _ shape: Shape) throws(Mismatch) {
    guard !value.isNull else { return builder.null() }
    switch shape.kind {
    case .structure where shape.isDocument: builder.append(value)
    case .structure: try writeStructure(value, shape)
    case .list: try writeList(value, shape)
    case .map: try writeMap(value, shape)
    case .integer, .long:
      if let whole = value.double.flatMap({ Int64(exactly: $0) }) {
        builder.integer(whole)
      } else {
        builder.append(value)
      }
    case .float, .double:
      if let number = value.number ?? special(value) {
        builder.double(number)
      } else {
        builder.append(value)
      }
    case .timestamp:
      guard let seconds = value.number ?? value.withBytes({ Timestamp.parse($0) }) else {
        throw Mismatch(problem: "expected a time, got \(value)")
      }
      builder.timestamp(seconds)
    case .blob:
      guard value.kind == .string, let bytes = value.withBytes({ Base64.decode($0) }) else {
        throw Mismatch(problem: "expected base64, got \(value.kind)")
      }
      builder.blob(bytes)
    case .string, .boolean: builder.append(value)
    }
  }

  private mutating func writeStructure(_ value: Document, _ shape: Shape) throws(Mismatch) {
    guard value.kind == .map else {
      throw Mismatch(problem: "expected an object for \(shape.name), got \(value.kind)")
    }
    let table = table(for: shape)
    builder.beginMap(shape: shape.number)
    let unknown = try writeEntries(value, table)
    // A newer choice than the model's: not the same as none.
    if shape.isUnion, let unknown {
      builder.key("SDK_UNKNOWN_MEMBER")
      builder.append(["name": Document(unknown)])
    }
    builder.end()
  }

  /// Returns the one entry that is not known, where there is no other.
  private mutating func writeEntries(_ value: Document, _ table: MemberTable)
    throws(Mismatch) -> String?
  {
    var known = 0
    var unknown: [String] = []
    for entry in value.children where !entry.isNull {
      guard let member = entry.withKeyBytes({ table.find($0) }) else {
        if let key = entry.key, key != "__type" { unknown.append(key) }
        continue
      }
      known += 1
      builder.key(member: member.number)
      do {
        try write(entry, member.shape)
      } catch {
        throw within(member.name, error)
      }
    }
    return known == 0 ? unknown.first : nil
  }

  private mutating func writeList(_ value: Document, _ shape: Shape) throws(Mismatch) {
    guard value.kind == .list, let element = shape.element else {
      throw Mismatch(problem: "expected an array for \(shape.name), got \(value.kind)")
    }
    builder.beginList(shape: shape.number)
    defer { builder.end() }
    // Times and values of a metric come by the hundred thousand.
    switch element.shape.kind {
    case .float, .double: if builder.numbers(of: value) { return }
    case .timestamp: if builder.numbers(of: value, areTimestamps: true) { return }
    default: break
    }
    var position = 0
    for item in value.elements {
      do {
        try write(item, element.shape)
      } catch {
        throw within("[\(position)]", error)
      }
      position += 1
    }
  }

  private mutating func writeMap(_ value: Document, _ shape: Shape) throws(Mismatch) {
    guard value.kind == .map, let content = shape.value else {
      throw Mismatch(problem: "expected an object for \(shape.name), got \(value.kind)")
    }
    builder.beginMap(shape: shape.number)
    for entry in value.children where !entry.isNull {
      entry.withKeyBytes { builder.key(bytes: $0) }
      do {
        try write(entry, content.shape)
      } catch {
        throw within(entry.key ?? "", error)
      }
    }
    builder.end()
  }

  private func within(_ step: String, _ mismatch: Mismatch) -> Mismatch {
    Mismatch(path: mismatch.path + [step], problem: mismatch.problem)
  }

  private mutating func table(for shape: Shape) -> MemberTable {
    if let table = tables[ObjectIdentifier(shape)] { return table }
    let table = Self.table(of: shape.members)
    tables[ObjectIdentifier(shape)] = table
    return table
  }

  private static func table(of members: [Member]) -> MemberTable {
    MemberTable(members) { $0.locationName ?? $0.name }
  }

  /// NaN and the infinities, which JSON has no numbers for.
  private func special(_ value: Document) -> Double? {
    switch value.kind == .string ? value.string : nil {
    case "NaN": .nan
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    default: nil
    }
  }
}
