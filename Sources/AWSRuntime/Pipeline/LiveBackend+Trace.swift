import AWSWire
import Documents

/// What `-v` and `-vv` show of an attempt.
extension LiveBackend {
  func record(
    _ call: Call, _ request: HTTPRequest, _ started: Double, answer: HTTPResponse?,
    output: Document?, _ error: AWSError?
  ) {
    guard let trace else { return }
    trace(
      .attempt(
        TraceEvent.Attempt(
          service: call.operation.service.name, operation: call.operation.name,
          region: call.target.region, method: request.method,
          url: String(request.url.prefix { $0 != "?" }), number: call.attempt,
          status: answer?.status, failure: error?.code,
          requestID: answer.flatMap {
            RequestID.of(WireResponse(status: $0.status, headers: $0.headers, body: $0.body))
          },
          milliseconds: (environment.now() - started) * 1000,
          timing: answer?.timing ?? HTTPResponse.Timing())))
    guard options.tracesExchanges else { return }
    trace(
      .exchange(
        TraceEvent.Exchange(
          operation: call.operation.name,
          sent: request.headers.map { ($0.name.lowercased(), $0.value.utf8.count) },
          received: (answer?.headers ?? [:]).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.utf8.count) },
          input: Self.summary(call.input), output: output.map(Self.summary) ?? "none")))
  }

  /// The members of a structure with the sizes of their values.
  private static func summary(_ document: Document) -> String {
    if document.count == 0 { return "empty" }
    return document.entries.map { "\($0.key) (\(size(of: $0.value)))" }.joined(separator: ", ")
  }

  private static func size(of value: Document) -> String {
    func counted(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
    return switch value.kind {
    case .string: counted(value.string!.count, "character")
    case .blob: counted(value.withBytes { $0.count }, "byte")
    case .list: counted(value.count, "element")
    case .map: counted(value.count, "member")
    case .integer, .double: "number"
    case .timestamp: "time"
    case .bool: "boolean"
    case .null: "null"
    }
  }
}
