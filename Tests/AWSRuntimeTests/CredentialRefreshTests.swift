import AWSSigning
import AWSWire
import Testing

@testable import AWSRuntime

@Suite struct CredentialRefreshTests {
  /// Gives what the test says, and counts.
  final class Source: CredentialSource {
    var name: String { "test" }
    var place: String? { "the test" }
    var answers: [Result<Credentials?, AWSError>] = []
    var questions = 0
    var wait: () async -> Void = {}

    func find() async throws(AWSError) -> Credentials? {
      questions += 1
      await wait()
      return try answers.count > 1 ? answers.removeFirst().get() : answers[0].get()
    }
  }

  static func keys(_ id: String, expires: Double?) -> Credentials {
    Credentials(
      accessKeyID: id, secretAccessKey: "TOPSECRET",
      expiration: expires.map { ChainFixture.start + $0 })
  }

  static let trouble = AWSError(.network, code: "Down", "the source is down")

  @Test func keysWithoutAnExpiryAreAskedForOnce() throws {
    let fixture = try ChainFixture()
    let source = Source()
    source.answers = [.success(Self.keys("A", expires: nil))]
    let chain = CredentialChain([source], services: fixture.services)
    for _ in 0..<3 {
      #expect(try fixture.keys(chain).accessKeyID == "A")
      fixture.date += 1e6
    }
    #expect(source.questions == 1)
  }

  @Test func keysAreRenewedFromFifteenMinutesBeforeTheirExpiry() throws {
    let fixture = try ChainFixture()
    let source = Source()
    source.answers = [
      .success(Self.keys("A", expires: 3600)), .success(Self.keys("B", expires: 7200)),
    ]
    let chain = CredentialChain([source], services: fixture.services)
    #expect(try fixture.keys(chain).accessKeyID == "A")
    fixture.date += 2699
    #expect(try fixture.keys(chain).accessKeyID == "A")
    fixture.date += 1
    #expect(try fixture.keys(chain).accessKeyID == "B")
    #expect(source.questions == 2)
  }

  @Test func aFailureIsToleratedUntilTenMinutesBeforeTheExpiryAndThenRaised() throws {
    let fixture = try ChainFixture()
    let source = Source()
    source.answers = [.success(Self.keys("A", expires: 3600)), .failure(Self.trouble)]
    let chain = CredentialChain([source], services: fixture.services)
    _ = try fixture.keys(chain)
    fixture.date += 2700
    #expect(try fixture.keys(chain).accessKeyID == "A")
    #expect(try fixture.keys(chain).accessKeyID == "A")
    #expect(source.questions == 2, "a minute passes before the next try")
    #expect(fixture.tolerated == ["the source is down"])
    fixture.date += 60
    #expect(try fixture.keys(chain).accessKeyID == "A")
    #expect(source.questions == 3)
    fixture.date = ChainFixture.start + 3000
    #expect(throws: AWSError.self) { try fixture.keys(chain) }
    source.answers = [.success(Self.keys("B", expires: 7200))]
    #expect(try fixture.keys(chain).accessKeyID == "B")
  }

  @Test func aSessionOfFifteenMinutesIsNotRenewedAtEveryCall() throws {
    let fixture = try ChainFixture()
    let source = Source()
    source.answers = [
      .success(Self.keys("A", expires: 900)), .success(Self.keys("B", expires: 1800)),
    ]
    let chain = CredentialChain([source], services: fixture.services)
    #expect(try fixture.keys(chain).accessKeyID == "A")
    fixture.date += 674
    #expect(try fixture.keys(chain).accessKeyID == "A")
    fixture.date += 1
    #expect(try fixture.keys(chain).accessKeyID == "B")
  }

  @Test func keysThatHaveExpiredAreRefused() throws {
    let fixture = try ChainFixture()
    let source = Source()
    source.answers = [.success(Self.keys("A", expires: 0))]
    let chain = CredentialChain([source], services: fixture.services)
    let error = #expect(throws: AWSError.self) { try fixture.keys(chain) }
    #expect(error?.code == "ExpiredCredentials")
    #expect(
      error?.message
        == "the credentials of the test expired at 2015-08-30T12:36:00Z; get new ones there")
  }

  @Test func aPlaceThatIsEmptyAtARefreshIsAnError() throws {
    let fixture = try ChainFixture()
    let source = Source()
    source.answers = [.success(Self.keys("A", expires: 3600)), .success(nil)]
    let chain = CredentialChain([source], services: fixture.services)
    _ = try fixture.keys(chain)
    fixture.date += 3599
    let error = #expect(throws: AWSError.self) { try fixture.keys(chain) }
    #expect(error?.code == "CredentialsGone")
  }

  @Test func concurrentCallersShareOneRefreshAndItsFailure() throws {
    let fixture = try ChainFixture()
    let source = Source()
    source.wait = { try? await fixture.loop.sleep(for: 0.02) }
    source.answers = [
      .failure(Self.trouble), .success(Self.keys("A", expires: 3600)),
    ]
    let chain = CredentialChain([source], services: fixture.services)
    func askedBySixteen() -> [Result<String, AWSError>] {
      var results: [Result<String, AWSError>] = []
      for _ in 0..<16 {
        fixture.loop.spawn {
          do throws(AWSError) {
            results.append(.success(try await chain.credentials().accessKeyID))
          } catch {
            results.append(.failure(error))
          }
        }
      }
      while results.count < 16 { fixture.loop.turn() }
      return results
    }
    let failed = askedBySixteen()
    #expect(failed.allSatisfy { (try? $0.get()) == nil })
    #expect(source.questions == 1)
    let found = askedBySixteen()
    #expect(found.allSatisfy { (try? $0.get()) == "A" })
    #expect(source.questions == 2)
  }

  @Test func whoWaitsForACancelledRefreshMakesItsOwn() throws {
    let fixture = try ChainFixture()
    let source = Source()
    source.wait = { try? await fixture.loop.sleep(for: 0.02) }
    source.answers = [
      .failure(AWSError(.cancelled, code: "Cancelled", "cancelled")),
      .success(Self.keys("A", expires: 3600)),
    ]
    let chain = CredentialChain([source], services: fixture.services)
    var found: [String?] = []
    for _ in 0..<3 {
      fixture.loop.spawn { found.append(try? await chain.credentials().accessKeyID) }
    }
    while found.count < 3 { fixture.loop.turn() }
    #expect(found.compactMap(\.self) == ["A", "A"])
    #expect(source.questions == 2)
  }

  @Test func theReportSaysWhatWasLookedAtBefore() throws {
    let fixture = try ChainFixture(
      config: "[default]\naws_access_key_id = A\naws_secret_access_key = s")
    let chain = fixture.chain()
    _ = try fixture.keys(chain)
    #expect(
      chain.steps.map(\.source) == [
        "environment", "role", "web identity", "sso", "credentials file", "process", "config file",
      ])
    #expect(chain.steps.last?.outcome == .found)
    #expect(chain.steps.dropLast().allSatisfy { $0.outcome == .absent })
  }

  @Test func keysOfTheEnvironmentHaveAnExpiryWhereOneIsGiven() throws {
    let fixture = try ChainFixture()
    fixture.variables.merge([
      "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s",
      "AWS_CREDENTIAL_EXPIRATION": KeyAnswer.time(100),
    ]) { $1 }
    let chain = fixture.chain()
    #expect(try fixture.keys(chain).expiration == ChainFixture.start + 100)
    fixture.date += 99
    #expect(try fixture.keys(chain).accessKeyID == "A")
    fixture.date += 1
    let expired = #expect(throws: AWSError.self) { try fixture.keys(chain) }
    #expect(expired?.message.hasPrefix("the credentials of the environment expired at ") == true)

    fixture.variables["AWS_CREDENTIAL_EXPIRATION"] = "soon"
    let error = #expect(throws: AWSError.self) {
      try fixture.keys(CredentialProviders(fixture.services).chain(for: fixture.configuration()))
    }
    #expect(
      error?.message
        == "AWS_CREDENTIAL_EXPIRATION: expected a time such as 2026-11-23T21:00:00Z, got \"soon\"")
  }
}
