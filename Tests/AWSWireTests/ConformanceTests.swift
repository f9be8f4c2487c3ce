import Foundation
import Testing

/// AWS's and botocore's public test data for the protocols, through the executable `conformance`.
@Suite struct ConformanceTests {
  private static let data = Fixture.root.appending(path: "../shared/conformance")
  private static var isThere: Bool {
    FileManager.default.fileExists(atPath: data.appending(path: "check.py").path)
  }

  /// The executable stands beside the tests that are running.
  private static var executable: String {
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "conformance").path
  }

  private static let families = [
    "proto/input/query", "proto/input/ec2", "proto/input/json", "proto/input/rest-json",
    "proto/input/smithy-rpc-v2-cbor", "proto/legacy/input/query", "proto/legacy/input/ec2",
    "proto/legacy/input/json", "proto/legacy/input/rest-json", "proto/output/query",
    "proto/output/ec2", "proto/output/json", "proto/output/rest-json",
    "proto/output/smithy-rpc-v2-cbor", "proto/legacy/output/query", "proto/legacy/output/ec2",
    "proto/legacy/output/json", "proto/legacy/output/rest-json", "sigv4", "endpoint",
    "endpoint-config", "config-parse",
  ]

  @Test(
    .enabled(
      if: isThere, "the conformance data is not there: ../shared/conformance beside the project"))
  func everyCasePassesThoseThatBotocoreDoesNotRunIncluded() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "python3", Self.data.appending(path: "check.py").path,
        Self.data.appending(path: "cases.jsonl").path, "-v",
        "--", Self.executable,
      ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n")
    for family in Self.families {
      #expect(
        lines.contains { $0.contains("/") && $0.hasSuffix(" " + family) },
        "no case of \(family) was run")
    }
    let failures = lines.filter { $0.contains("FAIL ") }
    #expect(failures.isEmpty && process.terminationStatus == 0, "\(lines.joined(separator: "\n"))")
  }
}
