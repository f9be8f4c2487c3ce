import AWSWire
import Files

#if canImport(Glibc)
  import Glibc
#endif

/// The config and credentials files: where they are and, from the first question on, what they say.
///
/// A file that does not exist is an empty one, as for every AWS SDK.
public final class ProfileFiles {
  public let configPath: String?
  public let credentialsPath: String?
  /// nil where the user has none.
  private let home: String?
  private var profiles: Profiles?

  /// Paths come from `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws`.
  public init(environment: [String: String]) {
    let home = Self.home(environment)
    func path(_ variable: String, _ standard: String) -> String? {
      let path = environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? standard
      guard path == "~" || path.hasPrefix("~/") else { return path }
      return home.map { $0 + path.dropFirst() }
    }
    self.home = home
    configPath = path("AWS_CONFIG_FILE", "~/.aws/config")
    credentialsPath = path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")
  }

  /// Stands for files with these contents.
  public init(_ profiles: Profiles) {
    configPath = nil
    credentialsPath = nil
    home = nil
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

  /// Whether there is a file of that name, which can be read.
  public func exists(_ path: String) throws(AWSError) -> Bool {
    try Self.contents(expanding(path)) != nil
  }

  /// Has the files read again at the next question, for keys that somebody renewed meanwhile.
  public func forget() {
    if configPath != nil || credentialsPath != nil { profiles = nil }
  }

  /// A path whose `~` is the user's home.
  func expanding(_ path: String) -> String {
    guard let home, path == "~" || path.hasPrefix("~/") else { return path }
    return home + path.dropFirst()
  }

  /// Where `aws sso login` keeps its tokens; nil without a home.
  var ssoCachePath: String? { home.map { "\($0)/.aws/sso/cache" } }

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
    do throws(SystemFailure) {
      return try LocalFile.contents(of: path)
    } catch {
      throw AWSError(
        .config, code: "UnreadableConfigFile", "\(path): cannot be read: \(error.reason)")
    }
  }

  /// `HOME`, else what the password database says; cron jobs may have no environment.
  private static func home(_ environment: [String: String]) -> String? {
    if let home = environment["HOME"], !home.isEmpty { return home }
    guard let entry = getpwuid(getuid()), let directory = entry.pointee.pw_dir else { return nil }
    return String(cString: directory)
  }
}
