import AWSRuntime
import AWSWire
import Documents
import Testing

@testable import Scripting

/// The embedded cloud, with its ready-made fleet; `-e`'s rules, so that changes are free.
func localHost(_ change: (inout HostOptions) -> Void = { _ in }) throws -> ScriptHost {
  var options = HostOptions()
  options.cloud = .simulator(fleet: true)
  options.declaresNeeds = false
  change(&options)
  return try ScriptHost(options)
}

/// Answers at the seam, so that a test says when and what.
final class StubBackend: Backend {
  private(set) var requests: [Request] = []
  private let answer: (Request) async throws(AWSError) -> Document

  init(_ answer: @escaping (Request) async throws(AWSError) -> Document) { self.answer = answer }

  func send(_ request: Request) async throws(AWSError) -> Response {
    requests.append(request)
    let output = try await answer(request)
    let whole = try OutputShaper.conform(output, to: request.operation)
    return Response(output: request.projection?.part(of: whole) ?? whole)
  }

  /// Makes a host of it; changes are free unless `change` says otherwise.
  func host(_ change: (inout HostOptions) -> Void = { _ in }) throws -> ScriptHost {
    var options = HostOptions()
    options.declaresNeeds = false
    options.allowsWrites = true
    change(&options)
    return try ScriptHost(options, backend: self)
  }
}

extension ScriptHost {
  /// Runs a script that asserts for itself.
  @discardableResult
  func passes(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) -> RunResult {
    let result = run(source, chunkName: "=test", showsResults: false)
    let report = [result.error?.message, result.error?.traceback].compactMap { $0 }
    #expect(
      result.error == nil && result.interrupt == nil,
      "\(report.joined(separator: "\n")) \(String(describing: result.interrupt))",
      sourceLocation: sourceLocation)
    return result
  }

  /// The message of the error that ends a script.
  func fails(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let result = run(source, chunkName: "=test", showsResults: false)
    return try #require(result.error, sourceLocation: sourceLocation).message
  }
}
