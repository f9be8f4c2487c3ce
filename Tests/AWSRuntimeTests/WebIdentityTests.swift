import AWSSigning
import AWSWire
import Testing

@testable import AWSRuntime

@Suite struct WebIdentityTests {
  static func fixture(_ config: String? = nil) throws -> ChainFixture {
    try ChainFixture(config: config) { number, _ in
      [
        KeyAnswer.sts(
          "ASIA\(number)", operation: "AssumeRoleWithWebIdentity",
          expires: Double(number + 1) * 3600)
      ]
    }
  }

  @Test func theTokenOfTheFileIsSentUnsignedAndReadAnewForEachRefresh() throws {
    let fixture = try Self.fixture()
    try fixture.files.write("first\n", to: "token")
    fixture.variables.merge([
      "AWS_WEB_IDENTITY_TOKEN_FILE": "\(fixture.files.home)/token",
      "AWS_ROLE_ARN": "arn:aws:iam::1:role/pod", "AWS_ROLE_SESSION_NAME": "pod-1",
    ]) { $1 }
    let chain = fixture.chain()
    #expect(try fixture.keys(chain).accessKeyID == "ASIA0")
    try fixture.files.write("second", to: "token")
    fixture.date += 3000
    #expect(try fixture.keys(chain).accessKeyID == "ASIA1")
    let requests = fixture.server.received
    #expect(requests.map(\.signer) == [nil, nil])
    #expect(requests.map { $0.form["WebIdentityToken"] } == ["first", "second"])
    #expect(requests[0].form["Action"] == "AssumeRoleWithWebIdentity")
    #expect(requests[0].form["RoleArn"] == "arn:aws:iam::1:role/pod")
    #expect(requests[0].form["RoleSessionName"] == "pod-1")
  }

  @Test func aProfileMayNameFileAndRole() throws {
    let fixture = try Self.fixture(
      "[profile w]\nweb_identity_token_file = ~/token\nrole_arn = arn:aws:iam::1:role/w")
    try fixture.files.write("TOKEN", to: "token")
    // A profile named by hand sets the environment aside.
    fixture.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/nowhere"
    #expect(try fixture.keys("w").accessKeyID == "ASIA0")
    let form = try #require(fixture.server.received.first).form
    #expect(form["WebIdentityToken"] == "TOKEN")
    #expect(form["RoleSessionName"] == "moonwatch-test-1")
  }

  @Test func aFileWithoutARoleIsAnError() throws {
    let fixture = try Self.fixture("[profile w]\nweb_identity_token_file = /token")
    #expect(
      try fixture.failure("w").message
        == "web_identity_token_file in profile 'w' is set, but no role; set role_arn in the "
        + "profile, too")
    fixture.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token"
    #expect(
      try fixture.failure().message
        == "AWS_WEB_IDENTITY_TOKEN_FILE is set, but no role; set AWS_ROLE_ARN, too")
  }

  @Test func aFileWithoutATokenIsAnError() throws {
    let fixture = try Self.fixture()
    let path = "\(fixture.files.home)/token"
    fixture.variables.merge(["AWS_WEB_IDENTITY_TOKEN_FILE": path, "AWS_ROLE_ARN": "arn"]) { $1 }
    let missing = try fixture.failure()
    #expect(missing.kind == .credentials)
    #expect(missing.message == "AWS_WEB_IDENTITY_TOKEN_FILE: \(path): there is no such file")
    try fixture.files.write(" \n", to: "token")
    #expect(
      try fixture.failure().message
        == "AWS_WEB_IDENTITY_TOKEN_FILE: \(path): expected a token, got an empty file")
    fixture.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = fixture.files.home
    let chain = CredentialProviders(fixture.services).chain(for: fixture.configuration())
    let folder = #expect(throws: AWSError.self) { try fixture.keys(chain) }
    #expect(folder?.message.hasSuffix("cannot be read: Is a directory") == true)
  }
}
