import CJSON
import Documents

/// JSON text (RFC 8259) as documents, and back.
///
/// Reading: objects become maps whose entries keep their order, a duplicated key included (the last
/// one counts where a table is made of it); numbers without fraction and exponent that fit become
/// integers, all others doubles; text has to be valid UTF-8; at most ``maximumDepth`` levels.
///
/// Writing: see ``serialize(_:pretty:)``.
public enum JSON {
  /// How deep objects and arrays may be nested.
  public static let maximumDepth = 512

  /// Why a text is not JSON.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    /// What is wrong, without the position.
    public let reason: String
    /// The byte where reading stopped, from 0.
    public let offset: Int
    /// The line and column of that byte, from 1; columns count bytes.
    public let line: Int
    public let column: Int
    /// True where the text ends before the value does.
    public let isCutShort: Bool

    public var description: String { "\(reason) (line \(line), column \(column))" }
  }

  /// Reads one JSON text.
  public static func parse(_ bytes: [UInt8]) throws(Failure) -> Document {
    // A closure would lose the error's type.
    let result = bytes.withUnsafeBufferPointer { text in
      Result { () throws(Failure) -> Document in try parse(text) }
    }
    return try result.get()
  }

  /// Reads those members of one JSON text; nil: all. Of the values of others no more is checked than
  /// brackets, quotes and encoding.
  static func parse(_ bytes: [UInt8], members: JSONMembers?) throws(Failure) -> Document {
    let result = bytes.withUnsafeBufferPointer { text in
      Result { () throws(Failure) -> Document in try parse(text, members: members) }
    }
    return try result.get()
  }

  /// Reads one JSON text.
  public static func parse(_ text: UnsafeBufferPointer<UInt8>) throws(Failure) -> Document {
    try parse(text, members: nil)
  }

  private static func parse(_ text: UnsafeBufferPointer<UInt8>, members: JSONMembers?)
    throws(Failure) -> Document
  {
    var result = moonwatch_json_result()
    let code =
      if let members {
        moonwatch_json_parse(
          text.baseAddress, text.count, UInt32(maximumDepth), members.entries, members.names,
          &result)
      } else {
        moonwatch_json_parse(
          text.baseAddress, text.count, UInt32(maximumDepth), nil, nil, &result)
      }
    guard Int(code) == MOONWATCH_JSON_OK, let nodes = result.nodes, let arena = result.arena else {
      throw failure(Int(code), result, text)
    }
    return Document(
      DocumentStorage(
        adoptingNodes: nodes, count: result.node_count, arena: arena, size: result.arena_size,
        vocabulary: nil))
  }

  private static func failure(
    _ code: Int, _ result: moonwatch_json_result, _ text: UnsafeBufferPointer<UInt8>
  ) -> Failure {
    let offset = min(result.offset, text.count)
    let reason =
      switch code {
      case MOONWATCH_JSON_EMPTY: "expected a JSON value, got nothing"
      case MOONWATCH_JSON_TRAILING: "expected the end after one JSON value, got more"
      case MOONWATCH_JSON_TOO_DEEP: "nested deeper than \(maximumDepth) levels"
      case MOONWATCH_JSON_TOO_LARGE: "larger than 2 GiB"
      case MOONWATCH_JSON_NO_MEMORY: "out of memory"
      case MOONWATCH_JSON_CUT_SHORT:
        "the text ends too early: " + (result.message.map { String(cString: $0) } ?? "malformed")
      default: "not JSON: " + (result.message.map { String(cString: $0) } ?? "malformed")
      }
    let before = text[..<offset]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return Failure(
      reason: reason, offset: offset, line: line, column: offset - lineStart + 1,
      isCutShort: code == MOONWATCH_JSON_CUT_SHORT)
  }
}
