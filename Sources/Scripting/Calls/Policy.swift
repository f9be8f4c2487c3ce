import AWSWire
import Documents

/// What a run may change. It stands in front of every backend, so that a refusal and a dry run are
/// the same for each.
final class Policy {
  private let options: HostOptions
  private let meter: Meter
  /// True where a change needs no declaration: at the prompt and for `-e`, on the embedded cloud and
  /// in a replay. On live AWS these read only unless a flag says otherwise; scripts change what they
  /// declare.
  private let isHarmless: Bool
  /// Changes that were refused: a run with one fails even where the script caught the error.
  private(set) var refusals = 0
  /// True while the file runs that builds the embedded cloud: what it makes is no change of the
  /// script's.
  var buildsCloud = false
  /// The operations of the changes that were allowed, such as `cloudwatch:PutMetricAlarm`.
  private(set) var changedOperations: Set<String> = []
  /// What a person at a prompt has said of the changes that no flag and no declaration allows.
  var writing = Writing.asUsual

  init(_ options: HostOptions, _ meter: Meter) {
    self.options = options
    self.meter = meter
    var isElsewhere = options.replayFile != nil
    if case .simulator = options.cloud { isElsewhere = true }
    isHarmless = isElsewhere && !options.declaresNeeds
  }

  enum Verdict {
    case call
    /// A change in a dry run: nothing is sent.
    case dryRun
  }

  /// Throws kind `policy` where the operation may not be called.
  func verdict(on operation: Operation, input: Document, region: String?) throws(AWSError)
    -> Verdict
  {
    if operation.isReadOnly || buildsCloud { return .call }
    let service = operation.service.name
    let name = "\(service):\(operation.name)"
    return try verdict(
      on: ProposedChange(service: service, operation: operation.name, region: region, input: input),
      names: [name], isHarmless: isHarmless, operation: operation)
  }

  /// Throws kind `policy` where a request may not be sent. GET and HEAD always may.
  ///
  /// The network is a real one on the embedded cloud, too, so nothing is harmless there.
  ///
  /// - Parameters:
  ///   - authority: host and port.
  ///   - input: what a person is shown of the request.
  func verdict(onHTTP method: String, host: String, authority: String, input: Document)
    throws(AWSError) -> Verdict
  {
    if method == "GET" || method == "HEAD" { return .call }
    return try verdict(
      on: ProposedChange(service: "http", operation: host, region: nil, input: input),
      names: ["http:\(host)", "http:\(authority)"], isHarmless: false, operation: nil)
  }

  /// - Parameter names: what a declaration may call the change.
  private func verdict(
    on change: ProposedChange, names: [String], isHarmless: Bool, operation: Operation?
  ) throws(AWSError) -> Verdict {
    let name = names[0]
    if options.isReadOnly {
      throw refusal(operation, "ReadOnly", "\(name) is a change, and --read-only forbids changes")
    }
    let isUsual = if case .asUsual = writing { true } else { false }
    let isAllowed =
      options.allowsWrites || isHarmless && isUsual || names.contains(where: declares)
    var question: ((ProposedChange) -> Bool)?
    if case .ask(let ask) = writing { question = ask }
    guard isAllowed || question != nil else {
      let remedy =
        options.declaresNeeds
        ? "declare it in the script's header: --- @needs \(name)"
        : "changes need --allow-write, or at the prompt .write on"
      throw refusal(operation, "Undeclared", "\(name) is a change that was not declared; \(remedy)")
    }
    if options.isDryRun {
      meter.noteHeldBackChange()
      return .dryRun
    }
    if !isAllowed, let question, !question(change) {
      throw refusal(operation, "Declined", "\(name): the change was not confirmed, and not made")
    }
    changedOperations.insert(name)
    return .call
  }

  private func declares(_ name: String) -> Bool {
    options.needs.contains { Self.matches($0.utf8[...], name.utf8[...]) }
  }

  /// Whether a name fits a pattern, in which each `*` stands for any letters, or none.
  private static func matches(_ pattern: Substring.UTF8View, _ name: Substring.UTF8View) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    if first == UInt8(ascii: "*") {
      return matches(pattern.dropFirst(), name)
        || (!name.isEmpty && matches(pattern, name.dropFirst()))
    }
    return name.first == first && matches(pattern.dropFirst(), name.dropFirst())
  }

  private func refusal(_ operation: Operation?, _ code: String, _ message: String) -> AWSError {
    refusals += 1
    return AWSError(
      .policy, code: code, message, operation: operation?.name, service: operation?.service.name)
  }
}

/// What becomes of changes at a prompt.
public enum Writing {
  /// On AWS they are refused, on the embedded cloud they are made.
  case asUsual
  /// A person is asked before each; true: it is made.
  case ask((ProposedChange) -> Bool)
  case refuse
}

/// A change that a person is asked about before it is made.
public struct ProposedChange {
  public let service: String
  /// In AWS's spelling, such as `PutMetricAlarm`; of `http`, the host.
  public let operation: String
  /// nil: the one that profile or environment name.
  public let region: String?
  /// The whole input, as it was checked.
  public let input: Document
}
