import AWSWire
import Testing

@Suite struct TimestampTests {
  /// Epoch seconds as Python's `datetime` gives them.
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2014-04-29T18:30:38Z", 1_398_796_238),
    ("2014-04-29T18:30:38+00:00", 1_398_796_238), ("2014-04-29T18:30:38", 1_398_796_238),
    ("2019-12-16T22:48:18-01:00", 1_576_540_098), ("2019-12-17T00:48:18+01:00", 1_576_540_098),
    ("2019-12-17T05:18:18+0530", 1_576_540_098), ("2000-01-02T20:34:56.123Z", 946_845_296.123),
    ("2000-01-02T20:34:56.123456Z", 946_845_296.123456), ("1969-12-31T23:59:59.5Z", -0.5),
    ("2000-02-29T00:00:00Z", 951_782_400), ("2100-03-01T00:00:00Z", 4_107_542_400),
    ("0001-01-01T00:00:00Z", -62_135_596_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
    ("20140429T183038Z", 1_398_796_238), ("2014-04-29", 1_398_729_600),
    ("2016-12-31T23:59:60Z", 1_483_228_800), ("  2014-04-29T18:30:38Z\n", 1_398_796_238),
    ("Tue, 29 Apr 2014 18:30:38 GMT", 1_398_796_238),
    ("Sun, 02 Jan 2000 20:34:56.456 GMT", 946_845_296.456),
    ("Sun, 2 Jan 2000 20:34:56 +0100", 946_841_696), ("1398796238", 1_398_796_238),
    ("1398796238.25", 1_398_796_238.25), ("-1", -1), ("1.398796238E9", 1_398_796_238),
    ("20140429", 20_140_429),
  ])
  func textsOfEveryFormAreRead(text: String, seconds: Double) {
    #expect(Timestamp.parse(text) == seconds)
  }

  @Test(arguments: [
    "", " ", "yesterday", "2014-13-01T00:00:00Z", "2014-02-29T00:00:00Z", "2014-04-31",
    "2014-04-29T25:00:00Z", "2014-04-29T18:61:00Z", "2014-04-29T18:30:38Q", "2014-04-29T",
    "2014-04-29T18:30:38Z tail", "Tue, 29 Foo 2014 18:30:38 GMT", "Tue 29 Apr 2014", "0x10", "NaN1",
    "2014-04-29T18:30:38+1", "1e", "--1",
  ])
  func whatIsNoTimeIsRefused(text: String) {
    #expect(Timestamp.parse(text) == nil)
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "0"),
    (1_398_796_238, "2014-04-29T18:30:38Z", "Tue, 29 Apr 2014 18:30:38 GMT", "1398796238"),
    (951_782_400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT", "951782400"),
    (
      946_845_296.123, "2000-01-02T20:34:56.123000Z", "Sun, 02 Jan 2000 20:34:56 GMT",
      "946845296.123"
    ),
    (-0.5, "1969-12-31T23:59:59.500000Z", "Wed, 31 Dec 1969 23:59:59 GMT", "-0.5"),
  ])
  func timesAreWrittenInEveryForm(seconds: Double, iso: String, rfc: String, epoch: String) {
    #expect(Timestamp.format(seconds, as: .iso8601) == iso)
    #expect(Timestamp.format(seconds, as: .rfc822) == rfc)
    #expect(Timestamp.format(seconds, as: .unixTimestamp) == epoch)
  }

  @Test func aDayOfEveryWeekOfFourCenturiesComesBack() {
    for day in stride(from: -73_000, to: 73_000, by: 7) {
      let seconds = Double(day) * 86_400 + 3_661
      #expect(Timestamp.parse(Timestamp.format(seconds, as: .iso8601)) == seconds)
    }
  }
}

@Suite struct Base64Tests {
  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func theStandardsVectorsHold(text: String, encoded: String) {
    #expect(String(decoding: Base64.encode(text.utf8), as: UTF8.self) == encoded)
    #expect(Base64.decode(encoded.utf8) == Array(text.utf8))
  }

  @Test func wrappedAndUnpaddedTextsAreRead() {
    #expect(Base64.decode("Zm9v\n Ym Fy\r\n".utf8) == Array("foobar".utf8))
    #expect(Base64.decode("Zm9vYg".utf8) == Array("foob".utf8))
  }

  @Test(arguments: ["Z", "Zm9vY", "Zm=v", "Zg=", "====", "Zm9v!", "Zg==Zg==", "Zm9v="])
  func whatIsNoBase64IsRefused(text: String) {
    #expect(Base64.decode(text.utf8) == nil)
  }
}
