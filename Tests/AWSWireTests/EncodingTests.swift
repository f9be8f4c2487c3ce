import AWSWire
import Documents
import Testing

@Suite struct EncodingTests {
  let store = ModelStore()
  let checker = InputChecker(makeToken: { "46d2251c-f575-478e-b8fd-e45d58becd59" })

  private func encode(
    _ service: String, _ method: String, _ params: Document, as wire: WireProtocol? = nil
  ) throws -> WireRequest {
    let model = try store.service(service)
    let operation = try model.operation(try #require(model.operationName(forMethod: method)))
    let input = try checker.check(params, for: operation)
    return try Codecs.codec(for: wire ?? model.metadata.wireProtocol).encode(operation, input)
  }

  private func body(_ request: WireRequest) -> String {
    String(decoding: request.body, as: UTF8.self)
  }

  // MARK: Against what boto3 sends

  struct Recording: CustomTestStringConvertible {
    let entries: Document
    var testDescription: String { entries["label"]?.string ?? "?" }
  }

  private static let recorded: [Recording] =
    Fixture.shared("boto3-requests.json").flatMap { try? JSON.parse($0) }?.elements
    .map { Recording(entries: $0) } ?? []

  @Test(
    .enabled(
      if: !recorded.isEmpty,
      "../shared/conformance/boto3-requests.json is not there: nothing to compare with"),
    arguments: recorded)
  func aRequestEqualsBoto3s(_ recorded: Recording) throws {
    let recording = recorded.entries
    let label = try #require(recording["label"]?.string)
    let service = try #require(recording["service"]?.string)
    let method = try #require(recording["operation"]?.string)
    guard ModelStore.embeddedServices.contains(service),
      try store.service(service).operationName(forMethod: method) != nil
    else {
      #expect(["create_volume_ts", "logs_filter", "events_put"].contains(label))
      return
    }
    let ours = try encode(service, method, try #require(recording["params"].map(withBytes)))
    let headers = Dictionary(
      recording["headers"]!.elements.map { ($0[0]!.string!.lowercased(), $0[1]!.string!) },
      uniquingKeysWith: { first, _ in first })
    #expect(ours.method == recording["method"]?.string)
    #expect(ours.uri == recording["path"]?.string)
    for name in ["content-type", "x-amz-target", "x-amzn-query-mode"] {
      #expect(ours.headers.first { $0.name.lowercased() == name }?.value == headers[name])
    }
    // Compression is the transport's; the same input without it is among the recordings.
    if headers["content-encoding"] == "gzip" { return }
    let theirs = try #require(Base64.decode(recording["body_base64"]!.string!.utf8))
    if ours.headers.contains(where: { $0.value.contains("json") }) {
      #expect(withWholeSeconds(try JSON.parse(ours.body)) == (try JSON.parse(theirs)))
    } else {
      #expect(fields(body(ours)) == fields(String(decoding: theirs, as: UTF8.self)))
    }
  }

  /// The recordings hold blobs as base64.
  private func withBytes(_ value: Document) -> Document {
    switch value.kind {
    case .list: return Document(value.elements.map(withBytes))
    case .map:
      return Document(
        entries: value.entries.map { key, entry in
          guard key == "BinaryValue", let text = entry.string else {
            return (key, withBytes(entry))
          }
          return (key, Document(blob: Base64.decode(text.utf8)!))
        })
    default: return value
    }
  }

  /// boto3 cuts the fraction of a second off, which the protocol does not ask for.
  private func withWholeSeconds(_ body: Document) -> Document {
    Document(
      entries: body.entries.map { key, value in
        (key, key.hasSuffix("Time") ? Document(Int64(value.number!)) : value)
      })
  }

  private func fields(_ form: String) -> [String] {
    form.split(separator: "&").map(String.init).sorted()
  }

  // MARK: Forms

  @Test func aFormEscapesAllButTheUnreserved() throws {
    let request = try encode("sns", "publish", ["Message": "a b+c&d=é/~-._*\n", "TopicArn": "t"])
    #expect(
      body(request).contains("&Message=a+b%2Bc%26d%3D%C3%A9%2F~-._%2A%0A"))
    #expect(body(request).hasPrefix("Action=Publish&Version=2010-03-31&"))
  }

  @Test func anEmptyListIsWrittenInQueryAndLeftOutInEC2() throws {
    let query = try encode("cloudwatch", "describe_alarms", ["AlarmNames": []], as: .query)
    #expect(body(query) == "Action=DescribeAlarms&Version=2010-08-01&AlarmNames=")
    let ec2 = try encode("ec2", "describe_instances", ["InstanceIds": []])
    #expect(body(ec2) == "Action=DescribeInstances&Version=2016-11-15")
  }

  @Test func cloudWatchCanBeWrittenInQueryToo() throws {
    let request = try encode(
      "cloudwatch", "put_metric_data",
      [
        "Namespace": "N",
        "MetricData": [
          [
            "MetricName": "M", "Values": [1, 1e300], "Timestamp": 1_767_225_600.5,
            "Dimensions": [["Name": "a", "Value": "b"]], "StorageResolution": 1,
          ]
        ], "StrictEntityValidation": false,
      ], as: .query)
    #expect(
      body(request)
        == "Action=PutMetricData&Version=2010-08-01&Namespace=N&MetricData.member.1.MetricName=M"
        + "&MetricData.member.1.Dimensions.member.1.Name=a"
        + "&MetricData.member.1.Dimensions.member.1.Value=b"
        + "&MetricData.member.1.Timestamp=2026-01-01T00%3A00%3A00.500000Z"
        + "&MetricData.member.1.Values.member.1=1.0&MetricData.member.1.Values.member.2=1e%2B300"
        + "&MetricData.member.1.StorageResolution=1&StrictEntityValidation=false")
  }

  // MARK: JSON

  @Test func fractionsOfASecondAreKept() throws {
    let request = try encode(
      "cloudwatch", "get_metric_data",
      ["StartTime": "2026-01-01T00:00:00.25Z", "EndTime": 1_767_225_601, "MetricDataQueries": []])
    #expect(
      body(request)
        == #"{"MetricDataQueries":[],"StartTime":1767225600.25,"EndTime":1767225601}"#)
  }

  @Test func anInputIsWrittenAlthoughItWasMadeByHand() throws {
    let operation = try store.service("cloudwatch").operation("DescribeAlarms")
    let request = try Codecs.codec(for: .json).encode(operation, ["AlarmNames": ["é\"\\"]])
    #expect(body(request) == #"{"AlarmNames":["é\"\\"]}"#)
  }

  // MARK: Hosts and protocols

  private static let labelled: Document = [
    "metadata": ["protocol": "json", "targetPrefix": "T"],
    "operation": [
      "name": "Say", "input": ["shape": "In"], "endpoint": ["hostPrefix": "a-{Who}.b-{To}."],
    ],
    "shapes": [
      "In": [
        "type": "structure",
        "members": [
          "Who": ["shape": "S", "hostLabel": true], "To": ["shape": "S", "hostLabel": true],
        ],
      ], "S": ["type": "string"],
    ],
  ]

  @Test func labelsBecomePartOfTheHost() throws {
    let operation = try OperationReader.read(Self.labelled)
    let request = try Codecs.codec(for: .json).encode(operation, ["Who": "me", "To": "you-2"])
    #expect(request.hostPrefix == "a-me.b-you-2.")
  }

  @Test(arguments: ["", "a.b", "a/b", "-a", "a-", "ä", "a@b", String(repeating: "x", count: 64)])
  func aLabelThatWouldChangeTheHostIsRefused(label: String) throws {
    let operation = try OperationReader.read(Self.labelled)
    let error = #expect(throws: AWSError.self) {
      try Codecs.codec(for: .json).encode(operation, ["Who": Document(label), "To": "you"])
    }
    #expect(error?.kind == .validation)
    #expect(
      error?.message
        == "Say: Who: expected part of a host name (1 to 63 letters, digits and inner hyphens), "
        + "got string \(label.debugDescription)")
  }

  @Test func aProtocolWithoutACodecIsNamed() {
    let error = #expect(throws: AWSError.self) { try Codecs.codec(for: .restXML) }
    #expect(error?.code == "UnsupportedProtocol")
    #expect(
      error?.message
        == "the protocol 'rest-xml' is not supported; supported: json, query, ec2, rest-json, "
        + "smithy-rpc-v2-cbor")
  }
}
