import AWSSigning
import AWSWire
import Documents
import Testing

@testable import AWSRuntime

@Suite struct LiveBackendTests {
  @Test func aCallIsSignedSentAndDecoded() throws {
    let fixture = PipelineFixture { _, _ in [Answer.alarms] }
    let response = try fixture.call(input: ["AlarmNames": ["cpu"]])
    #expect(response.output["MetricAlarms"]?[0]?["AlarmName"]?.string == "cpu")
    #expect(response.requestID == "good-1")
    #expect(response.attempts == 1)
    #expect(response.status == 200)
    #expect(response.region == "eu-west-1")

    let request = try #require(fixture.server.received.first)
    #expect(request.method == "POST")
    #expect(request.uri == "/")
    #expect(request.headers["host"] == "127.0.0.1:\(fixture.server.port)")
    let agent = try #require(request.headers["user-agent"])
    #expect(agent.hasPrefix("moonwatch/0.1 lua/5.4 os/linux arch/"))
    #expect(agent.hasSuffix(" script/n---X--1 run/7f-3a"), "nothing that could end the header")
    #expect(request.headers["x-amz-date"] == "20150830T123600Z")
    #expect(request.headers["amz-sdk-request"] == "attempt=1; max=3")
    #expect(
      request.headers["amz-sdk-invocation-id"] == "11111111-2222-4333-8444-555555555555")
    let authorization = try #require(request.headers["authorization"])
    #expect(
      authorization.hasPrefix(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/monitoring/aws4_request, "))
    #expect(authorization.contains("host;"))
    #expect(!authorization.contains("amz-sdk"))
  }

  @Test func aServerErrorIsRetriedAndSignedAgain() throws {
    let fixture = PipelineFixture { number, _ in
      [number < 2 ? FaultServer.response(500, "<html>trouble</html>") : Answer.alarms]
    }
    let response = try fixture.call()
    #expect(response.attempts == 3)
    #expect(fixture.waits == [0.5, 1])
    let headers = fixture.server.received.map(\.headers)
    // The fixture's clock goes on by the waits: 12:36:00, 12:36:00.5, 12:36:01.5.
    #expect(
      headers.map { $0["x-amz-date"] }
        == ["20150830T123600Z", "20150830T123600Z", "20150830T123601Z"])
    #expect(headers[0]["authorization"] != headers[2]["authorization"])
    #expect(headers.map { $0["amz-sdk-request"] } == (1...3).map { "attempt=\($0); max=3" })
    #expect(Set(headers.map { $0["amz-sdk-invocation-id"] }).count == 1)
    #expect(fixture.server.connections == 1)
  }

  @Test func aThrottledCallIsRetriedAndFailsInTheEnd() {
    let fixture = PipelineFixture { _, _ in [Answer.error("ThrottlingException")] }
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(fixture.server.received.count == 3)
    #expect(error?.kind == .aws)
    #expect(error?.code == "ThrottlingException")
    #expect(error?.status == 400)
    #expect(error?.requestID == "bad-1")
    #expect(error?.operation == "DescribeAlarms")
    #expect(error?.service == "cloudwatch")
    #expect(error?.region == "eu-west-1")
    #expect(error?.attempts == 3)
    #expect(error?.isRetryable == true)
    #expect(
      error?.message
        == "So it is. (3 attempts: ThrottlingException, ThrottlingException, ThrottlingException)")
  }

  @Test func anErrorOfTheCallersIsNotRetried() {
    let fixture = PipelineFixture { _, _ in [Answer.error("ValidationError")] }
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(fixture.server.received.count == 1)
    #expect(error?.message == "So it is.")
    #expect(error?.isRetryable == false)
    #expect(error?.attempts == 1)
  }

  @Test func theNumberOfAttemptsIsObeyed() {
    let fixture = PipelineFixture { _, _ in [FaultServer.response(503)] }
    fixture.maxAttempts = 1
    #expect(throws: AWSError.self) { try fixture.call() }
    #expect(fixture.server.received.count == 1)
    fixture.maxAttempts = 7
    #expect(throws: AWSError.self) { try fixture.call() }
    #expect(fixture.server.received.count == 8)
  }

  @Test func retryAfterIsObeyed() throws {
    let fixture = PipelineFixture { number, _ in
      [number == 0 ? Answer.error("SlowDown", 503, headers: ["Retry-After": "9"]) : Answer.alarms]
    }
    _ = try fixture.call()
    #expect(fixture.waits == [9])
  }

  @Test func aWaitThatOutlastsTheCallIsNotBegun() {
    let fixture = PipelineFixture { _, _ in
      [Answer.error("SlowDown", 503, headers: ["Retry-After": "9"])]
    }
    let error = #expect(throws: AWSError.self) { try fixture.call(timeout: 5) }
    #expect(error?.code == "SlowDown")
    #expect(error?.message == "So it is. (1 attempt: SlowDown; no time for another)")
    #expect(fixture.waits == [])
  }

  @Test func whenTheQuotaIsUsedUpCallsFailAtOnce() {
    let fixture = PipelineFixture { _, _ in [FaultServer.response(503)] }
    fixture.maxAttempts = 1000
    #expect(throws: AWSError.self) { try fixture.call(timeout: 100_000) }
    #expect(fixture.server.received.count == 101)
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(fixture.server.received.count == 102)
    #expect(error?.message.contains("have failed to try again") == true)
  }

  // MARK: No answer

  @Test func aRefusedConnectionIsTriedAgainAndNamesThePlace() {
    let fixture = PipelineFixture { _, _ in [] }
    let gone = FaultServer { _, _ in [] }
    gone.stop()
    fixture.endpoint = gone.url
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(error?.kind == .network)
    #expect(error?.code == "ConnectionRefused")
    #expect(error?.attempts == 3)
    #expect(
      error?.message.hasPrefix("127.0.0.1:\(gone.port) refused the connection") == true)
  }

  @Test func aBodyCutShortIsAnErrorAfterRetries() {
    let fixture = PipelineFixture { _, _ in
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"MetricAlarms\":[]}"), .close]
    }
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(error?.kind == .network)
    #expect(error?.code == "AnswerCutShort")
    #expect(fixture.server.received.count == 3)
  }

  @Test(arguments: ["<html>Welcome!</html>", "{\"MetricAlarms\":["])
  func anAnswerThatIsNotJSONIsANetworkError(body: String) {
    let fixture = PipelineFixture { _, _ in [FaultServer.response(200, body)] }
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(error?.kind == .network)
    #expect(error?.status == 200)
    #expect(fixture.server.received.count == 1)
  }

  @Test func anAnswerThatIsNotXMLIsANetworkError() {
    let fixture = PipelineFixture { _, _ in [FaultServer.response(200, "{\"not\": \"xml\"}")] }
    let error = #expect(throws: AWSError.self) {
      try fixture.call("DescribeInstances", service: "ec2")
    }
    #expect(error?.kind == .network)
    #expect(error?.operation == "DescribeInstances")
  }

  @Test func aSilentServerTimesOutAndIsTriedAgain() {
    let fixture = PipelineFixture(readTimeout: 0.1) { _, _ in [.hang] }
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(error?.kind == .timeout)
    #expect(error?.code == "ReadTimeout")
    #expect(error?.attempts == 3)
  }

  @Test func theWholeCallHasATimeLimit() {
    let fixture = PipelineFixture { _, _ in [.hang] }
    let started = EventLoop.now
    let error = #expect(throws: AWSError.self) { try fixture.call(timeout: 0.2) }
    #expect(error?.kind == .timeout)
    #expect(error?.code == "DeadlineExceeded")
    #expect(error?.attempts == 1)
    #expect(EventLoop.now - started < 5)
  }

  @Test func aRedirectIsAnError() {
    let fixture = PipelineFixture { _, _ in
      [FaultServer.response(307, headers: ["Location": "http://elsewhere.example/"])]
    }
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(error?.kind == .network)
    #expect(error?.code == "Redirected")
    #expect(error?.status == 307)
  }

  @Test func aCancelledCallEndsAtOnce() throws {
    let fixture = PipelineFixture { _, _ in [.hang] }
    let operation = try ModelStore().service("cloudwatch").operation("DescribeAlarms")
    var end: AWSError?
    let task = fixture.loop.spawn {
      do throws(AWSError) {
        _ = try await fixture.backend.send(Request(operation: operation, input: [:]))
      } catch { end = error }
    }
    while fixture.server.received.isEmpty { fixture.loop.turn(timeout: 0.01) }
    task.cancel()
    fixture.loop.turn(timeout: 5)
    #expect(end?.kind == .cancelled)
    #expect(end?.attempts == 1)
  }

  @Test func aCallThatIsCancelledBetweenAttemptsEndsAtOnce() throws {
    let fixture = PipelineFixture { _, _ in
      [Answer.error("SlowDown", 503, headers: ["Retry-After": "19"])]
    }
    fixture.waitsForReal = true
    let operation = try ModelStore().service("cloudwatch").operation("DescribeAlarms")
    var end: AWSError?
    let task = fixture.loop.spawn {
      do throws(AWSError) {
        _ = try await fixture.backend.send(Request(operation: operation, input: [:]))
      } catch { end = error }
    }
    while fixture.waits.isEmpty { fixture.loop.turn(timeout: 1) }
    let started = EventLoop.now
    task.cancel()
    while end == nil { fixture.loop.turn(timeout: 1) }
    #expect(EventLoop.now - started < 10)
    #expect(end?.kind == .cancelled)
    #expect(fixture.server.received.count == 1)
  }

  @Test func manyCallsOverlap() throws {
    let fixture = PipelineFixture { number, _ in
      [.wait(0.05), number % 5 == 0 ? Answer.error("Throttling") : Answer.alarms]
    }
    let operation = try ModelStore().service("cloudwatch").operation("DescribeAlarms")
    var answers: [Int] = []
    for number in 0..<40 {
      fixture.loop.spawn {
        do {
          let response = try await fixture.backend.send(
            Request(operation: operation, input: [:], maxAttempts: 20))
          if response.output["MetricAlarms"]?.count == 1 { answers.append(number) }
        } catch { Issue.record(error) }
      }
    }
    let deadline = EventLoop.now + 20
    while answers.count < 40, EventLoop.now < deadline { fixture.loop.turn(timeout: 1) }
    #expect(answers.sorted() == Array(0..<40))
  }

  // MARK: Put right once

  @Test func expiredCredentialsAreRefreshedOnce() throws {
    let fixture = PipelineFixture { _, request in
      let isFresh = request.headers["x-amz-security-token"] == "fresh"
      return [isFresh ? Answer.alarms : Answer.error("ExpiredToken", 403)]
    }
    fixture.keys.sessionToken = "stale"
    fixture.freshKeys = Credentials(
      accessKeyID: "AKIDFRESH", secretAccessKey: "x", sessionToken: "fresh")
    #expect(try fixture.call().attempts == 2)
    #expect(fixture.waits == [0])
  }

  @Test func credentialsThatStayExpiredAreAnError() {
    let fixture = PipelineFixture { _, _ in [Answer.error("ExpiredToken", 403)] }
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(error?.code == "ExpiredToken")
    #expect(fixture.server.received.count == 1, "the same keys again would not help")
    fixture.freshKeys = Credentials(accessKeyID: "AKIDFRESH", secretAccessKey: "x")
    #expect(throws: AWSError.self) { try fixture.call() }
    #expect(fixture.server.received.count == 3)
    #expect(error?.message.contains("the session is over") == true)
  }

  @Test func aWrongClockIsCorrectedOnce() throws {
    let fixture = PipelineFixture { _, request in
      // The server is an hour ahead.
      let isRight = request.headers["x-amz-date"]?.hasPrefix("20150830T1336") == true
      return [
        isRight
          ? Answer.alarms
          : Answer.error(
            "SignatureDoesNotMatch", 403, headers: ["Date": "Sun, 30 Aug 2015 13:36:00 GMT"])
      ]
    }
    #expect(try fixture.call().attempts == 2)
    #expect(try fixture.call().attempts == 1, "the next call knows already")
  }

  @Test func aWrongKeyIsNotTakenForAWrongClock() {
    let fixture = PipelineFixture { _, _ in
      [
        Answer.error(
          "SignatureDoesNotMatch", 403, headers: ["Date": "Sun, 30 Aug 2015 12:36:10 GMT"])
      ]
    }
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(fixture.server.received.count == 1)
    #expect(error?.message.contains("the secret key does not belong to the access key") == true)
  }

  @Test func withoutCredentialsNothingIsSent() {
    let fixture = PipelineFixture { _, _ in [Answer.alarms] }
    fixture.refusal = AWSError(.credentials, code: "NoCredentials", "no credentials")
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(error?.kind == .credentials)
    #expect(error?.attempts == 0)
    #expect(error?.operation == "DescribeAlarms")
    #expect(fixture.server.received.isEmpty)
  }

  // MARK: What is said

  @Test func deniedAccessNamesThePermission() {
    let fixture = PipelineFixture { _, _ in [Answer.error("AccessDenied", 403)] }
    let error = #expect(throws: AWSError.self) { try fixture.call() }
    #expect(error?.kind == .aws)
    #expect(
      error?.message
        == "So it is; the identity in use needs permission for cloudwatch:DescribeAlarms")
  }

  @Test func theTraceTellsOfEachAttemptWithoutSecrets() throws {
    let fixture = PipelineFixture { number, _ in
      [number == 0 ? Answer.error("Throttling") : Answer.alarms]
    }
    fixture.keys.sessionToken = "TOKEN-SECRET"
    _ = try fixture.call(input: ["AlarmNames": ["BODY-SECRET"]])
    #expect(fixture.events.count == 3)
    let lines = fixture.events.map(\.description)
    #expect(
      lines[0].hasPrefix(
        "cloudwatch:DescribeAlarms eu-west-1 POST \(fixture.server.url)/ #1 400 Throttling "))
    #expect(lines[1] == "DescribeAlarms: Throttling; next attempt in 500 ms")
    #expect(lines[2].contains("#2 200 ") && lines[2].contains("HTTP/1.1 reused"))
    #expect(lines[2].hasSuffix("request good-1"))
    #expect(!lines.joined().contains("SECRET"))
  }

  // MARK: What may have happened

  private static let metrics: Document = [
    "Namespace": "n", "MetricData": [["MetricName": "m", "Value": 1]],
  ]

  @Test func aChangeThatIsCutOffMayHaveTakenEffect() {
    let fixture = PipelineFixture { _, _ in [.close] }
    let error = #expect(throws: AWSError.self) {
      try fixture.call("PutMetricData", input: Self.metrics)
    }
    #expect(error?.code == "ConnectionFailed")
    #expect(error?.mayHaveTakenEffect == true)
    #expect(
      error?.message.hasSuffix(
        "(3 attempts: ConnectionFailed, ConnectionFailed, ConnectionFailed); it may have taken "
          + "effect: look before calling again") == true)
    #expect(fixture.server.received.count == 3)
  }

  @Test func anEarlierAttemptsSilenceIsNotForgotten() {
    let fixture = PipelineFixture { number, _ in
      [number == 0 ? .close : Answer.error("ValidationError")]
    }
    let error = #expect(throws: AWSError.self) {
      try fixture.call("PutMetricData", input: Self.metrics)
    }
    #expect(error?.code == "ValidationError")
    #expect(error?.mayHaveTakenEffect == true)
  }

  @Test func whatCanBeRepeatedOrWasAnsweredHasNotTakenEffectBehindTheScriptsBack() {
    let reset = PipelineFixture { _, _ in [.close] }
    let read = #expect(throws: AWSError.self) { try reset.call() }
    #expect(read?.mayHaveTakenEffect == false, "it only reads")
    let delete = #expect(throws: AWSError.self) {
      try reset.call("DeleteAlarms", input: ["AlarmNames": ["a"]])
    }
    #expect(delete?.mayHaveTakenEffect == false, "twice is once")
    for answer in [Answer.error("Throttling"), Answer.error("X", 503), Answer.error("X", 400)] {
      let fixture = PipelineFixture { _, _ in [answer] }
      let error = #expect(throws: AWSError.self) {
        try fixture.call("PutMetricData", input: Self.metrics)
      }
      #expect(error?.mayHaveTakenEffect == false)
    }
    let refused = PipelineFixture { _, _ in [] }
    refused.server.stop()
    refused.endpoint = "http://127.0.0.1:1"
    let unsent = #expect(throws: AWSError.self) {
      try refused.call("PutMetricData", input: Self.metrics)
    }
    #expect(unsent?.code == "ConnectionRefused")
    #expect(unsent?.mayHaveTakenEffect == false, "nothing was sent")
  }

  @Test func aServerErrorMayComeAfterTheEffect() {
    let fixture = PipelineFixture { _, _ in [Answer.error("InternalServiceFault", 500)] }
    let error = #expect(throws: AWSError.self) {
      try fixture.call("PutMetricData", input: Self.metrics)
    }
    #expect(error?.mayHaveTakenEffect == true)
  }

  @Test func successAfterAnUncertainAttemptIsToldOf() throws {
    let fixture = PipelineFixture { number, _ in
      [number == 0 ? .close : FaultServer.response(200, "{}")]
    }
    var warnings: [String] = []
    fixture.backend.warn = { warnings.append($0) }
    let response = try fixture.call("PutMetricData", input: Self.metrics)
    #expect(response.attempts == 2)
    #expect(
      warnings == [
        "cloudwatch:PutMetricData in eu-west-1 succeeded at attempt 2, but may have taken effect "
          + "before, too (ConnectionFailed)"
      ])
  }

  // MARK: Rates

  @Test func adaptiveModeSlowsDownAfterThrottling() throws {
    let fixture = PipelineFixture { number, _ in
      [number == 0 ? Answer.error("Throttling") : Answer.alarms]
    }
    fixture.retryMode = .adaptive
    let response = try fixture.call()
    #expect(response.attempts == 2)
    #expect(fixture.waits.count == 2, "between the attempts, and for the rate")
    #expect(fixture.waits[0] == 0.5)
    // Nothing was measured yet, so that the rate is the least one: half a token a second.
    #expect(abs(fixture.waits[1] - 2) < 0.5)
    #expect(fixture.events.map(\.description).contains { $0.hasSuffix("ms (adaptive rate)") })
  }

  @Test func aPaceOfTheClientsOwnIsKept() throws {
    let fixture = PipelineFixture { _, _ in [Answer.alarms] }
    for _ in 0..<3 { _ = try fixture.call(pace: .rates(["DescribeAlarms": 2])) }
    #expect(fixture.waits.count == 1)
    #expect(abs(fixture.waits[0] - 0.5) < 0.1)
    #expect(fixture.events.map(\.description).contains { $0.hasSuffix("ms (pace)") })
  }

  @Test func aCallCanBeCancelledWhileItWaitsForItsTurn() throws {
    let fixture = PipelineFixture { _, _ in [Answer.alarms] }
    fixture.waitsForReal = true
    let pace = Pace.rates(["DescribeAlarms": 0.001])
    _ = try fixture.call(pace: pace)
    let operation = try ModelStore().service("cloudwatch").operation("DescribeAlarms")
    var failure: AWSError?
    let backend = fixture.backend!
    let task = fixture.loop.spawn {
      do throws(AWSError) {
        _ = try await backend.send(Request(operation: operation, input: [:], pace: pace))
      } catch {
        failure = error
      }
    }
    _ = fixture.loop.turn(timeout: 0)
    task.cancel()
    while failure == nil { _ = fixture.loop.turn(timeout: 0.05) }
    #expect(failure?.kind == .cancelled)
    #expect(failure?.attempts == 0)
    #expect(fixture.server.received.count == 1)
  }

  @Test func theDetailedTraceNamesHeadersAndMembersAndNoValue() throws {
    let fixture = PipelineFixture(tracesExchanges: true) { _, _ in [Answer.alarms] }
    fixture.keys.sessionToken = "TOKEN-SECRET"
    _ = try fixture.call(input: ["AlarmNames": ["BODY-SECRET"], "AlarmNamePrefix": "PREFIX-SECRET"])
    let line = try #require(fixture.events.map(\.description).last)
    #expect(line.contains("input AlarmNames (1 element), AlarmNamePrefix (13 characters); "))
    #expect(line.contains("output MetricAlarms (1 element)"))
    #expect(line.contains("authorization "))
    #expect(line.contains("x-amzn-requestid 6"))
    for secret in ["SECRET", "AKIDEXAMPLE", "Signature=", "good-1"] {
      #expect(!line.contains(secret))
    }
  }
}
