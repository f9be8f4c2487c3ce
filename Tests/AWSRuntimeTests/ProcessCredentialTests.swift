import AWSSigning
import AWSWire
import Testing

@testable import AWSRuntime

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct ProcessCredentialTests {
  /// A profile whose process is a script of this text.
  static func fixture(_ script: String, arguments: String = "") throws -> ChainFixture {
    let fixture = try ChainFixture()
    try fixture.files.write("#!/bin/sh\n\(script)\n", to: "give keys")
    try #require(chmod("\(fixture.files.home)/give keys", 0o700) == 0)
    try fixture.files.write(
      "[profile p]\ncredential_process = '\(fixture.files.home)/give keys' \(arguments)\n",
      to: ".aws/config")
    return fixture
  }

  static func place(_ fixture: ChainFixture) -> String {
    "credential_process in profile 'p': \(fixture.files.home)/give keys: "
  }

  @Test func whatTheProgramPrintsAreTheKeys() throws {
    let fixture = try Self.fixture(
      #"""
      printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s","SessionToken":"%s"' "$1" "$2" "$VAR"
      echo ',"Expiration":"2015-08-30T13:36:00Z"}'
      echo 'a note that nobody sees' >&2
      """#, arguments: #""A B" '$(x)'"#)
    fixture.variables.merge(["VAR": "T", "PATH": "/usr/bin:/bin"]) { $1 }
    #expect(
      try fixture.keys("p")
        == Credentials(
          accessKeyID: "A B", secretAccessKey: "$(x)", sessionToken: "T",
          expiration: ChainFixture.start + 3600))
  }

  @Test func theProgramRunsAgainBeforeTheKeysExpireAndOnceWhereTheyDoNot() throws {
    let fixture = try Self.fixture(
      #"""
      echo x >>"$1"
      echo "{\"Version\":1,\"AccessKeyId\":\"A$(wc -l <"$1" | tr -d ' ')\",\"SecretAccessKey\":\"s\"$2}"
      """#)
    let log = "\(fixture.files.home)/log"
    fixture.files.made.insert("log")
    fixture.variables["PATH"] = "/usr/bin:/bin"
    try fixture.files.write(
      """
      [profile p]
      credential_process = '\(fixture.files.home)/give keys' \(log) \
      ',"Expiration":"2015-08-30T13:36:00Z"'
      [profile forever]
      credential_process = '\(fixture.files.home)/give keys' \(log) ''
      """, to: ".aws/config")
    let chain = fixture.chain("p")
    #expect(try fixture.keys(chain).accessKeyID == "A1")
    #expect(try fixture.keys(chain).accessKeyID == "A1")
    fixture.date += 2700
    #expect(try fixture.keys(chain).accessKeyID == "A2")
    let forever = fixture.chain("forever")
    #expect(try fixture.keys(forever).accessKeyID == "A3")
    fixture.date += 1e6
    #expect(try fixture.keys(forever).accessKeyID == "A3")
  }

  @Test func theLoopGoesOnWhileTheProgramRuns() throws {
    let fixture = try Self.fixture(
      "read line <\"$1\"; echo '{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\"}'",
      arguments: "/dev/null")
    let pipe = "\(fixture.files.home)/pipe"
    try #require(mkfifo(pipe, 0o600) == 0)
    fixture.files.made.insert("pipe")
    try fixture.files.write(
      "[profile p]\ncredential_process = '\(fixture.files.home)/give keys' \(pipe)",
      to: ".aws/config")
    let chain = fixture.chain("p")
    var id: String?
    fixture.loop.spawn { id = try? await chain.credentials().accessKeyID }
    var isReleased = false
    fixture.loop.spawn {
      // The program waits for this line, so a loop that waited for the program would never end.
      var writer: Int32 = -1
      while writer < 0 {
        try? await fixture.loop.sleep(for: 0.01)
        writer = open(pipe, O_WRONLY | O_NONBLOCK)
      }
      isReleased = write(writer, "go\n", 3) == 3
      close(writer)
    }
    while id == nil { fixture.loop.turn() }
    #expect(id == "A")
    #expect(isReleased)
  }

  @Test func standardErrorIsTheMessageOfAFailureAndStandardOutputNever() throws {
    let fixture = try Self.fixture(
      #"echo TOPSECRET; printf 'token expired\nlog in\033[1m again\n' >&2; exit 3"#)
    let error = try fixture.failure("p")
    #expect(error.kind == .credentials)
    #expect(error.code == "CredentialProcessFailed")
    #expect(
      error.message
        == Self.place(fixture) + "exited with status 3: token expired; log in[1m again")
  }

  @Test(arguments: [
    ("exit 4", "exited with status 4"), ("kill -9 $$", "was ended by signal 9"),
    ("true", "expected JSON, got nothing"),
    ("echo TOPSECRET", "expected JSON, got text that is none"),
    ("echo '[\"TOPSECRET\"]'", "expected a JSON object, got another value"),
    ("echo '{\"AccessKeyId\":\"A\"}'", "expected \"Version\": 1 in its answer, got none"),
    ("echo '{\"Version\":2}'", "expected version 1 of the answer, got another"),
    (
      "echo '{\"Version\":1,\"AccessKeyId\":\"TOPSECRET\"}'",
      "expected AccessKeyId and SecretAccessKey, got an answer without SecretAccessKey; it has "
        + "Version, AccessKeyId"
    ),
    (
      "echo '{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\",\"Expiration\":\"TOPSECRET\"}'",
      "Expiration: expected a time such as 2026-11-23T21:00:00Z, got another text"
    ),
    ("head -c 1100000 /dev/zero", "printed over 1048576 bytes"),
  ])
  func aProgramThatGivesNoKeysIsAnError(script: String, message: String) throws {
    let fixture = try Self.fixture(script)
    fixture.variables["PATH"] = "/usr/bin:/bin"
    #expect(try fixture.failure("p").message == Self.place(fixture) + message)
  }

  @Test(arguments: [
    ("/nowhere/keys", "/nowhere/keys: cannot be run: No such file or directory"),
    ("'open", "a quotation mark or a backslash at its end is left open"),
    ("''", "expected a command, got none"),
  ])
  func aCommandThatCannotBeRunIsAnError(command: String, message: String) throws {
    let fixture = try ChainFixture(config: "[profile p]\ncredential_process = \(command)")
    #expect(
      try fixture.failure("p").message == "credential_process in profile 'p': \(message)")
  }

  @Test func aProgramThatTakesTooLongIsKilled() {
    let loop = EventLoop()
    let error = #expect(throws: ChildProcess.Failure.self) {
      try loop.run { () async throws(ChildProcess.Failure) in
        try await ChildProcess.run(
          ["sleep", "600"], environment: ["PATH": "/bin"], timeout: 0.05, on: loop)
      }
    }
    guard case .timedOut = error else {
      Issue.record("expected a time-out, got \(String(describing: error))")
      return
    }
  }

  @Test func aCancelledTaskKillsItsProgram() {
    let loop = EventLoop()
    var isCancelled = false
    let task = loop.spawn {
      do throws(ChildProcess.Failure) {
        _ = try await ChildProcess.run(
          ["sleep", "600"], environment: ["PATH": "/bin"], timeout: 600, on: loop)
      } catch {
        if case .cancelled = error { isCancelled = true }
      }
    }
    loop.turn(timeout: 0)
    task.cancel()
    while !isCancelled { loop.turn(timeout: 0.1) }
  }

  /// What Python's shlex makes of the same lines.
  @Test(
    arguments: [
      ("a b  c", ["a", "b", "c"]), ("  a\tb ", ["a", "b"]), ("", []), ("''", [""]),
      ("'a b' \"c d\"", ["a b", "c d"]), (#"a\ b"#, ["a b"]),
      (#"'a\b' "a\"b\\c\d""#, [#"a\b"#, #"a"b\c\d"#]),
      ("a'b'\"c\"d", ["abcd"]), ("'e\u{301}'\u{301} x", ["e\u{301}\u{301}", "x"]),
      ("$HOME `x` *", ["$HOME", "`x`", "*"]),
    ] as [(String, [String])])
  func wordsAreToldApartAsAShellDoes(line: String, words: [String]) {
    #expect(ShellWords.split(line) == words)
  }

  @Test(arguments: ["'a", "\"a", "a\\", "\"a\\"])
  func whatIsLeftOpenIsNoCommand(line: String) { #expect(ShellWords.split(line) == nil) }
}
