import Testing

@testable import AWSRuntime

@Suite struct RetryTests {
  func delay(
    _ attempt: Int, random: Double = 1, headers: [String: String] = [:], date: Double = 0
  ) -> Double {
    Retry.delay(afterAttempt: attempt, random: random, headers: headers, date: date)
  }

  @Test func delaysDoubleUpToTwentySeconds() {
    #expect((1...8).map { delay($0) } == [1, 2, 4, 8, 16, 20, 20, 20])
    #expect(delay(1000) == 20)
    #expect(delay(3, random: 0.25) == 1)
    #expect(delay(3, random: 0) == 0)
  }

  @Test func theServerCanLengthenAWaitWithinBounds() {
    #expect(delay(1, headers: ["retry-after": "7"]) == 7)
    #expect(delay(1, headers: ["x-amz-retry-after": "1500"]) == 1.5)
    #expect(delay(1, headers: ["retry-after": "3600"]) == 20)
    #expect(delay(4, headers: ["retry-after": "1"]) == 8, "but not shorten it")
    #expect(delay(1, headers: ["retry-after": "-5"]) == 1)
    #expect(delay(1, headers: ["retry-after": "soon"]) == 1)
    #expect(delay(1, headers: ["retry-after": "nan"]) == 1)
  }

  @Test func aDateToComeBackAtIsObeyed() {
    // Wed, 21 Oct 2015 07:28:00 GMT
    let headers = ["retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"]
    #expect(delay(1, headers: headers, date: 1_445_412_480 - 9) == 9)
    #expect(delay(1, headers: headers, date: 1_445_412_480 + 9) == 1)
  }

  @Test func theQuotaIsUsedUpByRetriesAndGivenBackBySuccess() {
    let quota = RetryQuota()
    for _ in 0..<100 { #expect(quota.acquire(afterTimeout: false) == 5) }
    #expect(quota.available == 0)
    #expect(quota.acquire(afterTimeout: false) == nil)
    quota.release(5)
    #expect(quota.acquire(afterTimeout: true) == nil, "a timeout's retry costs 10")
    quota.release(5)
    #expect(quota.acquire(afterTimeout: true) == 10)
    for _ in 0..<7 { quota.release(nil) }
    #expect(quota.available == 7)
    for _ in 0..<1000 { quota.release(nil) }
    #expect(quota.available == 500, "never more than there was")
  }

  @Test(arguments: ["Throttling", "RequestLimitExceeded", "SlowDown", "RequestTimeout"])
  func throttlingIsRetriedWhateverTheStatus(code: String) {
    #expect(Retry.isRetryable(code: code, status: 400))
  }

  @Test func statusesOfTroubleAreRetried() {
    for status in [500, 502, 503, 504] { #expect(Retry.isRetryable(code: "X", status: status)) }
    for status in [400, 403, 404, 501, 505] {
      #expect(!Retry.isRetryable(code: "X", status: status))
    }
    #expect(!Retry.isRetryable(code: "AccessDenied", status: nil))
  }
}
