import AWSWire
import Documents
import Foundation

/// Files that tests read.
enum Fixture {
  /// The root of the project.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A JSON file of `Tests/Fixtures`, which is part of the project.
  static func json(_ name: String) -> Document {
    let path = root.appending(path: "Tests/Fixtures/\(name)")
    do {
      return try JSON.parse(Array(try Data(contentsOf: path)))
    } catch {
      fatalError("\(path.path): \(error)")
    }
  }

  /// A file of the conformance data beside the project, or nil where there is none.
  static func shared(_ name: String) -> [UInt8]? {
    let path = root.appending(path: "../shared/conformance/\(name)")
    return (try? Data(contentsOf: path)).map { Array($0) }
  }
}
