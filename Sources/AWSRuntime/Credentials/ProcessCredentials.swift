import AWSSigning
import AWSWire
import Documents

/// Keys that a program prints, which `credential_process` names. It is run without a shell.
///
/// What it prints on standard output is never shown; what it prints on standard error is, where it
/// fails.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
struct ProcessCredentials: CredentialSource {
  private let configuration: Configuration
  private let services: any CredentialServices

  /// Seconds: long enough for a person to touch a key or answer in a browser.
  private static let timeout = 120.0

  init(_ configuration: Configuration, services: any CredentialServices) {
    self.configuration = configuration
    self.services = services
  }

  var name: String { "process" }
  var place: String? { nil }

  func find() async throws(AWSError) -> Credentials? {
    guard let line = try configuration.profile()["credential_process"], !line.isEmpty else {
      return nil
    }
    let place = "credential_process in profile '\(configuration.profileName)'"
    guard let words = ShellWords.split(line) else {
      throw AWSError(
        .config, code: "InvalidProfile",
        "\(place): a quotation mark or a backslash at its end is left open")
    }
    guard let program = words.first, !program.isEmpty else {
      throw AWSError(.config, code: "InvalidProfile", "\(place): expected a command, got none")
    }
    let result = try await run(words, place: "\(place): \(program)")
    let reader = CredentialDocument(
      place: "\(place): \(program)", tokenName: "SessionToken", expires: false)
    let document = try reader.parse(result)
    guard document["Version"]?.integer == 1 else {
      throw reader.failure(
        document["Version"] == nil
          ? "expected \"Version\": 1 in its answer, got none"
          : "expected version 1 of the answer, got another")
    }
    return try reader.credentials(in: document)
  }

  /// What the program prints.
  private func run(_ words: [String], place: String) async throws(AWSError) -> [UInt8] {
    func failure(_ reason: String) -> AWSError {
      AWSError(.credentials, code: "CredentialProcessFailed", "\(place): \(reason)")
    }
    do throws(ChildProcess.Failure) {
      let result = try await ChildProcess.run(
        words, environment: configuration.environment, timeout: Self.timeout, on: services.loop)
      if result.status == 0 { return result.output }
      let said = Self.text(result.errors)
      let end =
        result.signal.map { "was ended by signal \($0)" } ?? "exited with status \(result.status)"
      throw ChildProcess.Failure.other(said.isEmpty ? end : "\(end): \(said)")
    } catch {
      switch error {
      case .cancelled:
        throw AWSError(.cancelled, code: "Cancelled", "\(place): cancelled")
      case .notStarted(let reason): throw failure("cannot be run: \(reason)")
      case .timedOut: throw failure("did not end within \(Int(Self.timeout)) s, and was stopped")
      case .tooMuchOutput: throw failure("printed over \(ChildProcess.outputLimit) bytes")
      case .other(let reason): throw failure(reason)
      }
    }
  }

  /// Standard error as one line of printable characters.
  private static func text(_ bytes: [UInt8]) -> String {
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    let words = lines.map { $0.trimmed }.filter { !$0.isEmpty }.joined(separator: "; ")
    return String(
      String.UnicodeScalarView(
        words.unicodeScalars.prefix(1000).filter { $0.value >= 32 && $0.value != 127 }))
  }
}
