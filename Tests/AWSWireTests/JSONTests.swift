import AWSWire
import Documents
import Testing

@Suite struct JSONTests {
  private func parse(_ text: String) throws -> Document { try JSON.parse(Array(text.utf8)) }

  private func write(_ value: Document, pretty: Bool = false) -> String {
    String(decoding: JSON.serialize(value, pretty: pretty), as: UTF8.self)
  }

  @Test(arguments: [
    "null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808", "1.5",
    "80.0", "-0.0", "1e+300", "5e-324", "0.1", "\"\"", "\"a\\\"b\\\\c\\n\\t\\r\\b\\f\"",
    "\"\\u0000\\u001f\"", "\"é 😀 \u{7f}\"", "[]", "{}", "[[],{}]",
    "{\"b\":1,\"a\":[null,2.5,\"x\"],\"\":{}}",
  ])
  func aTextComesBackAsItWas(text: String) throws {
    #expect(write(try parse(text)) == text)
  }

  @Test func escapesAndSurrogatesBecomeCharacters() throws {
    #expect(try parse(#""\u00e9\ud83d\ude00\/""#) == "é😀/")
    #expect(throws: JSON.Failure.self) { try parse(#""\ud83d""#) }
  }

  @Test func numbersKeepTheirKind() throws {
    #expect(try parse("5").integer == 5)
    #expect(try parse("5.0").double == 5)
    #expect(try parse("5e0").double == 5)
    #expect(try parse("9223372036854775808").double == 9_223_372_036_854_775_808)
    #expect(try parse("[18446744073709551616]")[0]?.double == 18_446_744_073_709_551_616)
    #expect(try parse("-123456789012345678901234567890").double == -1.2345678901234568e29)
  }

  @Test func aLoneValueMayStandBetweenWhiteSpace() throws {
    #expect(try parse(" null\t").isNull)
    #expect(try parse("\r\n true ") == true)
    #expect(try parse(" -7 ") == -7)
    #expect(try parse("\t\"x\" ") == "x")
  }

  /// From the list of texts that RFC 8259 rules out.
  @Test(arguments: [
    "", "  ", "[", "{", "[1,]", "{\"a\":1,}", "[1 2]", "{\"a\" 1}", "{a:1}", "'a'", "\"a", "tru",
    "nul", "truex", "nulll", "01", "-01", "1.", ".5", "-", "+1", "1e", "1e+", "0x10", "NaN",
    "Infinity", "1 2", "[] x", "\"\\x\"", "\"\\u12\"", "\"\u{1}\"", "\"\n\"", "]", "{]", "[}",
    "{\"a\":}", "{1:2}", ",", "[,1]", "1e999", "[18446744073709551616x]", "\u{feff}1",
    "100000000000000000000.", "[100000000000000000000e]", "falsex", "false0", "1,2", "1][2", "[1]2",
    "\"a\",\"b\"", "\0", "1\0", "\"\\\0\"",
  ])
  func aBrokenTextIsRefused(text: String) {
    #expect(throws: JSON.Failure.self) { try parse(text) }
  }

  @Test func aFailureNamesItsPlace() throws {
    let failure = try #require(throws: JSON.Failure.self) {
      try parse("{\n  \"a\": 1,\n  \"b\": nope\n}")
    }
    #expect(failure.line == 3)
    #expect(failure.reason.contains("word other than true, false or null"))
    #expect(failure.description.contains("line 3, column"))
    let trailing = try #require(throws: JSON.Failure.self) { try parse("{}\n[]") }
    #expect(trailing.offset == 3)
    #expect(
      trailing.description == "expected the end after one JSON value, got more (line 2, column 1)")
  }

  @Test func aTextCutShortIsSaidToBe() throws {
    let whole = Array(#"{"Metrics":[{"Name":"CPU","Value":[1,2]}],"Next":"abc"}"#.utf8)
    for length in 1..<whole.count {
      let failure = try #require(throws: JSON.Failure.self) {
        try JSON.parse(Array(whole[..<length]))
      }
      #expect(failure.isCutShort, "\(length): \(failure)")
    }
  }

  @Test(arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]])
  func invalidUTF8IsRefused(bytes: [UInt8]) throws {
    let failure = try #require(throws: JSON.Failure.self) {
      try JSON.parse([0x22] + bytes + [0x22])
    }
    #expect(failure.reason == "not JSON: invalid UTF-8")
  }

  @Test func nestingHasALimit() throws {
    let depth = JSON.maximumDepth
    let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(write(try parse(deep)) == deep)
    let failure = try #require(throws: JSON.Failure.self) { try parse("[\(deep)]") }
    #expect(failure.reason == "nested deeper than 512 levels")
    let objects = String(repeating: "{\"a\":", count: 100_000)
    #expect(throws: JSON.Failure.self) { try parse(objects) }
  }

  @Test func aDuplicatedKeyIsKept() throws {
    let document = try parse(#"{"a":1,"a":2}"#)
    #expect(document.count == 2)
    #expect(write(document) == #"{"a":1,"a":2}"#)
  }

  @Test func whatJSONLacksIsWrittenAsText() {
    let document: Document = [
      "blob": Document(blob: [0, 1, 255]), "time": Document(timestamp: 1_398_796_238),
      "late": Document(timestamp: 946_845_296.123), "nan": Document(Double.nan),
      "up": Document(Double.infinity), "down": Document(-Double.infinity),
    ]
    #expect(
      write(document)
        == #"{"blob":"AAH/","time":1398796238,"late":946845296.123,"nan":"NaN","#
        + #""up":"Infinity","down":"-Infinity"}"#)
  }

  @Test func prettyTextIsIndented() {
    #expect(
      write(["a": [1, 2], "b": [], "c": [:]], pretty: true)
        == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": [],\n  \"c\": {}\n}")
  }

  @Test func aLargeTextAndThenASmallOne() throws {
    let long = String(repeating: "é", count: 3_000_000)
    #expect(try parse("[\"\(long)\"]")[0]?.string == long)
    #expect(try parse("[1]") == [1])
  }
}
