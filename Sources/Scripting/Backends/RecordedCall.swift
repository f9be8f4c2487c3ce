import AWSWire
import Documents

/// One line of a recording: what was asked for and what came of it.
struct RecordedCall {
  enum Outcome {
    case output(Document)
    case error(AWSError)
  }

  var service: String
  var operation: String
  /// The Region that was asked for or, where none was, the one that answered.
  var region: String?
  /// True where the request named no Region.
  var usesDefaultRegion: Bool
  var profile: String?
  var input: Document
  var outcome: Outcome
  var requestID: String?
  var status: Int?
  var attempts: Int
  var milliseconds: Double
  /// The line of the file, from 1; 0 where the call is not from one.
  var line = 0

  /// `cloudwatch:PutMetricAlarm`.
  var name: String { "\(service):\(operation)" }

  // MARK: Writing

  /// The object that a line is, with secrets masked.
  func document(_ mask: RecordingMask, _ shapes: Operation) -> Document {
    var entries: [(String, Document)] = [
      ("service", Document(service)), ("operation", Document(operation)),
    ]
    if let region { entries.append(("region", Document(region))) }
    if usesDefaultRegion { entries.append(("default_region", true)) }
    if let profile { entries.append(("profile", Document(mask.text(profile)))) }
    entries.append(("input", mask.masked(input, shapes.input)))
    switch outcome {
    case .output(let output): entries.append(("output", mask.masked(output, shapes.output)))
    case .error(let error): entries.append(("error", Self.document(of: error, mask, shapes)))
    }
    if let requestID { entries.append(("request_id", Document(requestID))) }
    if let status { entries.append(("status", Document(status))) }
    entries.append(("attempts", Document(attempts)))
    entries.append(("milliseconds", Document(milliseconds)))
    return Document(entries: entries)
  }

  private static func document(of error: AWSError, _ mask: RecordingMask, _ shapes: Operation)
    -> Document
  {
    var entries: [(String, Document)] = [
      ("kind", Document(error.kind.rawValue)), ("code", Document(error.code)),
      ("message", Document(mask.text(error.message))),
      ("retryable", Document(error.isRetryable)),
    ]
    if let service = error.service { entries.append(("service", Document(service))) }
    if let operation = error.operation { entries.append(("operation", Document(operation))) }
    if let region = error.region { entries.append(("region", Document(region))) }
    if error.mayHaveTakenEffect { entries.append(("may_have_taken_effect", true)) }
    if let fields = error.fields {
      let shape = shapes.errors.first { $0.name == fields.shapeName }
      if let shape { entries.append(("shape", Document(shape.name))) }
      entries.append(("fields", mask.masked(fields, shape)))
    }
    return Document(entries: entries)
  }

  // MARK: Reading

  /// What is wrong with a line.
  struct Problem: Error {
    let message: String
    init(_ message: String) { self.message = message }
  }

  /// Reads the object of a line; values keep JSON's types until ``typedOutcome(for:)``.
  init(_ value: Document, line: Int) throws(Problem) {
    guard value.kind == .map else { throw Problem("expected an object, one for each call") }
    self.line = line
    service = try Self.text(value, "service")
    operation = try Self.text(value, "operation")
    region = try Self.text(ifIn: value, "region")
    usesDefaultRegion = value["default_region"]?.bool ?? false
    profile = try Self.text(ifIn: value, "profile")
    guard let input = value["input"], input.kind == .map else {
      throw Problem("'input': expected an object")
    }
    self.input = input
    requestID = try Self.text(ifIn: value, "request_id")
    status = value["status"]?.integer.flatMap { Int(exactly: $0) }
    attempts = value["attempts"]?.integer.flatMap { Int(exactly: $0) } ?? 1
    milliseconds = value["milliseconds"]?.number ?? 0
    switch (value["output"], value["error"]) {
    case (let output?, nil) where output.kind == .map: outcome = .output(output)
    case (nil, let error?) where error.kind == .map: outcome = .error(try Self.error(error))
    default: throw Problem("expected either 'output' or 'error', an object")
    }
    if case .error(var error) = outcome {
      error.status = status
      error.attempts = attempts
      error.requestID = requestID
      outcome = .error(error)
    }
  }

  init(_ request: Request, _ outcome: Outcome, seconds: Double) {
    service = request.operation.service.name
    operation = request.operation.name
    usesDefaultRegion = request.region == nil
    profile = request.profile
    input = request.input
    self.outcome = outcome
    milliseconds = (seconds * 1_000_000).rounded() / 1_000
    region = request.region
    attempts = 0
  }

  private static func error(_ value: Document) throws(Problem) -> AWSError {
    let name = try text(value, "kind")
    guard let kind = AWSError.Kind(rawValue: name) else {
      throw Problem("'error.kind': '\(name)' is no kind of error")
    }
    var error = AWSError(
      kind, code: try text(value, "code"), try text(value, "message"),
      operation: try text(ifIn: value, "operation"), service: try text(ifIn: value, "service"),
      region: try text(ifIn: value, "region"), isRetryable: value["retryable"]?.bool ?? false)
    error.mayHaveTakenEffect = value["may_have_taken_effect"]?.bool ?? false
    if let fields = value["fields"] {
      // The shape is needed to type the fields, and that is known once the operation is.
      error.fields = Document(entries: [
        ("shape", value["shape"] ?? nil), ("fields", fields),
      ])
    }
    return error
  }

  private static func text(_ value: Document, _ name: String) throws(Problem) -> String {
    guard let text = try text(ifIn: value, name) else { throw Problem("'\(name)' is missing") }
    return text
  }

  private static func text(ifIn value: Document, _ name: String) throws(Problem) -> String? {
    guard let member = value[name] else { return nil }
    guard let text = member.string else { throw Problem("'\(name)': expected a string") }
    return text
  }

  // MARK: Answering

  /// The outcome in the types of the operation's shapes, as a codec would have given it.
  func typedOutcome(for shapes: Operation) throws(AWSError) -> Outcome {
    switch outcome {
    case .output(let output):
      let typed = RecordedValue.typed(output, shapes.output)
      return .output(try OutputShaper.conform(typed, to: shapes))
    case .error(var error):
      guard let kept = error.fields, let fields = kept["fields"] else { return outcome }
      let name = kept["shape"]?.string
      let shape = shapes.errors.first { $0.name == name }
      error.fields =
        if let shape {
          try OutputShaper.conform(RecordedValue.typed(fields, shape), toError: shape, of: shapes)
        } else {
          fields
        }
      return .error(error)
    }
  }
}
