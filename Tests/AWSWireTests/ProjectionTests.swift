import Documents
import Foundation
import Testing

@testable import AWSWire

/// Parts of outputs, against whole outputs from which the rest is taken away afterwards.
@Suite struct ProjectionTests {
  /// What is at some paths of a value, or below; a path goes through lists.
  private static func pruned(_ value: Document, to paths: [[String]]) -> Document {
    if paths.contains([]) { return value }
    switch value.kind {
    case .list: return Document(value.elements.map { pruned($0, to: paths) })
    case .map:
      return Document(
        entries: value.entries.compactMap { name, entry in
          let below = paths.filter { $0.first == name }.map { Array($0.dropFirst()) }
          return below.isEmpty ? nil : (name, pruned(entry, to: below))
        })
    default: return value
    }
  }

  private static func projection(_ paths: [[String]], of operation: AWSWire.Operation) throws
    -> Projection
  {
    var tree = FieldTree()
    for path in paths { tree.insert(path) }
    return Projection(tree, of: try #require(operation.output), operation.vocabulary)
  }

  // MARK: Each protocol

  // Read once, as its recursive shapes live as long as the process.
  private static let model = Result {
    try OperationReader.read(
      try JSON.parse(
        Array(
          """
          {"metadata": {"protocol": "query", "endpointPrefix": "example"},
           "operation": {"name": "ListThings", "output": {"shape": "Out"}},
           "shapes": {
             "Out": {"type": "structure", "members": {
               "Things": {"shape": "Things"}, "NextToken": {"shape": "String"}}},
             "Things": {"type": "list", "member": {"shape": "Thing"}},
             "Thing": {"type": "structure", "members": {
               "Id": {"shape": "String"}, "Size": {"shape": "Integer"}, "Since": {"shape": "Time"},
               "State": {"shape": "State"}, "Tags": {"shape": "Tags"}, "Names": {"shape": "Names"},
               "Data": {"shape": "Blob"}, "Parts": {"shape": "Things"}, "Labels": {"shape": "Map"}}},
             "State": {"type": "structure", "members": {
               "Code": {"shape": "Integer"}, "Name": {"shape": "String"}}},
             "Tags": {"type": "list", "member": {"shape": "Tag"}},
             "Tag": {"type": "structure", "members": {
               "Key": {"shape": "String"}, "Value": {"shape": "String"}}},
             "Names": {"type": "list", "member": {"shape": "String"}},
             "Map": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Tag"}},
             "String": {"type": "string"}, "Integer": {"type": "integer"},
             "Time": {"type": "timestamp", "timestampFormat": "unixTimestamp"},
             "Blob": {"type": "blob"}}}
          """.utf8)))
  }

  private static let json = """
    {"Things": [
       {"Id": "a", "Size": 5, "Since": 1700000000, "State": {"Code": 16, "Name": "running"},
        "Tags": [{"Key": "role", "Value": "web {\\"[\\\\"}, {"Key": "x", "Value": ""}],
        "Names": ["one", "two"], "Data": "AAEC", "Unknown": {"Deep": [{"er": [1, 2]}]},
        "Parts": [{"Id": "a1", "State": {"Name": "stopped"}}, {"Size": 2}],
        "Labels": {"l": {"Key": "k", "Value": "v"}}},
       {"Id": "b", "State": {"Code": 0}, "Tags": []}, {}],
     "NextToken": "more"}
    """

  private static let xml = """
    <ListThingsResponse><ListThingsResult><Things>
      <member><Id>a</Id><Size>5</Size><Since>1700000000</Since>
        <State><Code>16</Code><Name>running</Name></State>
        <Tags><member><Key>role</Key><Value>web {"[\\</Value></member>
          <member><Key>x</Key><Value/></member></Tags>
        <Names><member>one</member><member>two</member></Names><Data>AAEC</Data>
        <Unknown><Id>not this</Id></Unknown>
        <Parts><member><Id>a1</Id><State><Name>stopped</Name></State></member>
          <member><Size>2</Size></member></Parts>
        <Labels><entry><key>l</key><value><Key>k</Key><Value>v</Value></value></entry></Labels>
      </member>
      <member><Id>b</Id><State><Code>0</Code></State><Tags/></member><member/>
    </Things><NextToken>more</NextToken></ListThingsResult></ListThingsResponse>
    """

  /// The same answer in a protocol.
  private static func response(_ wire: WireProtocol) throws -> WireResponse {
    let body: [UInt8] =
      switch wire {
      case .query: Array(xml.utf8)
      case .ec2:
        Array(
          xml.replacing("<ListThingsResult>", with: "")
            .replacing("</ListThingsResult>", with: "").utf8)
      case .json, .restJSON: Array(json.utf8)
      default: cbor(try JSON.parse(Array(json.utf8)))
      }
    return WireResponse(status: 200, headers: [:], body: body)
  }

  /// A plain value as CBOR (RFC 8949) with lengths of 32 bits, and the times and bytes of the model.
  private static func cbor(_ value: Document, key: String? = nil) -> [UInt8] {
    func head(_ major: UInt8, _ length: Int) -> [UInt8] {
      [major << 5 | 26] + withUnsafeBytes(of: UInt32(length).bigEndian) { Array($0) }
    }
    switch value.kind {
    case .map:
      return head(5, value.count)
        + value.entries.flatMap { name, entry in
          head(3, name.utf8.count) + Array(name.utf8) + cbor(entry, key: name)
        }
    case .list: return head(4, value.count) + value.elements.flatMap { cbor($0) }
    case .string where key == "Data": return head(2, 3) + [0, 1, 2]
    case .string: return head(3, value.string!.utf8.count) + Array(value.string!.utf8)
    case .integer where key == "Since": return [0xC1] + head(0, Int(value.integer!))
    default: return head(0, Int(value.integer!))
    }
  }

  private static let fields = [
    ["Id"], ["State.Name"], ["Id", "State.Name", "Tags"], ["Tags.Key"], ["Tags.Value", "Tags.Key"],
    ["Names", "Data"], ["Parts.State.Name", "Parts.Size"], ["Parts.Parts.Id"], ["Labels"],
    ["State", "State.Code"], ["Since", "Size"],
    ["Id", "Size", "Since", "State", "Tags", "Names", "Data", "Parts", "Labels"],
  ]

  @Test(arguments: [WireProtocol.query, .ec2, .json, .restJSON, .rpcV2CBOR], fields)
  func whatIsNotAskedForIsNotThere(_ wire: WireProtocol, _ fields: [String]) throws {
    let operation = try Self.model.get()
    let codec = try Codecs.codec(for: wire)
    let whole = try codec.decode(operation, try Self.response(wire))
    #expect(whole["Things"]?.count == 3 && whole["Things"]?[0]?.count == 9)
    let projection = try Projection(
      fields: fields, items: [PathExpression("Things")], keeping: [PathExpression("NextToken")],
      of: operation)
    let expected = Self.pruned(
      whole,
      to: fields.map { ["Things"] + $0.split(separator: ".").map(String.init) } + [["NextToken"]])
    // Twice: the second is read by what the first has left behind.
    for _ in 0..<2 {
      #expect(try codec.decode(operation, try Self.response(wire), projection) == expected)
    }
    #expect(projection.part(of: whole) == expected)
  }

  /// Errors have no projection.
  @Test func anErrorKeepsAllOfItsMembers() throws {
    let operation = try ModelStore().service("cloudwatch").operation("DescribeAlarms")
    let projection = try Self.projection([["NextToken"]], of: operation)
    let body = #"{"__type": "InvalidNextToken", "message": "no such page"}"#
    let error = #expect(throws: AWSError.self) {
      try Codecs.codec(for: .json).decode(
        operation, WireResponse(status: 400, headers: [:], body: Array(body.utf8)), projection)
    }
    #expect(error?.code == "InvalidNextToken" && error?.message == "no such page")
  }

  @Test func anAnswerThatIsCutShortIsNoAnswerWhereverThatIs() throws {
    let operation = try Self.model.get()
    let projection = try Self.projection([["NextToken"]], of: operation)
    for wire in [WireProtocol.query, .json, .restJSON, .rpcV2CBOR] {
      let response = try Self.response(wire)
      let codec = try Codecs.codec(for: wire)
      for length in stride(from: 40, to: response.body.count - 2, by: 7) {
        let cut = WireResponse(status: 200, headers: [:], body: Array(response.body[..<length]))
        #expect(throws: AWSError.self, "\(wire), \(length) bytes") {
          try codec.decode(operation, cut, projection)
        }
      }
    }
  }

  // MARK: Public test data

  private struct Case {
    let id: String
    let wire: WireProtocol
    let operation: AWSWire.Operation
    let response: WireResponse
  }

  /// The answers of AWS's and botocore's test data that are outputs.
  private static func publicCases() throws -> [Case] {
    let lines = Fixture.shared("cases.jsonl")?.split(separator: UInt8(ascii: "\n")) ?? []
    return try lines.compactMap { line in
      let text = try JSON.parse(Array(line))
      guard text["op"] == "parse", let name = text["protocol"]?.string,
        let wire = WireProtocol(rawValue: name), wire != .restXML,
        let response = text["response"], let status = response["status"]?.integer, status < 300,
        let model = text["model"], let operation = try? OperationReader.read(model),
        let body = Base64.decode((response["body_b64"]?.string ?? "").utf8)
      else { return nil }
      let headers = response["headers"]?.entries.map { ($0.key, $0.value.string ?? "") } ?? []
      return Case(
        id: text["id"]?.string ?? "", wire: wire, operation: operation,
        response: WireResponse(
          status: Int(status),
          headers: Dictionary(headers.map { ($0.0.lowercased(), $0.1) }, uniquingKeysWith: { $1 }),
          spellings: Dictionary(
            headers.map { ($0.0.lowercased(), $0.0) }, uniquingKeysWith: { $1 }),
          body: body))
    }
  }

  /// Every member of a structure by its path, three levels deep.
  private static func paths(_ shape: Shape, _ depth: Int = 0) -> [[String]] {
    if shape.kind == .list, let element = shape.element { return paths(element.shape, depth) }
    guard shape.kind == .structure, !shape.isDocument, depth < 3 else { return [] }
    return shape.members.flatMap { member in
      [[member.name]]
        + (member.isJSONValue ? [] : paths(member.shape, depth + 1)).map { [member.name] + $0 }
    }
  }

  @Test(
    .enabled(
      if: Fixture.shared("cases.jsonl") != nil,
      "the conformance data is not there: ../shared/conformance beside the project"))
  func eachMemberOfEachPublicAnswerIsWhatTheWholeHas() throws {
    let cases = try Self.publicCases()
    #expect(cases.count > 100)
    var compared = 0
    for test in cases {
      let codec = try Codecs.codec(for: test.wire)
      guard let output = test.operation.output,
        let whole = try? codec.decode(test.operation, test.response)
      else { continue }
      for path in Self.paths(output) {
        let projection = try Self.projection([path], of: test.operation)
        let part = try codec.decode(test.operation, test.response, projection)
        let expected = Self.pruned(whole, to: [path])
        #expect(part == expected, "\(test.id): \(path)")
        #expect(projection.part(of: whole) == expected, "\(test.id): \(path)")
        compared += 1
      }
    }
    #expect(compared > 500)
  }

  // MARK: Paths

  @Test(arguments: [
    (
      "InstanceID", "'InstanceID': Instance has no member 'InstanceID' (did you mean 'InstanceId'?)"
    ),
    ("State.Nme", "'State.Nme': InstanceState has no member 'Nme' (did you mean 'Name'?)"),
    ("InstanceId.Name", "'InstanceId.Name': String is a string, which comes whole"),
    ("Reservations", "'Reservations': Instance has no member 'Reservations'"),
    ("", "'': Instance has no member ''"), ("State.", "'State.': InstanceState has no member ''"),
  ])
  func aFieldThatNoItemHasIsNamedWithTheNearest(_ field: String, _ problem: String) throws {
    let operation = try ModelStore().service("ec2").operation("DescribeInstances")
    let error = #expect(throws: AWSError.self) {
      try Projection(
        fields: ["Tags", field], items: [PathExpression("Reservations[].Instances[]")],
        keeping: [], of: operation)
    }
    #expect(error?.kind == .validation && error?.code == "ParamValidation")
    #expect(error?.message == "DescribeInstances: fields: \(problem)")
  }

  @Test func itemsOfSeveralKindsEachKeepWhatTheyHave() throws {
    let operation = try ModelStore().service("cloudwatch").operation("DescribeAlarms")
    let items = try ["CompositeAlarms", "MetricAlarms"].map { try PathExpression($0) }
    let projection = try Projection(
      fields: ["AlarmName", "AlarmRule", "Threshold"], items: items, keeping: [], of: operation)
    let whole: Document = [
      "CompositeAlarms": [["AlarmName": "c", "AlarmRule": "TRUE", "StateValue": "OK"]],
      "MetricAlarms": [["AlarmName": "m", "Threshold": 5.0, "StateValue": "OK"]],
    ]
    #expect(
      projection.part(of: whole) == [
        "CompositeAlarms": [["AlarmName": "c", "AlarmRule": "TRUE"]],
        "MetricAlarms": [["AlarmName": "m", "Threshold": 5.0]],
      ])
  }

  @Test func itemsWithoutMembersHaveNoFields() throws {
    let operation = try ModelStore().service("cloudwatch").operation("GetMetricData")
    #expect(throws: AWSError.self) {
      try Projection(
        fields: ["x"], items: [PathExpression("MetricDataResults[].Values")], keeping: [],
        of: operation)
    }
  }

  @Test(arguments: [
    ("NextToken", ["NextToken"], []), ("A.B[].C", ["A/B/C"], []),
    ("NextMarker || Contents[-1].Key", ["NextMarker", "Contents/Key"], []),
    ("A[?B=='x' && C].D", ["A/D"], ["A/B", "A/C"]), ("A.*.B", [], ["A"]),
    ("length(A) > `0`", [], ["A"]), ("A[0] | B", ["A/B"], []),
  ])
  func anExpressionKnowsWhatItReads(_ text: String, _ values: [String], _ others: [String]) throws {
    let reads = try PathExpression(text).reads
    #expect(reads.values.map { $0.joined(separator: "/") } == values)
    #expect(Set(reads.onTheWay.map { $0.joined(separator: "/") }) == Set(others))
  }

  /// Of AWS's own expressions: what they do not read can be taken away.
  @Test func anExpressionReadsNothingElse() throws {
    var count = 0
    for entry in Fixture.json("paths.json").elements {
      let expression = try PathExpression(try #require(entry["expression"]?.string))
      for testCase in entry["cases"]?.elements.map({ $0 }) ?? [] {
        let document = try #require(testCase[0])
        let rest = Self.pruned(document, to: expression.reads.all)
        #expect(expression.value(in: rest) == expression.value(in: document), "\(expression.text)")
        count += 1
      }
    }
    #expect(count > 500)
  }
}
