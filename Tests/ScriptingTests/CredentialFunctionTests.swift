import AWSWire
import Documents
import Testing

@testable import Scripting

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct CredentialFunctionTests {
  @Test func aRoleIsHandedToTheBackend() throws {
    let backend = StubBackend { _ throws(AWSError) in ["Account": "111122223333"] }
    try backend.host().passes(
      """
      local role = aws.assume{
        role_arn = "arn:aws:iam::111122223333:role/watch", session_name = "s", external_id = "x",
        duration = "2h", profile = "ops", region = "eu-west-1",
      }
      assert(tostring(role) == "aws role arn:aws:iam::111122223333:role/watch", tostring(role))
      aws.sts{credentials = role, region = "eu-west-1"}:get_caller_identity()
      aws.sts{credentials = {role_arn = "arn:aws:iam::1:role/a/b"}}:get_caller_identity()
      """)
    #expect(
      backend.requests.map(\.role) == [
        AssumedRole(
          roleARN: "arn:aws:iam::111122223333:role/watch", sessionName: "s", externalID: "x",
          duration: 7200, profile: "ops", region: "eu-west-1"),
        AssumedRole(roleARN: "arn:aws:iam::1:role/a/b"),
      ])
    #expect(backend.requests.allSatisfy { $0.credentials == nil })
  }

  @Test(arguments: [
    ("nil", "expected a table with role_arn, got nil"),
    ("{}", "role_arn: expected string, got nil"),
    ("{role_arn=1}", "role_arn: expected string, got 1"),
    (
      "{role_arn='watch'}",
      "role_arn: expected one such as arn:aws:iam::123456789012:role/watch, got \"watch\""
    ),
    (
      "{role_arn='arn:aws:iam::1:role/a', duration='5m'}",
      "duration: expected whole seconds from \"15m\" to \"12h\", got \"5m\""
    ),
    (
      "{role_arn='arn:aws:iam::1:role/a', session='x'}",
      "unknown option 'session'; known: role_arn, session_name, external_id, duration, profile, "
        + "region"
    ),
  ])
  func whatIsNoRoleIsRefusedAtOnce(argument: String, message: String) throws {
    let error = try localHost().fails("aws.assume(\(argument))")
    #expect(error == "test:1: InvalidOption: aws.assume: \(message)")
  }

  @Test func theIdentityIsWhatSTSSays() throws {
    try localHost().passes(
      """
      local me = aws.identity()
      assert(me.account == "123456789012" and me.arn:find("^arn:aws:iam::") and me.user_id, me.arn)
      """)
  }

  @Test func theRegionsAreThoseThatTheAccountHasEnabled() throws {
    let backend = StubBackend { _ throws(AWSError) in
      ["Regions": [["RegionName": "us-east-1"], ["RegionName": "eu-west-1"]]]
    }
    try backend.host().passes(
      "assert(table.concat(aws.regions{region='us-east-1'}, ' ') == 'eu-west-1 us-east-1')")
    #expect(backend.requests.map(\.operation.name) == ["DescribeRegions"])
    try localHost().passes("assert(#aws.regions() > 10)")
  }

  @Test func profilesAreThoseOfBothFiles() throws {
    var template = Array("/tmp/moonwatch-profiles-XXXXXX".utf8CString)
    let folder = String(cString: try #require(mkdtemp(&template)))
    defer {
      for name in ["config", "credentials"] { unlink("\(folder)/\(name)") }
      rmdir(folder)
    }
    func write(_ text: String, to name: String) throws {
      let file = try #require(fopen("\(folder)/\(name)", "w"))
      try #require(fputs(text, file) >= 0)
      try #require(fclose(file) == 0)
    }
    try write(
      """
      [default]
      region = eu-west-1
      [profile r]
      role_arn = a
      [profile s]
      sso_session = x
      sso_account_id = 1
      [profile w]
      role_arn = a
      web_identity_token_file = t
      [profile p]
      credential_process = p
      """, to: "config")
    try write(
      "[k]\naws_access_key_id = TOPSECRET\naws_secret_access_key = TOPSECRET", to: "credentials")
    let host = try localHost {
      $0.environment = [
        "AWS_CONFIG_FILE": "\(folder)/config",
        "AWS_SHARED_CREDENTIALS_FILE": "\(folder)/credentials",
      ]
    }
    host.passes(
      """
      local lines = {}
      for i, p in ipairs(aws.profiles()) do
        lines[i] = p.name .. "=" .. p.kind .. (p.region and "@" .. p.region or "")
      end
      local text = table.concat(lines, " ")
      assert(text == "default=none@eu-west-1 k=keys p=process r=role s=sso w=web identity", text)
      """)
  }
}
