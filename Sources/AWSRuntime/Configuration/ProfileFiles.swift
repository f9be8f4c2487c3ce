import AWSWire

#if canImport(Glibc)
  import Glibc
#endif

/// The config and credentials files: where they are and, from the first question on, what they say.
///
/// A file that does not exist is an empty one, as for every AWS SDK.
public final class ProfileFiles {
  public let configPath: String?
  public let credentialsPath: String?
  private var profiles: Profiles?

  /// Paths come from `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws`.
  public init(environment: [String: String]) {
    func path(_ variable: String, _ standard: String) -> String? {
      let path = environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? standard
      guard path == "~" || path.hasPrefix("~/") else { return path }
      return Self.home(environment).map { $0 + path.dropFirst() }
    }
    configPath = path("AWS_CONFIG_FILE", "~/.aws/config")
    credentialsPath = path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")
  }

  /// Stands for files with these contents.
  public init(_ profiles: Profiles) {
    configPath = nil
    credentialsPath = nil
    self.profiles = profiles
  }

  /// What the files say. They are read once; see ``forget()``.
  public func read() throws(AWSError) -> Profiles {
    if let profiles { return profiles }
    let read = try Profiles(
      configText: try configPath.map(Self.text(of:)) ?? "", configName: configPath ?? "",
      credentialsText: try credentialsPath.map(Self.text(of:)) ?? "",
      credentialsName: credentialsPath ?? "")
    profiles = read
    return read
  }

  /// Has the files read again at the next question, for keys that somebody renewed meanwhile.
  public func forget() {
    if configPath != nil || credentialsPath != nil { profiles = nil }
  }

  /// The files' names for a message.
  var names: String {
    let paths = [configPath, credentialsPath].compactMap { $0 }
    return paths.isEmpty ? "the AWS config files" : paths.joined(separator: " and ")
  }

  /// A file's text; empty where there is no such file.
  private static func text(of path: String) throws(AWSError) -> String {
    guard var text = String(validating: try contents(path) ?? [], as: UTF8.self) else {
      throw AWSError(.config, code: "InvalidConfigFile", "\(path): expected UTF-8 text")
    }
    // A byte order mark, which some editors write.
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    return text
  }

  /// The bytes of a file, or nil where there is none.
  private static func contents(_ path: String) throws(AWSError) -> [UInt8]? {
    func failure() -> AWSError {
      AWSError(
        .config, code: "UnreadableConfigFile",
        "\(path): cannot be read: \(String(cString: strerror(errno)))")
    }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure()
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count > 0 { bytes += chunk[..<count] }
      if count == 0 { return bytes }
      if count < 0 && errno != EINTR { throw failure() }
    }
  }

  /// `HOME`, else what the password database says; cron jobs may have no environment.
  private static func home(_ environment: [String: String]) -> String? {
    if let home = environment["HOME"], !home.isEmpty { return home }
    guard let entry = getpwuid(getuid()), let directory = entry.pointee.pw_dir else { return nil }
    return String(cString: directory)
  }
}
