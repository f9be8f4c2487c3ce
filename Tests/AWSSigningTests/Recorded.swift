import AWSSigning
import AWSWire
import Documents
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Data that others wrote, for tests to compare with.
enum Recorded {
  private static let root = #filePath.components(upTo: "/Tests/AWSSigningTests/")

  /// What botocore's signer makes of odd requests; see `Tests/Fixtures/signing/make`.
  static func botocoreSignatures() throws -> [Document] {
    try parse("\(root)/Tests/Fixtures/signing/botocore.json").elements.map { $0 }
  }

  /// Requests as boto3 sends them, in the data that projects share.
  static let hasBoto3Requests = access(boto3Path, R_OK) == 0
  static func boto3Requests() throws -> [Document] { try parse(boto3Path).elements.map { $0 } }
  private static let boto3Path = "\(root)/../shared/conformance/boto3-requests.json"

  private static func parse(_ path: String) throws -> Document {
    let file = try #require(fopen(path, "r"), "\(path) cannot be read")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
      bytes += chunk[..<count]
    }
    return try JSON.parse(bytes)
  }
}

extension String {
  fileprivate func components(upTo text: String) -> String {
    var end = endIndex
    for index in indices where self[index...].hasPrefix(text) { end = index }
    return String(self[..<end])
  }
}

/// Header pairs as a fixture writes them: a list of lists.
func headers(_ list: Document?) -> [(name: String, value: String)] {
  list?.elements.map { ($0[0]!.string!, $0[1]!.string!) } ?? []
}
