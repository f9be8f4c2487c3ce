import AWSWire
import Documents
import Testing

/// Answers in XML, read as an operation with members of every kind.
@Suite struct XMLAnswerTests {
  // Read once, as its recursive shapes live as long as the process.
  private static let model = Result { try OperationReader.read(description) }
  private static func operation() throws -> AWSWire.Operation { try model.get() }

  private static var description: Document {
    get throws {
      let model = """
        {"metadata": {"protocol": "query", "endpointPrefix": "example"},
         "operation": {"name": "Describe", "output": {"shape": "Out", "resultWrapper": "DescribeResult"},
           "errors": [{"shape": "Gone"}]},
         "shapes": {
           "Out": {"type": "structure", "members": {
             "Text": {"shape": "String"}, "Number": {"shape": "Integer"}, "Ratio": {"shape": "Double"},
             "Flag": {"shape": "Boolean"}, "Data": {"shape": "Blob"}, "Time": {"shape": "Timestamp"},
             "List": {"shape": "Strings"}, "Numbers": {"shape": "Integers"},
             "Flat": {"shape": "Strings", "flattened": true, "locationName": "flat"},
             "Named": {"shape": "Older"}, "Map": {"shape": "StringMap"},
             "FlatMap": {"shape": "StringMap", "flattened": true},
             "Inner": {"shape": "Out"},
             "Owner": {"shape": "Owner"}}},
           "Owner": {"type": "structure", "members": {
             "Kind": {"shape": "String", "locationName": "xsi:type", "xmlAttribute": true},
             "Id": {"shape": "String"}}},
           "Gone": {"type": "structure", "exception": true, "error": {"code": "Example.Gone"},
             "members": {"Message": {"shape": "String"}, "Since": {"shape": "Timestamp"}}},
           "Strings": {"type": "list", "member": {"shape": "String"}},
           "Integers": {"type": "list", "member": {"shape": "Integer"}},
           "Older": {"type": "list", "flattened": true,
             "member": {"shape": "String", "locationName": "Item"}},
           "StringMap": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "String"}},
           "String": {"type": "string"}, "Integer": {"type": "integer"}, "Double": {"type": "double"},
           "Boolean": {"type": "boolean"}, "Blob": {"type": "blob"},
           "Timestamp": {"type": "timestamp"}}}
        """
      return try JSON.parse(Array(model.utf8))
    }
  }

  private func decode(_ body: [UInt8], status: Int = 200, headers: [String: String] = [:]) throws
    -> Document
  {
    let response = WireResponse(status: status, headers: headers, body: body)
    return try Codecs.codec(for: .query).decode(try Self.operation(), response)
  }

  /// The output of an answer whose result holds these elements.
  private func result(_ elements: String) throws -> Document {
    try decode(Array(Self.answer(elements).utf8))
  }

  private static func answer(_ elements: String) -> String {
    "<?xml version=\"1.0\"?>\n<DescribeResponse xmlns=\"https://example.com/\">\n"
      + "<DescribeResult>\(elements)</DescribeResult>"
      + "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DescribeResponse>"
  }

  private func failure(_ body: String, headers: [String: String] = [:]) throws -> AWSError {
    let error = try #require(throws: AWSError.self) {
      try decode(Array(body.utf8), headers: headers)
    }
    #expect(error.kind == .network)
    #expect(error.code == "UnreadableAnswer")
    #expect(error.operation == "Describe")
    return error
  }

  // MARK: Values

  @Test func textComesInPiecesAndIsOne() throws {
    let output = try result(
      "<Text> a &amp; b &lt;c&gt; &#233;&#x1F600;<![CDATA[<raw> & ]]]]><![CDATA[>]]> <!-- no --> z </Text>"
    )
    #expect(output == ["Text": " a & b <c> é😀<raw> & ]]>  z "])
  }

  @Test func aTextOfElevenMegabytesIsWhole() throws {
    let long = String(repeating: "0123456789a", count: 1_000_000)
    #expect(try result("<Text>\(long)</Text>")["Text"]?.string == long)
  }

  @Test func scalarsAreReadAroundWhiteSpace() throws {
    let output = try result(
      "<Number> 42\n</Number><Ratio>\t-2.5e3 </Ratio><Flag> true</Flag><Data> AAH/ </Data>"
        + "<Time> 2014-04-29T18:30:38Z </Time>")
    #expect(
      output == [
        "Number": 42, "Ratio": -2500.0, "Flag": true, "Data": Document(blob: [0, 1, 255]),
        "Time": Document(timestamp: 1_398_796_238),
      ])
  }

  @Test func anEmptyElementIsAnEmptyTextOrContainerButNoNumber() throws {
    let output = try result(
      "<Text/><Number/><Ratio> </Ratio><Flag/><Time/><Data/><List/><Map></Map><Inner/>")
    #expect(
      output == ["Text": "", "Data": Document(blob: []), "List": [], "Map": [:], "Inner": [:]])
  }

  @Test func whatDidNotComeIsAbsent() throws { #expect(try result("") == [:]) }

  @Test func unknownElementsArePassedOver() throws {
    let output = try result(
      "<New><Text>no</Text><Deep><Deeper/></Deep></New><Text>y<b>no</b>es</Text><List>stray</List>")
    #expect(output == ["Text": "yes", "List": []])
  }

  @Test func emptyElementsOfAListKeepTheirPlaces() throws {
    #expect(try result("<Numbers><m>1</m><m/><m>3</m></Numbers>") == ["Numbers": [1, nil, 3]])
    #expect(try result("<List><item/><member>b</member></List>") == ["List": ["", "b"]])
  }

  @Test func flattenedListsAreGatheredFromWhereverTheyStand() throws {
    let output = try result(
      "<flat>a</flat><flat>b</flat><Text>t</Text><flat>c</flat><Item>x</Item><flat>d</flat>"
        + "<Item>y</Item><Number>7</Number>")
    #expect(
      output == ["Flat": ["a", "b", "c", "d"], "Text": "t", "Named": ["x", "y"], "Number": 7])
  }

  @Test func mapsTakeKeyAndValueInEitherOrder() throws {
    let entries =
      "<entry><key>a</key><value>1</value></entry><entry><value>2</value><key>b</key></entry>"
    #expect(try result("<Map>\(entries)</Map>") == ["Map": ["a": "1", "b": "2"]])
    let flat =
      "<FlatMap><key>a</key><value>1</value></FlatMap><FlatMap><key>b</key><value/></FlatMap>"
    #expect(try result(flat) == ["FlatMap": ["a": "1", "b": ""]])
    #expect(try result("<Map><entry><key>k</key></entry></Map>") == ["Map": ["k": nil]])
  }

  @Test func attributesAreMembers() throws {
    let output = try result(
      "<Owner xmlns:xsi=\"https://x.example/\" xsi:type=\"User &amp; co\" other=\"1\"><Id>u</Id></Owner>"
    )
    #expect(output == ["Owner": ["Kind": "User & co", "Id": "u"]])
  }

  @Test func recursiveShapesNest() throws {
    let output = try result(
      "<Inner><Text>1</Text><Inner><Inner><Number>3</Number></Inner></Inner></Inner>")
    #expect(output == ["Inner": ["Text": "1", "Inner": ["Inner": ["Number": 3]]]])
    #expect(output["Inner"]?.shapeName == "Out")
  }

  @Test func aPlanServesOneAnswerAfterAnother() throws {
    let operation = try Self.operation()
    let codec = try Codecs.codec(for: .query)
    for round in 0..<50 {
      let unknown = (0..<200).map { "<u\(round)x\($0)/>" }.joined()
      let body = Self.answer("\(unknown)<Number>\(round)</Number><Text>t</Text>")
      let response = WireResponse(status: 200, headers: [:], body: Array(body.utf8))
      #expect(try codec.decode(operation, response) == ["Number": Document(round), "Text": "t"])
    }
  }

  @Test func answersReadAtTheSameTimeDoNotMix() async throws {
    let operation = try Self.operation()
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          (0..<200).allSatisfy { round in
            let body = Self.answer("<u\(task)x\(round)/><Number>\(round)</Number>")
            let response = WireResponse(status: 200, headers: [:], body: Array(body.utf8))
            let output = try? Codecs.codec(for: .query).decode(operation, response)
            return output == ["Number": Document(round)]
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  // MARK: Answers that cannot be read

  @Test func aBodyCutShortIsSaidToBe() throws {
    let whole = Array(
      Self.answer("<Text>some &amp; text</Text><List><member>a</member></List>").utf8)
    // From after the root's name on, as before that there is nothing to tell it by.
    let root = try #require(Self.answer("").range(of: "example.com/\">")).upperBound
    let first = Self.answer("").utf8.distance(from: Self.answer("").startIndex, to: root)
    for length in first..<whole.count {
      let error = try failure(String(decoding: whole[..<length], as: UTF8.self))
      #expect(
        error.message.hasPrefix("the answer to Describe is cut short after \(length) bytes"),
        "\(error.message)")
    }
  }

  @Test func anAnswerThatIsNotXMLIsQuoted() throws {
    let error = try failure(
      "Service\u{1} \n  is down", headers: ["content-type": "text/plain"])
    #expect(
      error.message.hasPrefix(
        "the answer to Describe cannot be read: expected XML, got \"Service is down\" (text/plain)"
      ), "\(error.message)")
    #expect(try failure("").message.contains("got an empty body"))
    let long = try failure("{\"a\":\"" + String(repeating: "x", count: 200) + "\"}")
    #expect(long.message.contains("\"{\"a\":\"" + String(repeating: "x", count: 74) + "…\""))
  }

  @Test(arguments: [
    "<html><body>Sign in</body></html>", "<!DOCTYPE html><html><body/></html>", "<Login/>",
  ])
  func aPageOfSomeoneElseIsNoAnswer(page: String) throws {
    let error = try failure(page, headers: ["content-type": "text/html"])
    #expect(error.message.contains("(text/html)"))
  }

  @Test(arguments: [
    ("<Number>abc</Number>", "<Number>: expected integer, got \"abc\""),
    ("<Number>5.5</Number>", "<Number>: expected integer, got \"5.5\""),
    ("<Number>9223372036854775808</Number>", "<Number>: expected integer"),
    ("<Ratio>0x10</Ratio>", "<Ratio>: expected number"),
    ("<Flag>yes</Flag>", "<Flag>: expected true or false, got \"yes\""),
    ("<Time>soon</Time>", "<Time>: expected time, got \"soon\""),
    ("<Data>!</Data>", "<Data>: expected base64, got \"!\""),
    ("<Map><entry><value>v</value></entry></Map>", "an entry of a map has no key"),
    ("<Text>a</Number>", "Opening and ending tag mismatch"), ("<Text>&nbsp;</Text>", "nbsp"),
  ])
  func aValueOfAnotherKindIsAnError(elements: String, message: String) throws {
    let error = try failure(Self.answer(elements))
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test func entitiesOfADocumentsOwnAreRefused() throws {
    let bomb = """
      <!DOCTYPE DescribeResponse [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
      <!ENTITY f SYSTEM "file:///etc/hostname">]>
      <DescribeResponse><DescribeResult><Text>&b;&f;</Text></DescribeResult></DescribeResponse>
      """
    #expect(try failure(bomb).message.contains("document type declaration, which is refused"))
  }

  @Test(arguments: ["Inner", "Unknown"]) func nestingHasALimit(element: String) throws {
    let body = { (depth: Int) in
      Self.answer(
        String(repeating: "<\(element)>", count: depth)
          + String(repeating: "</\(element)>", count: depth))
    }
    #expect(throws: Never.self) { try decode(Array(body(500).utf8)) }
    #expect(try failure(body(100_000)).message.contains("deeper than 512 levels"))
  }

  // MARK: Errors

  @Test func aModelledErrorHasItsMembers() throws {
    let body = """
      <ErrorResponse><Error><Type>Sender</Type><Code>Example.Gone</Code><Message>It &amp; gone</Message>
      <Since>2014-04-29T18:30:38Z</Since></Error><RequestId>id-2</RequestId></ErrorResponse>
      """
    let error = try #require(throws: AWSError.self) { try decode(Array(body.utf8), status: 404) }
    #expect(error.kind == .aws)
    #expect(error.code == "Example.Gone")
    #expect(error.message == "It & gone")
    #expect(error.status == 404)
    #expect(error.requestID == "id-2")
    #expect(
      error.fields == [
        "Message": "It & gone", "Since": Document(timestamp: 1_398_796_238),
      ])
  }

  @Test func ec2sErrorsAreReadToo() throws {
    let body =
      "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Slow.</Message></Error>"
      + "</Errors><RequestID>id-3</RequestID></Response>"
    let error = try #require(throws: AWSError.self) { try decode(Array(body.utf8), status: 503) }
    #expect(error.code == "RequestLimitExceeded")
    #expect(error.message == "Slow.")
    #expect(error.requestID == "id-3")
    #expect(error.fields == nil)
  }

  @Test func anErrorWithASuccessfulStatusIsAnErrorAllTheSame() throws {
    let body = "<ErrorResponse><Error><Code>InternalError</Code></Error></ErrorResponse>"
    let error = try #require(throws: AWSError.self) { try decode(Array(body.utf8), status: 200) }
    #expect(error.kind == .aws)
    #expect(error.code == "InternalError")
  }

  @Test(arguments: [
    (503, "", "503 Service Unavailable"),
    (
      502, "<html><h1>Bad\nGateway</h1></html>",
      "502 Bad Gateway, with \"<html><h1>Bad Gateway</h1></html>\" (text/html)"
    ),
    (400, "<Response>", "400 Bad Request, with \"<Response>\" (text/html)"),
    (599, "{}", "599 HTTP status, with \"{}\" (text/html)"),
  ])
  func anErrorThatSaysNothingHasItsStatusForACode(status: Int, body: String, message: String) throws
  {
    let error = try #require(throws: AWSError.self) {
      try decode(
        Array(body.utf8), status: status,
        headers: ["content-type": "text/html", "x-amzn-requestid": "id-4"])
    }
    #expect(error.kind == .aws)
    #expect(error.code == String(status))
    #expect(error.message == message)
    #expect(error.requestID == "id-4")
  }

  @Test func theRequestIDIsFoundInHeadersAndAtEitherEndOfABody() {
    let bodies = [
      Self.answer("<Text>\(String(repeating: "x", count: 2000))</Text>"),
      "<R><requestId>id-1</requestId>\(String(repeating: "<a/>", count: 1000))</R>",
    ]
    for body in bodies {
      let response = WireResponse(status: 200, headers: [:], body: Array(body.utf8))
      #expect(RequestID.of(response) == "id-1")
    }
    let headers = ["x-amzn-requestid": "id-5"]
    #expect(
      RequestID.of(WireResponse(status: 200, headers: headers, body: Array(bodies[0].utf8)))
        == "id-5")
    #expect(RequestID.of(WireResponse(status: 200, headers: [:], body: [])) == nil)
  }
}
