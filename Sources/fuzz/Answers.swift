import AWSWire
import Documents

/// Answers of services, read as operations whose outputs have every kind of shape.
enum Answers {
  static func xml(_ input: [UInt8]) {
    decode(ec2, .ec2, input)
    decode(topics, .query, input)
  }

  static func json(_ input: [UInt8]) {
    if let document = try? JSON.parse(input) {
      // What was read can be written and read again, and is then the same. (Equality would not do:
      // of a key that comes twice it sees one.)
      let text = JSON.serialize(document)
      let again = try? JSON.parse(text)
      precondition(again.map { JSON.serialize($0) } == text, "JSON that changes on its way through")
    }
    decode(metrics, .json, input)
    decode(kinds, .json, input)
  }

  static func cbor(_ input: [UInt8]) {
    decode(metrics, .rpcV2CBOR, input)
    decode(kinds, .rpcV2CBOR, input)
  }

  /// Headers, an empty line, and a body.
  static func rest(_ input: [UInt8]) {
    var headers: [String: String] = [:]
    var rest = input[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: rest[..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
      guard let colon = line.firstIndex(of: ":") else { break }
      headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...])
    }
    decode(kinds, .restJSON, Array(rest), headers)
  }

  /// Decodes as an output and as an error, and goes through all that comes of it.
  private static func decode(
    _ operation: Operation, _ wire: WireProtocol, _ body: [UInt8], _ headers: [String: String] = [:]
  ) {
    for status in [200, 400] {
      do {
        let response = WireResponse(status: status, headers: headers, body: body)
        let output = try Codecs.codec(for: wire).decode(operation, response)
        precondition(output.kind == .map, "an output is a structure")
        precondition(status == 200, "an error is not an output")
        check(output)
        checkPart(of: output, operation, wire, response)
      } catch {
        precondition(!error.code.isEmpty, "an error without a code")
        if let fields = error.fields { check(fields) }
      }
    }
  }

  /// What is read of an answer for some fields is what the whole has of them.
  private static func checkPart(
    of whole: Document, _ operation: Operation, _ wire: WireProtocol, _ response: WireResponse
  ) {
    guard let projection = projections[operation.name] else { return }
    let part = try? Codecs.codec(for: wire).decode(operation, response, projection)
    precondition(
      part.map { JSON.serialize($0) } == JSON.serialize(projection.part(of: whole)),
      "a part that is not of the whole")
  }

  private static let projections: [String: Projection] = {
    func projection(
      _ operation: Operation, _ items: String, _ fields: [String], keeping: [String] = []
    ) -> Projection {
      do {
        return try Projection(
          fields: fields, items: [PathExpression(items)],
          keeping: keeping.map { try PathExpression($0) },
          of: operation)
      } catch {
        fatalError("\(error)")
      }
    }
    let all = [
      (
        ec2,
        projection(ec2, "Reservations[].Instances[]", ["InstanceId", "State.Name", "Tags.Key"])
      ),
      (
        metrics, projection(metrics, "MetricDataResults", ["Id", "Values"], keeping: ["NextToken"])
      ),
      (
        kinds,
        projection(
          kinds, "Nested", ["Kinds.Times"],
          keeping: ["Union.A", "HeaderTime", "Map", "Any", "List"])
      ),
    ]
    return Dictionary(uniqueKeysWithValues: all.map { ($0.0.name, $0.1) })
  }()

  /// Reads every value, key and count of nodes.
  private static func check(_ document: Document) {
    precondition(!JSON.serialize(document).isEmpty, "a document without a text")
  }

  // MARK: Operations

  private static func operation(_ service: String, _ name: String) -> Operation {
    do {
      return try ModelStore().service(service).operation(name)
    } catch {
      fatalError("\(error)")
    }
  }

  // libFuzzer calls from one thread, so that these are read by one.
  private static let ec2 = operation("ec2", "DescribeInstances")
  private static let topics = operation("sns", "GetTopicAttributes")
  private static let metrics = operation("cloudwatch", "GetMetricData")

  /// Each kind of shape, in the body and in headers.
  private static let kinds: Operation = {
    let description: Document = [
      "metadata": ["protocol": "rest-json", "endpointPrefix": "kinds"],
      "operation": ["name": "GetKinds", "output": ["shape": "Kinds"]],
      "shapes": [
        "Kinds": [
          "type": "structure",
          "members": [
            "String": ["shape": "String"], "Integer": ["shape": "Integer"],
            "Double": ["shape": "Double"], "Boolean": ["shape": "Boolean"],
            "Blob": ["shape": "Blob"], "Time": ["shape": "Time"], "List": ["shape": "List"],
            "Map": ["shape": "Map"], "Nested": ["shape": "Nested"], "Union": ["shape": "Union"],
            "Any": ["shape": "Any"],
            "HeaderString": ["shape": "String", "location": "header", "locationName": "X-String"],
            "HeaderTime": ["shape": "Time", "location": "header", "locationName": "X-Time"],
            "HeaderTimes": ["shape": "Times", "location": "header", "locationName": "X-Times"],
            "HeaderList": ["shape": "List", "location": "header", "locationName": "X-List"],
            "HeaderNumber": ["shape": "Double", "location": "header", "locationName": "X-Number"],
            "HeaderJSON": [
              "shape": "String", "location": "header", "locationName": "X-JSON", "jsonvalue": true,
            ],
            "Headers": ["shape": "Map", "location": "headers", "locationName": "X-Meta-"],
            "Status": ["shape": "Integer", "location": "statusCode"],
          ],
        ],
        "Nested": [
          "type": "structure",
          "members": ["Kinds": ["shape": "Nested"], "Times": ["shape": "Times"]],
        ],
        "Union": [
          "type": "structure", "union": true,
          "members": ["A": ["shape": "String"], "B": ["shape": "Blob"]],
        ],
        "Failed": [
          "type": "structure", "exception": true, "members": ["message": ["shape": "String"]],
        ],
        "Any": ["type": "structure", "document": true, "members": [:]],
        "List": ["type": "list", "member": ["shape": "String"]],
        "Times": ["type": "list", "member": ["shape": "Time"]],
        "Map": ["type": "map", "key": ["shape": "String"], "value": ["shape": "String"]],
        "String": ["type": "string"], "Integer": ["type": "long"], "Double": ["type": "double"],
        "Boolean": ["type": "boolean"], "Blob": ["type": "blob"], "Time": ["type": "timestamp"],
      ],
    ]
    do {
      return try OperationReader.read(description)
    } catch {
      fatalError("\(error)")
    }
  }()
}
