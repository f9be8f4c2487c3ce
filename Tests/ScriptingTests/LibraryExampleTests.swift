import Testing

@testable import Scripting

/// The examples in the comments of the library: what `moonwatch help` prints runs, on the ready-made
/// fleet.
struct LibraryExampleTests {
  struct Example: CustomTestStringConvertible, Sendable {
    let module: String
    let line: Int
    let code: String
    var testDescription: String { "\(module):\(line)" }
  }

  private static let modules = [
    "alarms", "ec2", "log", "moonwatch.alarm", "moonwatch.definition", "moonwatch.instance",
    "moonwatch.plan",
  ]

  static let examples: [Example] = LibrarySource.all.filter { modules.contains($0.name) }
    .flatMap { examples(in: $0) }

  /// The indented lines of each comment.
  private static func examples(in source: LibrarySource) -> [Example] {
    var found: [Example] = []
    var lines: [Substring] = []
    let all = source.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in all.enumerated() {
      if line.hasPrefix("---     ") {
        lines.append(line.dropFirst(8))
      } else if !lines.isEmpty {
        found.append(
          Example(
            module: source.name, line: number - lines.count + 1, code: lines.joined(separator: "\n")
          ))
        lines = []
      }
    }
    return found
  }

  @Test func everyModuleHasExamples() {
    for module in Self.modules { #expect(Self.examples.contains { $0.module == module }) }
    #expect(Self.examples.count > 25)
  }

  @Test(arguments: examples) func anExampleRuns(_ example: Example) throws {
    try localHost().passes(example.code)
  }
}
