import Documents

/// Walks a value along its shape, writes it in the shape's types, and notes what does not fit.
struct ShapeWalk {
  /// What is wrong, with the path before it.
  private(set) var problems: [String] = []
  private let builder: DocumentBuilder
  /// Whether required members and constraints count.
  private let isStrict: Bool
  private let makeToken: (() -> String)?
  /// Where the walk is, such as `MetricData`, `[2]`, `.Dimensions`.
  private var path: [String] = []
  /// How many of the shapes around the walk are sensitive: their values stay out of messages.
  private var sensitiveDepth = 0

  init(vocabulary: Vocabulary, isStrict: Bool, makeToken: (() -> String)?) {
    builder = DocumentBuilder(vocabulary: vocabulary)
    self.isStrict = isStrict
    self.makeToken = makeToken
  }

  /// The first few problems in one line.
  static func summary(_ problems: [String]) -> String {
    let shown = problems.prefix(8).joined(separator: "; ")
    return problems.count > 8 ? shown + "; and \(problems.count - 8) more" : shown
  }

  /// Walks the whole of an input or output; nil stands for a structure without members.
  mutating func run(_ value: Document, _ shape: Shape?) -> Document {
    if let shape {
      structure(value.isNull ? [:] : value, shape)
    } else {
      if !value.isNull && !isEmptyTable(value) {
        if value.kind == .map {
          for (name, _) in value.entries { note("unknown member '\(name)'; there are none") }
        } else {
          note("expected nothing, got \(Self.named(value))")
        }
      }
      builder.beginMap()
      builder.end()
    }
    return builder.finish()
  }

  // MARK: One value

  private mutating func walk(_ value: Document, _ shape: Shape) {
    if shape.isSensitive { sensitiveDepth += 1 }
    defer { if shape.isSensitive { sensitiveDepth -= 1 } }
    switch shape.kind {
    case .structure where shape.isDocument: builder.append(value)
    case .structure: structure(value, shape)
    case .list: list(value, shape)
    case .map: map(value, shape)
    case .string: string(value, shape)
    case .blob: blob(value, shape)
    case .integer, .long: integer(value, shape)
    case .float, .double: double(value, shape)
    case .timestamp: timestamp(value, shape)
    case .boolean:
      if let bool = value.bool { builder.bool(bool) } else { mismatch("boolean", value) }
    }
  }

  private mutating func structure(_ value: Document, _ shape: Shape) {
    guard value.kind == .map || isEmptyTable(value) else { return mismatch("table", value) }
    var present = [Document?](repeating: nil, count: shape.members.count)
    for (name, entry) in value.entries where !entry.isNull {
      if let index = shape.members.firstIndex(where: { $0.name == name }) {
        present[index] = entry
      } else {
        unknown(name, shape)
      }
    }
    // Only an operation's own input has tokens that a client fills in.
    if path.isEmpty, let makeToken {
      for (index, member) in shape.members.enumerated()
      where member.isIdempotencyToken && present[index] == nil {
        present[index] = Document(makeToken())
      }
    }
    builder.beginMap(shape: shape.number)
    for (member, entry) in zip(shape.members, present) {
      if let entry {
        path.append(path.isEmpty ? member.name : ".\(member.name)")
        builder.key(member: member.number)
        if member.isJSONValue { builder.append(entry) } else { walk(entry, member.shape) }
        path.removeLast()
      } else if isStrict && member.isRequired {
        note("missing required member '\(member.name)'")
      }
    }
    builder.end()
    if isStrict && shape.isUnion { checkUnion(shape, present) }
  }

  private mutating func list(_ value: Document, _ shape: Shape) {
    guard value.kind == .list || isEmptyTable(value), let element = shape.element else {
      return mismatch("list", value)
    }
    checkBounds(Double(value.count), shape, "element")
    builder.beginList(shape: shape.number)
    var position = 0
    for entry in value.elements {
      position += 1
      path.append("[\(position)]")
      if entry.isNull && !isStrict { builder.null() } else { walk(entry, element.shape) }
      path.removeLast()
    }
    builder.end()
  }

  private mutating func map(_ value: Document, _ shape: Shape) {
    guard value.kind == .map || isEmptyTable(value), let key = shape.key, let entryUse = shape.value
    else { return mismatch("table", value) }
    checkBounds(Double(value.count), shape, "key")
    builder.beginMap(shape: shape.number)
    for (name, entry) in value.entries where !entry.isNull {
      path.append(path.isEmpty ? name : ".\(name)")
      checkText(name, key.shape, "key ")
      builder.key(name)
      walk(entry, entryUse.shape)
      path.removeLast()
    }
    builder.end()
  }

  private mutating func string(_ value: Document, _ shape: Shape) {
    guard value.kind == .string else { return mismatch("string", value) }
    if isStrict && (!shape.enumValues.isEmpty || shape.minimum != nil || shape.maximum != nil) {
      checkText(value.string!, shape)
    }
    value.withBytes { builder.string(bytes: $0) }
  }

  private mutating func blob(_ value: Document, _ shape: Shape) {
    guard value.kind == .string || value.kind == .blob else {
      return mismatch("string", value)
    }
    checkBounds(Double(value.withBytes { $0.count }), shape, "byte")
    value.withBytes { builder.blob($0) }
  }

  private mutating func integer(_ value: Document, _ shape: Shape) {
    guard let number = value.integer ?? value.double.flatMap({ Int64(exactly: $0) }) else {
      return mismatch("integer", value)
    }
    if shape.kind == .integer && isStrict && Int32(exactly: number) == nil {
      note("expected integer of 32 bits, got \(number)")
    }
    checkRange(Double(number), shape, shown: "\(number)")
    builder.integer(number)
  }

  private mutating func double(_ value: Document, _ shape: Shape) {
    guard value.kind == .integer || value.kind == .double, let number = value.number else {
      return mismatch("number", value)
    }
    checkRange(number, shape, shown: Self.shown(number))
    builder.double(number)
  }

  private mutating func timestamp(_ value: Document, _ shape: Shape) {
    let seconds = value.kind == .string ? Timestamp.parse(value.string!) : value.number
    guard let seconds, seconds.isFinite else {
      return mismatch("time (epoch seconds or ISO 8601 string)", value)
    }
    builder.timestamp(seconds)
  }

  // MARK: Constraints

  private mutating func checkUnion(_ shape: Shape, _ present: [Document?]) {
    let set = zip(shape.members, present).filter { $0.1 != nil }.map(\.0.name)
    guard set.count != 1 else { return }
    let got = set.isEmpty ? "none" : set.joined(separator: " and ")
    note("expected exactly one of \(shape.members.map(\.name).joined(separator: ", ")), got \(got)")
  }

  /// Checks the choices and the length of a string or key.
  private mutating func checkText(_ text: String, _ shape: Shape, _ what: String = "") {
    guard isStrict else { return }
    let values = shape.enumValues
    if !values.isEmpty && values.count <= InputChecker.openEnumeration && !values.contains(text) {
      let choices =
        values.count <= 10
        ? values.joined(separator: ", ") : "the \(values.count) values of \(shape.name)"
      note(
        "\(what)\(quoted(text)) is not one of \(choices)"
          + suggestion(for: text, among: values))
    }
    checkBounds(Double(text.unicodeScalars.count), shape, "character")
  }

  private mutating func checkBounds(_ count: Double, _ shape: Shape, _ unit: String) {
    guard isStrict else { return }
    if let minimum = shape.minimum, count < minimum {
      note("expected at least \(counted(minimum, unit)), got \(Self.shown(count))")
    } else if let maximum = shape.maximum, count > maximum {
      note("expected at most \(counted(maximum, unit)), got \(Self.shown(count))")
    }
  }

  private mutating func checkRange(_ number: Double, _ shape: Shape, shown: String) {
    guard isStrict else { return }
    let got = sensitiveDepth > 0 ? "another value" : shown
    if let minimum = shape.minimum, number < minimum {
      note("expected at least \(Self.shown(minimum)), got \(got)")
    } else if let maximum = shape.maximum, number > maximum {
      note("expected at most \(Self.shown(maximum)), got \(got)")
    }
  }

  // MARK: Problems

  private mutating func note(_ problem: String) {
    problems.append(path.isEmpty ? problem : path.joined() + ": " + problem)
  }

  private mutating func mismatch(_ expected: String, _ value: Document) {
    note("expected \(expected), got \(sensitiveDepth > 0 ? Self.type(value) : Self.named(value))")
    // A placeholder, since the key before it is written.
    builder.null()
  }

  private mutating func unknown(_ name: String, _ shape: Shape) {
    let names = shape.members.map(\.name)
    var hint = suggestion(for: name, among: names)
    if hint.isEmpty && names.count <= 12 {
      hint = names.isEmpty ? "; there are none" : "; known: " + names.joined(separator: ", ")
    }
    note("unknown member '\(name)'" + hint)
  }

  private func isEmptyTable(_ value: Document) -> Bool {
    (value.kind == .map || value.kind == .list) && value.count == 0
  }

  private func quoted(_ text: String) -> String {
    sensitiveDepth > 0 ? "the string" : Self.clipped(text)
  }

  private func counted(_ number: Double, _ unit: String) -> String {
    "\(Self.shown(number)) \(unit)\(number == 1 ? "" : "s")"
  }

  /// What a value is, in Lua's terms, and the value itself where it is short.
  private static func named(_ value: Document) -> String {
    switch value.kind {
    case .bool: "boolean \(value.bool!)"
    case .integer: "integer \(value.integer!)"
    case .double, .timestamp: "number \(shown(value.number!))"
    case .string: "string \(clipped(value.string!))"
    default: type(value)
    }
  }

  private static func type(_ value: Document) -> String {
    switch value.kind {
    case .null: "null"
    case .bool: "boolean"
    case .integer: "integer"
    case .double, .timestamp: "number"
    case .string: "string"
    case .blob: "string of \(value.withBytes { $0.count }) bytes that are not UTF-8"
    case .list: value.count == 0 ? "empty table" : "list"
    case .map: value.count == 0 ? "empty table" : "table"
    }
  }

  private static func clipped(_ text: String) -> String {
    text.count > 40 ? "\(text.prefix(40).debugDescription)…" : text.debugDescription
  }

  /// A number without a needless fraction.
  private static func shown(_ number: Double) -> String {
    if let whole = Int64(exactly: number), abs(number) < 1e15 { return String(whole) }
    return "\(number)"
  }
}
