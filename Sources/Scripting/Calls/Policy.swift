import AWSWire
import Documents

/// What a run may change. It stands in front of every backend, so that a refusal and a dry run are
/// the same for each.
final class Policy {
  private let options: HostOptions
  /// True where a change needs no declaration: at the prompt and for `-e`, on the embedded cloud and
  /// in a replay. On live AWS these read only unless a flag says otherwise; scripts change what they
  /// declare.
  private let isHarmless: Bool
  /// Changes that were refused: a run with one fails even where the script caught the error.
  private(set) var refusals = 0
  private(set) var changes = 0
  /// The operations among them, such as `cloudwatch:PutMetricAlarm`.
  private(set) var changedOperations: Set<String> = []
  /// Asks a person before each change that no flag and no declaration allows; nil: such changes are
  /// refused.
  var confirm: ((ProposedChange) -> Bool)?

  init(_ options: HostOptions) {
    self.options = options
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
    if operation.isReadOnly { return .call }
    let name = "\(operation.service.name):\(operation.name)"
    if options.isReadOnly {
      throw refusal(operation, "ReadOnly", "\(name) is a change, and --read-only forbids changes")
    }
    let isAllowed = options.allowsWrites || isHarmless || declares(name)
    guard isAllowed || confirm != nil else {
      let remedy =
        options.declaresNeeds
        ? "declare it in the script's header: --- @needs \(name)"
        : "changes need --allow-write, or at the prompt .write on"
      throw refusal(operation, "Undeclared", "\(name) is a change that was not declared; \(remedy)")
    }
    if options.isDryRun { return .dryRun }
    if !isAllowed, let confirm {
      let change = ProposedChange(
        service: operation.service.name, operation: operation.name, region: region, input: input)
      guard confirm(change) else {
        throw refusal(operation, "Declined", "\(name): the change was not confirmed, and not made")
      }
    }
    changes += 1
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

  private func refusal(_ operation: Operation, _ code: String, _ message: String) -> AWSError {
    refusals += 1
    return AWSError(
      .policy, code: code, message, operation: operation.name, service: operation.service.name)
  }
}

/// A change that a person is asked about before it is made.
public struct ProposedChange {
  public let service: String
  /// In AWS's spelling, such as `PutMetricAlarm`.
  public let operation: String
  /// nil: the one that profile or environment name.
  public let region: String?
  /// The whole input, as it was checked.
  public let input: Document
}
