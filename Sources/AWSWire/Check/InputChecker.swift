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
    var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return text
  }
}
