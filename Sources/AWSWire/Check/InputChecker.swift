import Documents

/// Checks inputs against the operation's shape before anything is sent.
///
/// The rules are AWS's as far as the model states them: names, types, required members, the choices
/// of an enumeration, lengths and ranges, and the one member of a union. Patterns are not checked,
/// since services do not hold to them, and neither are enumerations of more than
/// ``openEnumeration`` values (instance types): those grow faster than the embedded models.
///
/// Types are named in Lua's terms: table (a structure or map), list (a table with positions), string,
/// number, integer, boolean. Positions in a path start at 1.
public struct InputChecker {
  /// Enumerations with more values than this are catalogues, which take values that are not known.
  public static let openEnumeration = 100

  /// Makes the value of an idempotency token that the input leaves out.
  public var makeToken: () -> String

  public init(makeToken: @escaping () -> String = InputChecker.randomUUID) {
    self.makeToken = makeToken
  }

  /// The input as the operation's shape has it: keys and shapes numbered in its vocabulary, members
  /// in the model's order, nulls left out, times as timestamps, blobs as blobs, whole numbers as
  /// integers where the shape wants them (5.0 counts, 5.5 does not), and idempotency tokens filled in.
  ///
  /// A time may be epoch seconds or an ISO 8601 string. An empty map stands for an empty list and the
  /// other way round, as `{}` in Lua is both.
  ///
  /// Throws kind `validation`, code `ParamValidation`, with every problem and its path:
  /// `PutMetricData: MetricData[2].Dimensions: expected list, got string "x"`.
  public func check(_ input: Document, for operation: Operation) throws(AWSError) -> Document {
    var walk = ShapeWalk(vocabulary: operation.vocabulary, isStrict: true, makeToken: makeToken)
    let document = walk.run(input, operation.input)
    guard walk.problems.isEmpty else {
      throw AWSError(
        .validation, code: "ParamValidation",
        "\(operation.name): \(ShapeWalk.summary(walk.problems))", operation: operation.name,
        service: operation.service.name)
    }
    return document
  }

  /// A random UUID (RFC 9562, version 4) in its usual form.
  public static func randomUUID() -> String {
    // Two numbers, since each asks the kernel: version 4 in the first, variant 1 in the second.
    let high = UInt64.random(in: 0...UInt64.max) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = UInt64.random(in: 0...UInt64.max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    return String(unsafeUninitializedCapacity: 36) { text in
      var position = 0
      for digit in 0..<32 {
        if [8, 12, 16, 20].contains(digit) {
          text[position] = UInt8(ascii: "-")
          position += 1
        }
        let nibble = UInt8((digit < 16 ? high : low) >> UInt64(60 - digit % 16 * 4) & 15)
        text[position] = nibble + (nibble < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
        position += 1
      }
      return position
    }
  }
}
