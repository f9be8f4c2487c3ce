import AWSWire
import Documents
import Testing

/// Answers in JSON, read as CloudWatch's operations.
@Suite struct JSONAnswerTests {
  private func decode(
    _ operation: String, _ body: String, status: Int = 200, headers: [String: String] = [:]
  ) throws -> Document {
    let service = try ModelStore().service("cloudwatch")
    let response = WireResponse(status: status, headers: headers, body: Array(body.utf8))
    return try Codecs.codec(for: .json).decode(try service.operation(operation), response)
  }

  private func failure(
    _ body: String, status: Int = 200, headers: [String: String] = [:]
  ) throws -> AWSError {
    try #require(throws: AWSError.self) {
      try decode("GetMetricData", body, status: status, headers: headers)
    }
  }

  @Test func valuesTakeTheTypesOfTheModel() throws {
    let output = try decode(
      "GetMetricData",
      #"{"MetricDataResults":[{"Id":"m","Timestamps":[1398796238,1398796298.5,"2014-04-29T18:30:38Z"],"#
        + #""Values":[1,2.5,"NaN"],"StatusCode":"Complete","__type":"x","New":{"a":[1]}}],"#
        + #""NextToken":null,"Messages":[]}"#)
    #expect(
      output == [
        "MetricDataResults": [
          [
            "Id": "m",
            "Timestamps": [
              Document(timestamp: 1_398_796_238), Document(timestamp: 1_398_796_298.5),
              Document(timestamp: 1_398_796_238),
            ],
            "Values": [1.0, 2.5, Document(Double.nan)], "StatusCode": "Complete",
          ]
        ], "Messages": [],
      ])
    #expect(output["MetricDataResults"]?[0]?.shapeName == "MetricDataResult")
  }

  @Test func aNullInAListStaysAndOneInAStructureGoes() throws {
    let output = try decode(
      "DescribeAlarms", #"{"MetricAlarms":[null,{"AlarmName":null,"Period":60}]}"#)
    #expect(output == ["MetricAlarms": [nil, ["Period": 60]]])
  }

  @Test func anEmptyBodyIsAnEmptyOutputOnlyWhereThereIsNoOther() throws {
    #expect(try decode("PutMetricAlarm", "") == [:])
    #expect(try decode("DescribeAlarms", "", status: 204) == [:])
    for body in ["", " \n"] {
      let error = try #require(throws: AWSError.self) { try decode("DescribeAlarms", body) }
      #expect(error.kind == .network)
      #expect(error.code == "UnreadableAnswer")
      #expect(
        error.message.hasSuffix("its output has members, such as CompositeAlarms"),
        "\(error.message)")
    }
  }

  @Test(arguments: ["null", "[]", "1", "\"x\""])
  func anAnswerThatIsNoObjectIsAnError(body: String) throws {
    #expect(try failure(body).code == "UnreadableAnswer")
  }

  @Test func aValueThatHasNoOtherReadingIsAnErrorWithItsPath() throws {
    let time = try failure(#"{"MetricDataResults":[{"Timestamps":["soon"]}]}"#)
    #expect(
      time.message.hasSuffix(
        "MetricDataResults.[0].Timestamps.[0]: expected a time, got \"soon\""), "\(time.message)")
    let list = try failure(#"{"MetricDataResults":{}}"#)
    #expect(
      list.message.hasSuffix("MetricDataResults: expected an array for MetricDataResults, got map"))
    #expect(
      try failure("[]").message.contains("expected an object for GetMetricDataOutput, got list"))
  }

  @Test func anAnswerThatIsNotJSONIsQuoted() throws {
    let error = try failure("<html>hi</html>", headers: ["content-type": "text/html"])
    #expect(error.kind == .network)
    #expect(error.code == "UnreadableAnswer")
    #expect(error.message.contains("expected JSON, got \"<html>hi</html>\" (text/html)"))
  }

  @Test func aBodyCutShortIsSaidToBe() throws {
    let error = try failure(#"{"MetricDataResults":[{"Id":"m""#)
    #expect(error.code == "UnreadableAnswer")
    #expect(error.message.hasPrefix("the answer to GetMetricData is cut short after 31 bytes"))
  }

  @Test func anErrorIsNamedByBodyOrHeader() throws {
    let body = try failure(
      ##"{"__type":"com.amazon#InvalidParameterValue:http://x/","message":"bad"}"##, status: 400)
    #expect(body.code == "InvalidParameterValue")
    #expect(body.message == "bad")
    #expect(body.status == 400)
    let header = try failure(
      "", status: 400,
      headers: ["x-amzn-errortype": "a#Throttling:http://x/", "x-amzn-requestid": "id"])
    #expect(header.code == "Throttling")
    #expect(header.requestID == "id")
    let query = try #require(throws: AWSError.self) {
      try decode(
        "GetMetricStatistics", ##"{"__type":"a#InvalidParameterValueException","message":"bad"}"##,
        status: 400, headers: ["x-amzn-query-error": "InvalidParameterValue;Sender"])
    }
    #expect(query.code == "InvalidParameterValue")
    #expect(query.fields == ["message": "bad"])
  }

  @Test func anErrorThatSaysNothingHasItsStatusForACode() throws {
    let error = try failure("<html/>", status: 502)
    #expect(error.kind == .aws)
    #expect(error.code == "502")
    #expect(error.message == "502 Bad Gateway, with \"<html/>\" (no content type)")
  }
}
