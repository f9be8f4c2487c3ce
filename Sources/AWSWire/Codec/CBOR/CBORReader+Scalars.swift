import CDocument
import Documents

#if canImport(Glibc)
  import Glibc
#endif

extension CBORReader {
  /// Appends a node without children, whose payload is still to be set.
  @inline(__always)
  @discardableResult
  mutating func append(_ kind: Int, _ slot: Slot) -> Int {
    writer.append(kind: kind, keyKind: slot.kind, key: slot.key)
  }

  /// Reads the rest of a scalar; `kind` is the model's, nil for none.
  mutating func scalar(_ first: Head, _ kind: Shape.Kind?, _ slot: Slot) throws(Failure) {
    var head = first
    while head.major == .tag {
      switch head.argument {
      case 2, 3: return number(try bignum(isNegative: head.argument == 3), kind, slot)
      case 4: return number(try decimalFraction(), kind, slot)
      default: head = try nextHead()
      }
    }
    if kind == .timestamp || kind == .blob { try checkStrict(head, kind) }
    switch head.major {
    case .unsigned:
      if let whole = Int64(exactly: head.argument) {
        integer(whole, kind, slot)
      } else {
        number(Double(head.argument), kind, slot)
      }
    case .negative:
      if let whole = Int64(exactly: head.argument) {
        integer(~whole, kind, slot)
      } else {
        number(-1 - Double(head.argument), kind, slot)
      }
    case .bytes: try text(head, MOONWATCH_BLOB, slot)
    case .text: try textScalar(head, kind, slot)
    case .simple: try simple(head, kind, slot)
    case .array, .map, .tag: throw mismatch(Self.name(kind), head)
    }
  }

  /// Times and blobs have no other reading.
  private func checkStrict(_ head: Head, _ kind: Shape.Kind?) throws(Failure) {
    let fits =
      switch head.major {
      case .unsigned, .negative, .text: kind == .timestamp
      case .bytes: kind == .blob
      case .simple: head.isNull || (kind == .timestamp && (25...27).contains(head.info))
      default: false
      }
    if !fits { throw mismatch(Self.name(kind), head) }
  }

  private static func name(_ kind: Shape.Kind?) -> String {
    switch kind {
    case .timestamp: "a time"
    case .blob: "a byte string"
    case .integer, .long: "an integer"
    case .float, .double: "a number"
    case .boolean: "a boolean"
    case .string: "a text string"
    default: "a value"
    }
  }

  private mutating func text(_ head: Head, _ node: Int, _ slot: Slot) throws(Failure) {
    let (offset, length) = try string(head)
    let index = append(node, slot)
    writer.nodes[index].payload.text.offset = UInt32(offset)
    writer.nodes[index].payload.text.length = UInt32(length)
  }

  private mutating func textScalar(_ head: Head, _ kind: Shape.Kind?, _ slot: Slot)
    throws(Failure)
  {
    guard kind == .timestamp else { return try text(head, MOONWATCH_STRING, slot) }
    let (offset, length) = try string(head)
    guard
      let seconds = Timestamp.parse(
        UnsafeBufferPointer(start: writer.arena + offset, count: length))
    else { throw mismatch("a time", head) }
    number(seconds, kind, slot)
  }

  private mutating func simple(_ head: Head, _ kind: Shape.Kind?, _ slot: Slot) throws(Failure) {
    switch head.info {
    case 20: append(MOONWATCH_FALSE, slot)
    case 21: append(MOONWATCH_TRUE, slot)
    case 22, 23: append(MOONWATCH_NULL, slot)
    case 25: try float(Self.half(UInt16(head.argument)), kind, slot)
    case 26: try float(Double(Float(bitPattern: UInt32(head.argument))), kind, slot)
    case 27: try float(Double(bitPattern: head.argument), kind, slot)
    default: throw mismatch(Self.name(kind), head)
    }
  }

  // MARK: Numbers

  @inline(__always)
  private mutating func integer(_ value: Int64, _ kind: Shape.Kind?, _ slot: Slot) {
    switch kind {
    case .timestamp, .float, .double: number(Double(value), kind, slot)
    default:
      let index = append(MOONWATCH_INTEGER, slot)
      writer.nodes[index].payload.integer = value
    }
  }

  private mutating func float(_ value: Double, _ kind: Shape.Kind?, _ slot: Slot)
    throws(Failure)
  {
    if kind == .timestamp && !value.isFinite { throw failure("expected a time, got \(value)") }
    number(value, kind, slot)
  }

  @inline(__always)
  private mutating func number(_ value: Double, _ kind: Shape.Kind?, _ slot: Slot) {
    if kind == .integer || kind == .long, let whole = Int64(exactly: value) {
      return integer(whole, kind, slot)
    }
    let index = append(kind == .timestamp ? MOONWATCH_TIMESTAMP : MOONWATCH_DOUBLE, slot)
    writer.nodes[index].payload.number = value
  }

  /// A half-precision float (RFC 8949, appendix D).
  static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 0x3FF)
    let value: Double =
      switch exponent {
      case 0: scalbn(fraction, -24)
      case 31: fraction == 0 ? .infinity : .nan
      default: scalbn(fraction + 1024, exponent - 25)
      }
    return bits & 0x8000 == 0 ? value : -value
  }

  /// Tags 2 and 3: a whole number in bytes, the most significant first.
  private mutating func bignum(isNegative: Bool) throws(Failure) -> Double {
    let head = try nextHead()
    guard head.major == .bytes else { throw mismatch("a byte string after a bignum's tag", head) }
    let (offset, length) = try string(head)
    var value = 0.0
    for index in 0..<length { value = value * 256 + Double(writer.arena[offset + index]) }
    guard value.isFinite else { throw failure("a number is too large for a double") }
    return isNegative ? -1 - value : value
  }

  /// Tag 4: an exponent of ten, and a mantissa.
  private mutating func decimalFraction() throws(Failure) -> Double {
    let head = try nextHead()
    guard head.major == .array, head.argument == 2, !head.isIndefinite else {
      throw mismatch("an array of two after a decimal fraction's tag", head)
    }
    let exponent = try wholeNumber()
    let mantissa = try wholeNumber()
    // By way of text, since powers of ten are not exact.
    guard (-10_000...10_000).contains(exponent), let value = Double("\(mantissa)e\(exponent)"),
      value.isFinite
    else { throw failure("a number is too large for a double") }
    return value
  }

  private mutating func wholeNumber() throws(Failure) -> Int64 {
    let head = try nextHead()
    guard let whole = Int64(exactly: head.argument),
      head.major == .unsigned || head.major == .negative
    else { throw mismatch("an integer of at most 64 bits", head) }
    return head.major == .unsigned ? whole : ~whole
  }
}
