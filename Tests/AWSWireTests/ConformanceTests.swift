import Foundation
import Testing

/// AWS's and botocore's public test data for the protocols, through the executable `conformance`.
@Suite struct ConformanceTests {
  private static let data = Fixture.root.appending(path: "../shared/conformance")
  private static var isThere: Bool {
    FileManager.default.fileExists(atPath: data.appending(path: "check.py").path)
  }

  /// The executable stands beside the tests that are running.
  private static var executable: URL {
    let tests = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
    return (tests ?? Bundle.main.bundleURL).deletingLastPathComponent()
      .appending(path: "conformance")
  }

  @Test(
    .enabled(
      if: isThere, "the conformance data is not there: ../shared/conformance beside the project"),
    arguments: [
      "proto/input/query", "proto/input/ec2", "proto/input/json", "proto/legacy/input/query",
      "proto/legacy/input/ec2", "proto/legacy/input/json", "proto/output/query",
      "proto/output/ec2", "proto/output/json", "proto/legacy/output/query",
      "proto/legacy/output/ec2", "proto/legacy/output/json", "sigv4", "endpoint", "config-parse",
    ])
  func everyCaseThatBotocoreRunsPasses(family: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", Self.data.appending(path: "check.py").path,
      Self.data.appending(path: "cases.jsonl").path, "-v", "--need=\(family)", "--",
      Self.executable.path,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let failures = text.split(separator: "\n").filter { $0.contains(family) }
    #expect(!failures.isEmpty, "no case of \(family) was run:\n\(text)")
    #expect(process.terminationStatus == 0, "\(failures.joined(separator: "\n"))")
  }
}
