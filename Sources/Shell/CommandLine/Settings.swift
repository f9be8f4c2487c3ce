import Scripting

/// The values of the flags, before a script's header is known.
public struct Settings {
  public var profile: String?
  public var region: String?
  public var endpointURL: String?
  public var usesSimulator = false
  /// What the embedded cloud holds; nil: nothing, or at the prompt the fleet.
  public var cloud: CloudContents?
  public var output: OutputFormat = .table
  /// Seconds; nil where `--timeout` is not given.
  public var timeout: Double?
  /// Bytes; nil where `--memory-limit` is not given.
  public var memoryLimit: Int?
  /// Seconds of a script whose command line and header name none; nil: as this program has it.
  public var standingTimeout: Double?
  /// What a run may cost; nil: whatever it costs.
  public var maxCost: Cost?
  /// The protocol to speak with a service, by the service's name.
  public var protocols: [String: String] = [:]
  public var isDryRun = false
  public var isReadOnly = false
  public var allowsWrites = false
  public var verbosity = 0
  public var isQuiet = false
  public var recordFile: String?
  public var recordsNoAccounts = false
  public var replayFile: String?
  public var replayMatch: ReplayMatch = .strict
  public var usesColor = true
  public var searchPath: [String] = []

  /// When the embedded cloud's clock starts, epoch seconds; nil: now.
  public var cloudStart: Double?
  /// True for a prompt that writes no history.
  public var isPrivate = false
  /// Profiles whose changes are asked about with more care, and whose prompt is red.
  public var production: Set<String> = []

  /// The settings file that was read; nil where there is none.
  public var file: String?
  /// What is wrong with the settings of file or environment.
  public var problem: Failure?

  public init() {}

  /// Bytes from `1048576`, `512K`, `256M` or `2G` (powers of 1024, an added `B` or `iB` allowed);
  /// nil where the text is none of these or not positive.
  public static func bytes(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    var unit = text[digits.endIndex...].uppercased()
    for ending in ["IB", "B"] where unit.count > ending.count || unit == "B" {
      if unit.hasSuffix(ending) {
        unit.removeLast(ending.count)
        break
      }
    }
    guard let number = Int(digits), number > 0,
      let shift = ["": 0, "K": 10, "M": 20, "G": 30, "T": 40][unit]
    else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
    return overflow ? nil : bytes
  }
}
