import AWSWire
import Documents
import Simulator
import Testing

@Suite struct TopicTests {
  let cloud = TestCloud()

  func sns(_ operation: String, _ input: Document = [:]) async throws -> Document {
    try await cloud.call("sns", operation, input)
  }

  func create(_ name: String, _ changes: Document = [:]) async throws -> String {
    try await sns("CreateTopic", (["Name": Document(name)] as Document).with(changes))["TopicArn"]!
      .string!
  }

  func code(_ operation: String, _ input: Document) async throws -> String {
    try await cloud.failure("sns", operation, input).code
  }

  // MARK: Topics

  @Test func aTopicIsMadeOnceAndFoundAfterwards() async throws {
    let arn = try await create("operators", ["Attributes": ["DisplayName": "Ops"]])
    #expect(arn == "arn:aws:sns:us-east-1:123456789012:operators")
    #expect(try await create("operators") == arn)
    #expect(try await create("operators", ["Attributes": ["DisplayName": "Ops"]]) == arn)
    let other: Document = ["Name": "operators", "Attributes": ["DisplayName": "Else"]]
    #expect(try await code("CreateTopic", other) == "InvalidParameter")
    #expect(try await sns("ListTopics")["Topics"]!.column("TopicArn") == [arn])
    let attributes = try await sns("GetTopicAttributes", ["TopicArn": Document(arn)])["Attributes"]!
    #expect(attributes["DisplayName"] == "Ops" && attributes["Owner"] == "123456789012")
    #expect(attributes["SubscriptionsConfirmed"] == "0")
    _ = try await sns("DeleteTopic", ["TopicArn": Document(arn)])
    _ = try await sns("DeleteTopic", ["TopicArn": Document(arn)])
    #expect(try await code("GetTopicAttributes", ["TopicArn": Document(arn)]) == "NotFound")
  }

  @Test(
    arguments: [
      ["Name": "with space"], ["Name": ""], ["Name": "queue.fifo"],
      ["Name": "queue", "Attributes": ["FifoTopic": "true"]],
      ["Name": "a", "Attributes": ["ContentBasedDeduplication": "true"]],
      ["Name": "a", "Attributes": ["Policy": "no JSON"]],
      ["Name": "a", "Attributes": ["DisplayNmae": "x"]],
    ] as [Document])
  func aTopicThatAWSRefusesIsRefused(input: Document) async throws {
    #expect(try await code("CreateTopic", input) == "InvalidParameter")
  }

  @Test func topicsComeAHundredAtATime() async throws {
    for number in 100..<350 { _ = try await create("t\(number)") }
    var seen: [String] = []
    var token: Document? = nil
    repeat {
      let page = try await sns("ListTopics", token.map { ["NextToken": $0] } ?? [:])
      #expect(page["Topics"]!.count <= 100)
      seen += page["Topics"]!.column("TopicArn")
      token = page["NextToken"]
    } while token != nil
    #expect(seen.count == 250 && Set(seen).count == 250)
    #expect(try await code("ListTopics", ["NextToken": "x"]) == "InvalidParameter")
  }

  @Test func anARNOfAnotherRegionOrServiceIsNoTopicHere() async throws {
    for arn in ["arn:aws:sns:eu-west-1:123456789012:a", "arn:aws:sqs:us-east-1:1:a", "a"] {
      #expect(
        try await code("Publish", ["TopicArn": Document(arn), "Message": "x"])
          == "InvalidParameter")
    }
    let missing: Document = ["TopicArn": "arn:aws:sns:us-east-1:123456789012:a", "Message": "x"]
    let error = try await cloud.failure("sns", "Publish", missing)
    #expect(error.code == "NotFound" && error.status == 404)
  }

  @Test func tagsAreKeptAndLimited() async throws {
    let arn: Document = ["ResourceArn": Document(try await create("a"))]
    _ = try await sns("TagResource", arn.with(["Tags": [["Key": "team", "Value": "web"]]]))
    #expect(
      try await sns("ListTagsForResource", arn)["Tags"] == [["Key": "team", "Value": "web"]])
    let many = Document(
      (0..<50).map { Document(entries: [("Key", Document("k\($0)")), ("Value", "")]) })
    #expect(try await code("TagResource", arn.with(["Tags": many])) == "TagLimitExceeded")
    _ = try await sns("UntagResource", arn.with(["TagKeys": ["team"]]))
    #expect(try await sns("ListTagsForResource", arn)["Tags"]!.count == 0)
    #expect(
      try await code(
        "ListTagsForResource", ["ResourceArn": "arn:aws:sns:us-east-1:123456789012:none"])
        == "ResourceNotFound")
  }

  // MARK: Subscriptions

  func subscribe(_ arn: String, _ name: String, _ endpoint: String, _ changes: Document = [:])
    async throws -> Document
  {
    let input: Document = [
      "TopicArn": Document(arn), "Protocol": Document(name), "Endpoint": Document(endpoint),
    ]
    return try await sns("Subscribe", input.with(changes))
  }

  @Test func aMailAddressIsPendingUntilItsTokenComesBack() async throws {
    let arn = try await create("a")
    #expect(
      try await subscribe(arn, "email", "a@example.com")["SubscriptionArn"]
        == "pending confirmation")
    let listed = try await sns("ListSubscriptionsByTopic", ["TopicArn": Document(arn)])
    #expect(listed["Subscriptions"]![0]!["SubscriptionArn"] == "PendingConfirmation")

    _ = try await sns("Publish", ["TopicArn": Document(arn), "Message": "early"])
    let confirmation = try cloud.cloud.messages(topic: "a", confirmations: true)
    #expect(confirmation.count == 1 && confirmation[0].deliveries[0].endpoint == "a@example.com")
    let token = try #require(confirmation[0].token)
    #expect(
      try await code("ConfirmSubscription", ["TopicArn": Document(arn), "Token": "wrong"])
        == "InvalidParameter")
    let confirmed = try await sns(
      "ConfirmSubscription", ["TopicArn": Document(arn), "Token": Document(token)])
    let own: Document = ["SubscriptionArn": confirmed["SubscriptionArn"]!]
    let attributes = try await sns("GetSubscriptionAttributes", own)["Attributes"]!
    #expect(attributes["PendingConfirmation"] == "false" && attributes["Protocol"] == "email")

    _ = try await sns("Publish", ["TopicArn": Document(arn), "Message": "late"])
    let messages = try cloud.cloud.messages(topic: arn)
    #expect(messages.map(\.message) == ["early", "late"])
    #expect(messages.map(\.deliveries.count) == [0, 1])

    _ = try await sns("Unsubscribe", own)
    _ = try await sns("Unsubscribe", own)
    #expect(try await code("GetSubscriptionAttributes", own) == "NotFound")
    let topic = try await sns("GetTopicAttributes", ["TopicArn": Document(arn)])["Attributes"]!
    #expect(topic["SubscriptionsDeleted"] == "1")
  }

  @Test func whatNobodyConfirmsIsForgottenAfterTwoDays() async throws {
    let arn = try await create("a")
    _ = try await subscribe(arn, "https", "https://example.com/hook")
    cloud.clock.advance(by: 2 * 86_400 - 1)
    #expect(try await sns("ListSubscriptions")["Subscriptions"]!.count == 1)
    cloud.clock.advance(by: 1)
    #expect(try await sns("ListSubscriptions")["Subscriptions"]!.count == 0)
  }

  @Test func subscribingTwiceGivesTheSameSubscription() async throws {
    let arn = try await create("a")
    let queue = "arn:aws:sqs:us-east-1:123456789012:q"
    let first = try await subscribe(arn, "sqs", queue)["SubscriptionArn"]!
    #expect(first.string!.hasPrefix(arn + ":"))
    #expect(try await subscribe(arn, "sqs", queue)["SubscriptionArn"] == first)
    #expect(
      try await code(
        "Subscribe",
        [
          "TopicArn": Document(arn), "Protocol": "sqs", "Endpoint": Document(queue),
          "Attributes": ["RawMessageDelivery": "true"],
        ]) == "InvalidParameter")
    let raw: Document = [
      "SubscriptionArn": first, "AttributeName": "RawMessageDelivery", "AttributeValue": "true",
    ]
    _ = try await sns("SetSubscriptionAttributes", raw)
    _ = try await sns("Publish", ["TopicArn": Document(arn), "Message": "plain"])
    #expect(try cloud.cloud.messages(topic: "a")[0].deliveries[0].body == "plain")
  }

  @Test(
    arguments: [
      ("email", "nobody"), ("https", "http://example.com"), ("sqs", "q"),
      ("lambda", "arn:aws:sqs:a"),
      ("sms", "call me"), ("carrier-pigeon", "x"),
    ])
  func anEndpointHasToFitItsProtocol(name: String, endpoint: String) async throws {
    let arn = try await create("a")
    let input: Document = [
      "TopicArn": Document(arn), "Protocol": Document(name), "Endpoint": Document(endpoint),
    ]
    #expect(try await code("Subscribe", input) == "InvalidParameter")
  }

  // MARK: Publishing

  @Test func eachProtocolGetsTheFormThatItsSubscribersParse() async throws {
    let arn = try await create("a")
    _ = try await subscribe(arn, "sqs", "arn:aws:sqs:us-east-1:123456789012:q")
    _ = try await subscribe(arn, "lambda", "arn:aws:lambda:us-east-1:123456789012:function:f")
    _ = try await subscribe(arn, "sms", "+4915112345678")
    _ = try await sns(
      "Publish",
      [
        "TopicArn": Document(arn), "Subject": "Hello", "Message": #"{"a":1}"#,
        "MessageAttributes": ["kind": ["DataType": "String", "StringValue": "drill"]],
      ])
    let message = try cloud.cloud.messages(topic: "a")[0]
    #expect(message.subject == "Hello" && message.time == TestCloud.start)
    let bodies = message.deliveries.map(\.body)
    let envelope = try JSON.parse(Array(bodies[0].utf8))
    #expect(envelope["Type"] == "Notification" && envelope["Message"] == #"{"a":1}"#)
    #expect(envelope["TopicArn"]?.string == arn && envelope["Subject"] == "Hello")
    #expect(envelope["Timestamp"] == "2026-11-23T12:00:00.000Z")
    #expect(envelope["MessageAttributes"]?["kind"] == ["Type": "String", "Value": "drill"])
    let event = try JSON.parse(Array(bodies[1].utf8))["Records"]![0]!
    #expect(event["EventSource"] == "aws:sns" && event["Sns"]?["Message"] == #"{"a":1}"#)
    #expect(bodies[2] == #"{"a":1}"#)
  }

  @Test func aMessageCanHaveATextForEachProtocol() async throws {
    let arn = try await create("a")
    _ = try await subscribe(arn, "sms", "+4915112345678")
    let publish: Document = ["TopicArn": Document(arn), "MessageStructure": "json"]
    _ = try await sns("Publish", publish.with(["Message": #"{"default":"long","sms":"short"}"#]))
    let message = try cloud.cloud.messages(topic: "a")[0]
    #expect(message.message == "long" && message.deliveries[0].body == "short")
    for body in ["no JSON", #"{"sms":"x"}"#] {
      #expect(
        try await code("Publish", publish.with(["Message": Document(body)])) == "InvalidParameter")
    }
  }

  @Test func messagesThatAWSRefusesAreRefused() async throws {
    let arn = try await create("a")
    let publish: Document = ["TopicArn": Document(arn), "Message": "x"]
    let wrong: [Document] = [
      ["Message": ""], ["Message": Document(String(repeating: "x", count: 262_145))],
      ["Subject": Document(String(repeating: "x", count: 101))], ["Subject": "a\nb"],
      ["TargetArn": Document(arn)], ["TopicArn": nil], ["MessageDeduplicationId": "1"],
    ]
    for changes in wrong {
      #expect(try await code("Publish", publish.with(changes)) == "InvalidParameter", "\(changes)")
    }
    let attributes: Document = ["MessageAttributes": ["n": ["DataType": "Nmuber"]]]
    #expect(try await code("Publish", publish.with(attributes)) == "ParameterValueInvalid")
    #expect(
      try await code("Publish", ["PhoneNumber": "+491511", "Message": "x"]) == "NotSimulated")
  }

  @Test func aBatchTellsForEachEntryWhatBecameOfIt() async throws {
    let arn = try await create("a")
    func entries(_ pairs: (String, String)...) -> Document {
      let entries = pairs.map {
        Document(entries: [("Id", Document($0.0)), ("Message", Document($0.1))])
      }
      return [
        "TopicArn": Document(arn), "PublishBatchRequestEntries": Document(entries),
      ]
    }
    let answer = try await sns("PublishBatch", entries(("a", "1"), ("b", ""), ("c", "3")))
    #expect(answer["Successful"]!.column("Id") == ["a", "c"])
    #expect(answer["Failed"]![0]!["Code"] == "InvalidParameter")
    #expect(try cloud.cloud.messages(topic: "a").map(\.message) == ["1", "3"])
    #expect(try await code("PublishBatch", entries()) == "EmptyBatchRequest")
    #expect(
      try await code("PublishBatch", entries(("a", "1"), ("a", "2"))) == "BatchEntryIdsNotDistinct")
    #expect(try await code("PublishBatch", entries(("a b", "1"))) == "InvalidBatchEntryId")
    let eleven = (0..<11).map {
      Document(entries: [("Id", Document("\($0)")), ("Message", "x")])
    }
    #expect(
      try await code(
        "PublishBatch",
        ["TopicArn": Document(arn), "PublishBatchRequestEntries": Document(eleven)])
        == "TooManyEntriesInBatchRequest")
  }

  @Test func aFIFOTopicTakesTheSameMessageOnceInFiveMinutes() async throws {
    let arn = try await create("q.fifo", ["Attributes": ["FifoTopic": "true"]])
    let publish: Document = [
      "TopicArn": Document(arn), "Message": "x", "MessageGroupId": "g",
      "MessageDeduplicationId": "1",
    ]
    let first = try await sns("Publish", publish)
    let again = try await sns("Publish", publish)
    #expect(first["MessageId"] == again["MessageId"])
    #expect(first["SequenceNumber"] != nil)
    #expect(try cloud.cloud.messages(topic: "q.fifo").count == 1)
    cloud.clock.advance(by: 300)
    #expect(try await sns("Publish", publish)["MessageId"] != first["MessageId"])
    for missing in ["MessageGroupId", "MessageDeduplicationId"] {
      let input = publish.with(Document(entries: [(missing, nil)]))
      #expect(try await code("Publish", input) == "InvalidParameter")
    }
  }
}
