import Testing

@testable import AWSRuntime

@Suite struct ProfileTextTests {
  @Test(arguments: [
    ("[profile foo\nname = value", 1, "must end with ']'"),
    ("[default] text", 1, "must end with ']'"),
    ("name = value", 1, "Expected a profile definition"),
    (" -continued", 1, "Expected a profile definition"),
    ("[default]\n\n -continued", 3, "Expected a property definition"),
    ("[default]\na = b\n[default]\n -continued", 4, "Expected a property definition"),
    ("[default]\n# comment\nkey : value", 3, "Expected an '=' sign"),
    ("[default]\r\nkey # = value", 2, "Expected an '=' sign"),
    ("[default]\n= value", 2, "did not have a name"),
    ("[default]\ns3 =\n name", 3, "Expected an '=' sign defining a property in sub-property"),
    ("[default]\ns3 =\n a = b\n = c", 4, "did not have a name in sub-property"),
  ])
  func aMistakeNamesItsLine(text: String, line: Int, reason: String) throws {
    let failure = try #require(
      #expect(throws: ProfileText.Failure.self) { try ProfileText(text, dialect: .config) })
    #expect(failure.line == line)
    #expect(failure.reason.contains(reason))
  }

  @Test(arguments: [
    ("name = value # comment", "value"), ("name = value ; comment", "value"),
    ("name = value# kept", "value# kept"), ("name = a=b", "a=b"), ("name =", ""),
    ("name=value", "value"), ("name = 😀", "😀"), ("NAME = value", "value"),
    ("name = first\nname = second", "second"), ("name = a\n  b # kept\n\n\tc", "a\nb # kept\nc"),
    ("name =\n a = 1\n b = 2", "\na = 1\nb = 2"), ("name = # comment\n a = 1", "\na = 1"),
  ])
  func aValueIsReadAs(lines: String, value: String) throws {
    let text = try ProfileText("[default]\n\(lines)", dialect: .config)
    #expect(text.profiles == ["default": ["name": value]])
  }

  @Test(arguments: [
    "[foo]", "[profile in valid]", "[profile]", "[sso-session]", "[plugins]", "[profilefoo]",
    "[profile \"foo\"]",
  ])
  func aConfigSectionThatIsNoProfileIsSkippedWithAllInIt(head: String) throws {
    let text = try ProfileText("\(head)\nnot a property\n continued\na = b", dialect: .config)
    #expect(text.profiles.isEmpty && text.ssoSessions.isEmpty && text.services.isEmpty)
  }

  @Test func credentialsHaveBareNames() throws {
    let text = try ProfileText(
      "[profile a]\nx = 1\n[b]\nx = 2\n[sso-session c]\nx = 3", dialect: .credentials)
    #expect(text.profiles == ["b": ["x": "2"]])
    #expect(text.ssoSessions.isEmpty)
  }

  @Test(arguments: [
    "[default]\na = 1\n[profile default]\nb = 2", "[profile default]\nb = 2\n[default]\na = 1",
    "[profile default]\n[default]\na = 1\n[profile default]\nb = 2",
  ])
  func theDefaultProfileWithItsPrefixWins(text: String) throws {
    #expect(try ProfileText(text, dialect: .config).profiles == ["default": ["b": "2"]])
  }

  @Test func sectionsOfAllKindsAreKeptApart() throws {
    let text = try ProfileText(
      "[profile a]\nx = 1\n[services a]\nec2 =\n endpoint_url = http://h\n[sso-session a]\nx = 3",
      dialect: .config)
    #expect(text.profiles == ["a": ["x": "1"]])
    #expect(text.services == ["a": ["ec2": "\nendpoint_url = http://h"]])
    #expect(text.ssoSessions == ["a": ["x": "3"]])
  }

  @Test func aSkippedPropertyTakesItsContinuationsAlong() throws {
    let text = try ProfileText("[default]\nin valid = x\n a = b\nc = d", dialect: .config)
    #expect(text.profiles == ["default": ["c": "d"]])
  }
}
