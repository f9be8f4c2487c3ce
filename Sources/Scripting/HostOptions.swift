import AWSWire

/// How a script's results are written to standard output.
public enum OutputFormat: String, Sendable, CaseIterable {
  case table, json, jsonl, csv, text
}

/// The protocols by which services can be spoken to.
public enum Protocols {
  public static let names = WireProtocol.allCases.filter { $0 != .restXML }.map(\.rawValue)
}

/// Everything that a host is told before it runs a script.
public struct HostOptions {
  public enum Cloud: Sendable {
    /// AWS, or whatever the configured endpoints name.
    case live
    /// The embedded cloud; `fleet` fills it with a ready-made one.
    case simulator(fleet: Bool)
  }

  /// How the embedded cloud's time goes.
  public enum CloudClock: Sendable {
    /// At real speed, beside what `sim.advance` adds.
    case running
    /// Only where a script waits: `task.sleep`, waits and `sim.advance` move it on and take no real
    /// time. For tests.
    case standing
  }

  public var cloud: Cloud = .live
  public var cloudClock: CloudClock = .running
  /// When the embedded cloud's time begins, in epoch seconds; nil: now.
  public var cloudStart: Double?
  public var profile: String?
  public var region: String?
  public var endpointURL: String?
  public var output: OutputFormat = .table
  /// Columns of the terminal; nil where results do not go to one, so nothing is fitted or cut.
  public var width: Int?
  public var color = false
  /// Whether standard error is a terminal on which a line may tell how far the run is.
  public var showsProgress = false
  /// Seconds that a run may take; nil: no limit.
  public var timeout: Double?
  /// True for a program that is this script's alone: a watchdog ends the process 5 s after an
  /// interrupt that the script does not heed. False at the prompt and in other programs.
  public var endsProcess = false
  /// Bytes that Lua may hold; nil: no limit.
  public var memoryLimit: Int?
  /// Operations that the script declared with `@needs`, such as `cloudwatch:PutMetricAlarm`.
  public var needs: [String] = []
  /// True for scripts, which declare what they change; false for the prompt and `-e`, which read
  /// only on live AWS and are free on the embedded cloud.
  public var declaresNeeds = true
  public var allowsWrites = false
  public var isReadOnly = false
  public var isDryRun = false
  /// What the calls of this host may cost; nil: whatever they cost.
  public var maxCost: Cost?
  /// The protocol to speak with a service, by the service's name: `["cloudwatch":
  /// "smithy-rpc-v2-cbor"]`. A client's own `protocol` wins.
  public var protocols: [String: String] = [:]
  /// 0, or 1 and 2 for -v and -vv.
  public var verbosity = 0
  /// What CloudTrail is to show beside each call, such as `stop-idle`; nil: nothing.
  public var scriptName: String?
  /// Names this run among a script's others, in CloudTrail and in logs.
  public var runID: String?
  /// Asks a person for the code of an MFA device; nil where there is nobody to ask.
  public var askMFA: ((MFAQuestion) async -> String?)?
  /// Folders that `require` searches before its own library, first to last.
  public var searchPath: [String] = []
  /// Where every call is written, as JSON lines; nil: nowhere.
  public var recordFile: String?
  /// Whether numbers of accounts are masked in what is recorded; secrets always are.
  public var recordsNoAccounts = false
  /// The recording that answers every call, in place of `cloud`.
  public var replayFile: String?
  public var replayMatch: ReplayMatch = .strict
  public var environment: [String: String] = [:]

  public init() {}

  /// Epoch seconds of a time as scripts write it: ISO 8601, `now`, `3h ago`; nil for what is none.
  public static func time(_ text: String) -> Double? { TimeModule.machineTime(text) }
}
