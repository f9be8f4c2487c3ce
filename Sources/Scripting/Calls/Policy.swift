import AWSWire

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
  /// True while the file runs that builds the embedded cloud: what it makes is no change of the
  /// script's.
  var buildsCloud = false

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
  func verdict(on operation: Operation) throws(AWSError) -> Verdict {
    if operation.isReadOnly || buildsCloud { return .call }
    let name = "\(operation.service.name):\(operation.name)"
    if options.isReadOnly {
      throw refusal(operation, "ReadOnly", "\(name) is a change, and --read-only forbids changes")
    }
    guard options.allowsWrites || isHarmless || declares(name) else {
      let remedy =
        options.declaresNeeds
        ? "declare it in the script's header: --- @needs \(name)"
        : "changes need --allow-write here"
      throw refusal(operation, "Undeclared", "\(name) is a change that was not declared; \(remedy)")
    }
    if options.isDryRun { return .dryRun }
    changes += 1
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
