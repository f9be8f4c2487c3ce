import AWSWire

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
  func verdict(on operation: Operation) throws(AWSError) -> Verdict {
    if operation.isReadOnly { return .call }
    let service = operation.service.name
    return try verdict(
      onChange: "\(service):\(operation.name)", names: ["\(service):\(operation.name)"],
      isHarmless: isHarmless, operation: operation)
  }

  /// Throws kind `policy` where a request may not be sent. GET and HEAD always may.
  ///
  /// The network is a real one on the embedded cloud, too, so nothing is harmless there.
  ///
  /// - Parameter authority: host and port.
  func verdict(onHTTP method: String, host: String, authority: String) throws(AWSError) -> Verdict {
    if method == "GET" || method == "HEAD" { return .call }
    return try verdict(
      onChange: "http:\(host)", names: ["http:\(host)", "http:\(authority)"], isHarmless: false,
      operation: nil)
  }

  /// - Parameter names: what a declaration may call the change.
  private func verdict(
    onChange name: String, names: [String], isHarmless: Bool, operation: Operation?
  ) throws(AWSError) -> Verdict {
    if options.isReadOnly {
      throw refusal(operation, "ReadOnly", "\(name) is a change, and --read-only forbids changes")
    }
    guard options.allowsWrites || isHarmless || names.contains(where: declares) else {
      let remedy =
        options.declaresNeeds
        ? "declare it in the script's header: --- @needs \(name)"
        : "changes need --allow-write here"
      throw refusal(operation, "Undeclared", "\(name) is a change that was not declared; \(remedy)")
    }
    if options.isDryRun {
      meter.noteHeldBackChange()
      return .dryRun
    }
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
