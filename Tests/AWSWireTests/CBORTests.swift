import Documents
import Testing

@testable import AWSWire

/// CBOR items against botocore's parser and serializer; the fixture is made by
/// `Tests/Fixtures/make-cbor.py`.
@Suite struct CBORTests {
  private static let fixture = Fixture.json("cbor.json")

  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count, by: 2).map { index in
      UInt8(String(decoding: digits[index..<(index + 2)], as: UTF8.self), radix: 16)!
    }
  }

  private func read(_ hex: String) throws -> Document {
    try CBORReader.read(Self.bytes(hex), as: nil, nil)
  }

  private func failure(_ hex: String) throws -> CBORReader.Failure {
    try #require(throws: CBORReader.Failure.self) { try read(hex) }
  }

  /// The fixture's notation for what JSON has no form for.
  private func asFixture(_ value: Document) -> Document {
    switch value.kind {
    case .blob: ["blob": Document(String(decoding: Base64.encode(value.blob!), as: UTF8.self))]
    case .timestamp: ["time": Document(value.timestamp!)]
    case .double where value.double!.isNaN: ["double": "nan"]
    case .double where value.double!.isInfinite:
      ["double": Document(value.double! < 0 ? "-inf" : "inf")]
    case .list: Document(value.elements.map { asFixture($0) })
    case .map: Document(entries: value.entries.map { ($0.key, asFixture($0.value)) })
    default: value
    }
  }

  @Test func everyKindOfItemIsReadAsBotocoreReadsIt() throws {
    let items = try #require(Self.fixture["items"]).elements.map { $0 }
    #expect(items.count > 70)
    for item in items {
      let hex = try #require(item[0]?.string)
      #expect(asFixture(try read(hex)) == item[1], "\(hex)")
    }
  }

  @Test func callsAreWrittenAsBotocoreWritesThem() throws {
    let service = try ModelStore().service("cloudwatch")
    for call in try #require(Self.fixture["calls"]).elements {
      let operation = try service.operation(try #require(call["operation"]?.string))
      let input = try InputChecker().check(try #require(call["input"]), for: operation)
      let request = try Codecs.codec(for: operation, speaking: .rpcV2CBOR).encode(operation, input)
      #expect(request.method == "POST")
      #expect(request.uri == call["uri"]?.string)
      let headers = Dictionary(uniqueKeysWithValues: request.headers.map { ($0.name, $0.value) })
      for (name, value) in try #require(call["headers"]).entries {
        #expect(headers[name] == value.string, "\(operation.name): \(name)")
      }
      let expected = try read(try #require(call["body"]?.string))
      #expect(try CBORReader.read(request.body, as: nil, nil) == expected, "\(operation.name)")
      // The order of members is all that differs.
      #expect(request.body.count == Self.bytes(call["body"]!.string!).count)
    }
  }

  @Test func bignumsAndDecimalFractionsAreNumbers() throws {
    #expect(try read("c249010000000000000000") == Document(18_446_744_073_709_551_616.0))
    #expect(try read("c349010000000000000000") == Document(-18_446_744_073_709_551_617.0))
    #expect(try read("1bffffffffffffffff") == Document(18_446_744_073_709_551_615.0))
    #expect(try read("3bffffffffffffffff") == Document(-18_446_744_073_709_551_616.0))
    #expect(try read("c48221196ab3") == Document(273.15))
  }

  @Test(arguments: [
    ("", "the bytes end before the item does (byte 0)"),
    ("19", "the bytes end"), ("6261", "the bytes end"), ("8201", "the bytes end"),
    ("bf6161", "the bytes end"), ("9f01", "the bytes end"), ("7f6161", "the bytes end"),
    ("5b7fffffffffffffff00", "the bytes end"), ("9bffffffffffffffff00", "the bytes end"),
    ("c1", "the bytes end"),
  ])
  func whatEndsTooEarlyIsCutShort(hex: String, problem: String) throws {
    let failure = try failure(hex)
    #expect(failure.isCutShort)
    #expect(failure.description.hasPrefix(problem), "\(failure)")
  }

  @Test(arguments: [
    ("1c", "malformed: the initial byte 28 has no meaning"),
    ("ff", "expected a value, got a break"),
    ("0000", "expected the end after one item, got more"),
    ("a10102", "expected a text string as a key, got an integer"),
    ("61ff", "a text string is not UTF-8"), ("f8ff", "expected a value, got the simple value 255"),
    ("bf6161ff", "expected a value, got a break"),
    ("7f4161ff", "expected a piece of a string, got a byte string"),
    ("c11b", "the bytes end"), ("c16161", "expected a time, got a text string"),
    ("c1f97e00", "expected a time, got nan"),
    ("c48201", "the bytes end"), ("c44101", "expected an array of two"),
    ("c4821a7fffffff01", "a number is too large for a double"),
    ("c482000a00", "expected the end"),
  ])
  func whatIsMalformedIsRefused(hex: String, problem: String) throws {
    let failure = try failure(hex)
    #expect(failure.description.contains(problem), "\(failure)")
  }

  @Test(arguments: ["81", "9f", "a16161", "bf6161", "d903e7"])
  func whatIsNestedTooDeepIsRefusedWithoutACrash(hex: String) throws {
    let failure = try failure(String(repeating: hex, count: 100_000) + "00")
    // Tags one after the other are no depth.
    if hex != "d903e7" { #expect(failure.reason == "nested deeper than 512 levels") }
  }

  // MARK: Shaped by a model

  private func decode(_ body: [UInt8], status: Int = 200, headers: [String: String] = [:])
    throws -> Document
  {
    let operation = try ModelStore().service("cloudwatch").operation("GetMetricData")
    return try Codecs.codec(for: operation, speaking: .rpcV2CBOR).decode(
      operation, WireResponse(status: status, headers: headers, body: body))
  }

  private func body(_ value: Document) -> [UInt8] {
    var writer = CBORWriter()
    func write(_ value: Document) {
      switch value.kind {
      case .list:
        writer.head(.array, UInt64(value.count))
        value.elements.forEach(write)
      case .map:
        writer.head(.map, UInt64(value.count))
        for (key, entry) in value.entries {
          writer.text(key)
          write(entry)
        }
      case .string: value.withBytes { writer.text($0) }
      case .timestamp: writer.timestamp(value.timestamp!)
      case .double: writer.double(value.double!)
      case .integer: writer.integer(value.integer!)
      case .bool: writer.bool(value.bool!)
      case .blob: value.withBytes { writer.blob($0) }
      case .null: writer.null()
      }
    }
    write(value)
    return writer.bytes
  }

  @Test func valuesTakeTheTypesOfTheModel() throws {
    let output = try decode(
      body([
        "MetricDataResults": [
          [
            "Id": "m",
            "Timestamps": [Document(timestamp: 1_398_796_238), 1_398_796_298.5, 7],
            "Values": [1, 2.5, nil], "StatusCode": "Complete", "New": [["a": [1]]], "Label": nil,
          ]
        ], "NextToken": nil, "__type": "x",
      ]))
    #expect(
      output == [
        "MetricDataResults": [
          [
            "Id": "m",
            "Timestamps": [
              Document(timestamp: 1_398_796_238), Document(timestamp: 1_398_796_298.5),
              Document(timestamp: 7),
            ],
            "Values": [1.0, 2.5, nil], "StatusCode": "Complete",
          ]
        ]
      ])
    #expect(output["MetricDataResults"]?[0]?.shapeName == "MetricDataResult")
  }

  @Test func aValueThatHasNoOtherReadingIsAnErrorWithItsPath() throws {
    let error = try #require(throws: AWSError.self) {
      try decode(body(["MetricDataResults": [["Timestamps": [1, "soon"]]]]))
    }
    #expect(error.kind == .network)
    #expect(error.code == "UnreadableAnswer")
    #expect(
      error.message.contains(
        "MetricDataResults.[0].Timestamps.[1]: expected a time, got a text string"),
      "\(error.message)")
  }

  @Test(arguments: [[0xF6], [0xF7], [0x80], [0xD9, 0xD9, 0xF7, 0xF6]] as [[UInt8]])
  func anAnswerThatIsNoMapIsAnError(bytes: [UInt8]) throws {
    let error = try #require(throws: AWSError.self) { try decode(bytes) }
    #expect(error.code == "UnreadableAnswer")
  }

  @Test func anAnswerThatIsCutShortAnywhereIsAnError() throws {
    let whole = body([
      "MetricDataResults": [["Id": "m", "Timestamps": [1], "Values": [2.5]]], "NextToken": "t",
    ])
    #expect(try decode(whole)["NextToken"] == "t")
    for length in 0..<whole.count {
      let error = try #require(throws: AWSError.self) { try decode(Array(whole[..<length])) }
      #expect(error.code == "UnreadableAnswer", "\(length)")
    }
  }

  @Test func anErrorIsNamedByBodyOrHeader() throws {
    let named = try #require(throws: AWSError.self) {
      try decode(
        body(["__type": "aws.cloudwatch#InvalidNextToken", "message": "no"]), status: 400,
        headers: ["x-amzn-requestid": "r-1"])
    }
    #expect(named.code == "InvalidNextToken")
    #expect(named.message == "no")
    #expect(named.requestID == "r-1")
    #expect(named.fields?["message"] == "no")
    let query = try #require(throws: AWSError.self) {
      try decode(
        body(["__type": "x#Y"]), status: 400,
        headers: ["x-amzn-query-error": "Throttling;Sender"])
    }
    #expect(query.code == "Throttling")
    let page = try #require(throws: AWSError.self) {
      try decode(Array("<html>down</html>".utf8), status: 503)
    }
    #expect(page.code == "503")
  }

  @Test func aProtocolThatTheServiceDoesNotSpeakIsRefused() throws {
    let operation = try ModelStore().service("ec2").operation("DescribeInstances")
    let error = try #require(throws: AWSError.self) {
      try Codecs.codec(for: operation, speaking: .rpcV2CBOR)
    }
    #expect(error.code == "UnsupportedProtocol")
    #expect(
      error.message
        == "ec2 does not speak the protocol 'smithy-rpc-v2-cbor'; it speaks: ec2")
  }
}
