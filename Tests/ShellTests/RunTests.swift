import Scripting
import Testing

@testable import Shell

@Suite struct RunTests {
  @Test(
    arguments: [
      (nil, nil, nil, RunStatus.script),
      ("validation", "UnknownMember", nil, .script), ("argument", nil, nil, .script),
      ("policy", nil, nil, .script), ("cancelled", nil, nil, .script),
      ("internal", nil, nil, .script),
      ("network", "ConnectionRefused", nil, .unavailable), ("timeout", nil, nil, .unavailable),
      ("credentials", "NoCredentials", nil, .denied), ("config", "NoRegion", nil, .configuration),
      ("aws", "ResourceNotFound", 404, .script), ("aws", "ValidationError", 400, .script),
      ("aws", "AlreadyExists", 409, .script),
      ("aws", "AccessDenied", 403, .denied), ("aws", "AccessDeniedException", 400, .denied),
      ("aws", "UnauthorizedOperation", 403, .denied), ("aws", "AuthFailure", 401, .denied),
      ("aws", "SignatureDoesNotMatch", 403, .denied), ("aws", "InvalidClientTokenId", 403, .denied),
      ("aws", "ExpiredToken", 400, .denied), ("aws", "ExpiredTokenException", 400, .denied),
      ("aws", "UnrecognizedClientException", 400, .denied), ("aws", "Strange", 403, .denied),
      ("aws", "Throttling", 400, .unavailable), ("aws", "ThrottlingException", 400, .unavailable),
      ("aws", "RequestLimitExceeded", 503, .unavailable), ("aws", "Strange", 429, .unavailable),
      ("aws", "InternalFailure", 500, .unavailable), ("aws", "503", nil, .unavailable),
      ("aws", "ServiceUnavailable", 503, .unavailable), ("aws", "Strange", 502, .unavailable),
    ] as [(String?, String?, Int?, RunStatus)])
  func anErrorHasAnExitStatus(_ kind: String?, _ code: String?, _ http: Int?, _ status: RunStatus) {
    var error = ScriptError(message: "m", kind: kind, code: code)
    error.status = http
    #expect(RunStatus(error) == status)
  }

  @Test func statusesAreTheDocumentedNumbers() {
    #expect(
      RunStatus.allCases.map(\.rawValue) == [
        0, 1, 2, 64, 69, 75, 77, 78, 124, 130, 141, 143,
      ])
    #expect(RunStatus(ScriptHost.Interrupt.interrupt).rawValue == 130)
    #expect(RunStatus(ScriptHost.Interrupt.terminate).rawValue == 143)
    #expect(RunStatus(ScriptHost.Interrupt.deadline).rawValue == 124)
  }

  @Test func aReportIsOneMessageWithWhatToDoBelow() {
    let failure = Failure("a.lua:3: no", hints: ["Do this.", "Or that."])
    #expect(
      ErrorReport(failure).text(program: "moonwatch")
        == "moonwatch: a.lua:3: no\n  Do this.\n  Or that.\n")
    #expect(ErrorReport(Failure("one\ntwo")).text(program: nil) == "one\n  two\n")
    let error = ScriptError(message: "a.lua:1: x", traceback: "stack traceback:\n\t…")
    #expect(ErrorReport(error, verbosity: 0).text(program: "m") == "m: a.lua:1: x\n")
    #expect(
      ErrorReport(error, verbosity: 1).text(program: "m")
        == "m: a.lua:1: x\nstack traceback:\n\t…\n")
  }

  // MARK: A script's text

  private func source(_ bytes: [UInt8]) throws -> String {
    try Script(name: "a.lua", path: "dir/a.lua", bytes: bytes).source
  }

  @Test(arguments: [
    ("return 1", "return 1"), ("#!/usr/bin/env moonwatch\nreturn 1", "\nreturn 1"),
    ("#!/x\r\nreturn 1", "\nreturn 1"), ("#!/x", ""), ("", ""), ("\n#x", "\n#x"),
  ])
  func aFirstLineOfTheSystemIsBlank(_ text: String, _ expected: String) throws {
    #expect(try source(Array(text.utf8)) == expected)
    #expect(try source([0xEF, 0xBB, 0xBF] + Array(text.utf8)) == expected)
  }

  @Test func bytecodeIsRefused() {
    let failure = #expect(throws: Failure.self) {
      _ = try source([0x1B] + Array("Lua".utf8) + [0xFF])
    }
    #expect(failure?.message.contains("bytecode") == true)
    #expect(failure?.status == .script)
  }

  @Test func otherEncodingsAreRefusedWithTheirLine() {
    let failure = #expect(throws: Failure.self) {
      _ = try source(Array("x = 1\ny = '".utf8) + [0xE9] + Array("'\n".utf8))
    }
    #expect(failure?.message == "a.lua:2: the text is not UTF-8")
  }

  @Test func aFileThatIsNotThereIsAUsageError() {
    let failure = #expect(throws: Failure.self) { _ = try Script.load("no/such/file.lua") }
    #expect(failure?.message == "cannot open 'no/such/file.lua': No such file or directory")
    #expect(failure?.status == .usage)
    #expect(throws: Failure.self) { _ = try Script.load("/") }
  }

  @Test func chunksAreNamedAsLuaDoes() throws {
    #expect(try Script(name: "a", path: "dir/a.lua", bytes: []).chunkName == "@dir/a.lua")
    #expect(try Script(name: "stdin", path: nil, bytes: []).chunkName == "=stdin")
    #expect(Script(commandLine: "").chunkName == "=(command line)")
  }

  // MARK: The prompt

  @Test(arguments: [
    (false, false, false, "prod/eu-west-1 (read-only)> "), (true, false, false, "prod/eu-west-1> "),
    (true, true, false, "prod/eu-west-1 (read-only)> "),
    (true, false, true, "prod/eu-west-1 (dry-run)> "),
  ])
  func thePromptSaysWhereAndHow(_ writes: Bool, _ readOnly: Bool, _ dry: Bool, _ text: String) {
    var options = HostOptions()
    options.allowsWrites = writes
    options.isReadOnly = readOnly
    options.isDryRun = dry
    #expect(PromptText.text(options, at: .init(profile: "prod", region: "eu-west-1")) == text)
  }

  @Test func thePromptOfTheEmbeddedCloudIsLocal() {
    var options = HostOptions()
    options.cloud = .simulator(fleet: true)
    #expect(PromptText.text(options, at: .init(profile: "prod", region: nil)) == "local> ")
    options.isReadOnly = true
    #expect(
      PromptText.text(options, at: .init(profile: "prod", region: nil)) == "local (read-only)> ")
    options.cloud = .live
    #expect(
      PromptText.text(options, at: .init(profile: "prod", region: nil))
        == "prod/no Region (read-only)> ")
  }

  @Test(
    arguments: [
      (["XDG_STATE_HOME": "/s", "HOME": "/h"], "/s/moonwatch"),
      (["XDG_STATE_HOME": "relative", "HOME": "/h"], "/h/.local/state/moonwatch"),
      (["HOME": "/h"], "/h/.local/state/moonwatch"), (["HOME": ""], nil), ([:], nil),
    ] as [([String: String], String?)])
  func historyStaysInTheStateFolder(_ environment: [String: String], _ folder: String?) {
    #expect(History.folder(environment) == folder)
  }
}
