import AWSModels
import AWSWire
import Documents

/// Partitions and endpoint rules, as `scripts/import-model` made them.
enum EmbeddedEndpoints {
  /// The rules of a service that has its own, or nil.
  static func rules(_ service: String) -> EndpointRules? {
    document(service).map { EndpointRules($0) }
  }

  /// The rules of all other services; they also want the parameter `EndpointPrefix`.
  static func standardRules() -> EndpointRules { EndpointRules(document("standard")!) }

  static func partitions() -> Document { document("partitions")! }

  private static func document(_ name: String) -> Document? {
    guard let file = moonwatch_endpoint_find(name) else { return nil }
    let bytes = UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.length)
    do {
      return try JSON.parse(bytes)
    } catch {
      // A part of this program that is broken, not something that a user can mend.
      fatalError("endpoints/\(name).json is embedded but unreadable: \(error)")
    }
  }
}
