import AWSWire
import Documents
import Simulator
import Testing

@Suite struct SessionTests {
  let cloud = TestCloud()
  let role = "arn:aws:iam::210987654321:role/ops/watch"

  func sts(_ operation: String, _ input: Document = [:], _ keys: Document? = nil) async throws
    -> Document
  {
    let operation = try ModelStore().service("sts").operation(operation)
    var request = Request(
      operation: operation, input: try InputChecker().check(input, for: operation))
    request.credentials = keys.map {
      StaticCredentials(
        accessKeyID: $0["AccessKeyId"]!.string!, secretAccessKey: $0["SecretAccessKey"]!.string!,
        sessionToken: $0["SessionToken"]!.string!)
    }
    return try cloud.cloud.perform(request).output
  }

  func assume(_ changes: Document = [:], _ keys: Document? = nil) async throws -> Document {
    let input: Document = ["RoleArn": Document(role), "RoleSessionName": "night-shift"]
    return try await sts("AssumeRole", input.with(changes), keys)
  }

  @Test func aRolesKeysAreTheRolesUntilTheyExpire() async throws {
    let answer = try await assume(["DurationSeconds": 900])
    let user = answer["AssumedRoleUser"]!
    #expect(user["Arn"] == "arn:aws:sts::210987654321:assumed-role/watch/night-shift")
    let keys = answer["Credentials"]!
    #expect(keys["AccessKeyId"]!.string!.hasPrefix("ASIA"))
    #expect(keys["Expiration"]?.timestamp == TestCloud.start + 900)
    let identity = try await sts("GetCallerIdentity", [:], keys)
    #expect(identity["Arn"] == user["Arn"] && identity["Account"] == "210987654321")
    #expect(identity["UserId"] == user["AssumedRoleId"])
    cloud.clock.advance(by: 900)
    let error = await #expect(throws: AWSError.self) {
      try await sts("GetCallerIdentity", [:], keys)
    }
    #expect(error?.code == "ExpiredToken" && error?.status == 403)
  }

  @Test func aRoleThatASessionAssumesLastsAnHourAtMost() async throws {
    let keys = try await assume()["Credentials"]!
    _ = try await assume([:], keys)
    let error = await #expect(throws: AWSError.self) {
      try await assume(["DurationSeconds": 7_200], keys)
    }
    #expect(error?.code == "ValidationError")
  }

  @Test(
    arguments: [
      (["RoleArn": "arn:aws:iam::210987654321:user/watch"], "ValidationError"),
      (["RoleSessionName": "with space"], "ValidationError"),
      (["Policy": "no JSON"], "MalformedPolicyDocument"),
      (["SerialNumber": "arn:aws:iam::210987654321:mfa/ana"], "ValidationError"),
    ] as [(Document, String)])
  func aRoleThatCannotBeAssumedSaysWhy(changes: Document, code: String) async throws {
    let error = await #expect(throws: AWSError.self) { try await assume(changes) }
    #expect(error?.code == code)
  }

  @Test func sessionAndFederationTokensAreTheUsersOwn() async throws {
    let session = try await sts("GetSessionToken")["Credentials"]!
    #expect(session["Expiration"]?.timestamp == TestCloud.start + 43_200)
    let identity = try await sts("GetCallerIdentity", [:], session)
    #expect(identity["Arn"] == "arn:aws:iam::123456789012:user/moonwatch")
    let federated = try await sts("GetFederationToken", ["Name": "guest"])
    #expect(
      federated["FederatedUser"]!["Arn"] == "arn:aws:sts::123456789012:federated-user/guest")
    let error = await #expect(throws: AWSError.self) {
      try await sts("GetSessionToken", [:], session)
    }
    #expect(error?.code == "AccessDenied")
    let web = try await sts(
      "AssumeRoleWithWebIdentity",
      ["RoleArn": Document(role), "RoleSessionName": "ci", "WebIdentityToken": "token"])
    #expect(web["AssumedRoleUser"]!["Arn"]!.string!.hasSuffix(":assumed-role/watch/ci"))
  }
}
