import AWSModels
import Documents

/// The files that `scripts/import-model` made.
enum EmbeddedModels {
  /// The names of the services, sorted.
  static let services: [String] = {
    var names: [String] = []
    var position: Int32 = 0
    while let file = moonwatch_model_at(position) {
      let name = String(cString: file.pointee.service)
      if names.last != name { names.append(name) }
      position += 1
    }
    return names
  }()

  /// A file's content, or nil where there is none of that name.
  static func document(service: String, name: String) throws(AWSError) -> Document? {
    guard let file = moonwatch_model_find(service, name) else { return nil }
    let bytes = UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.length)
    do {
      return try JSON.parse(bytes)
    } catch {
      throw ModelFailure.unreadable("\(service)/\(name).json: \(error)")
    }
  }
}

/// Errors of descriptions, embedded or from a file.
enum ModelFailure {
  static func unreadable(_ reason: String) -> AWSError {
    AWSError(.config, code: "ModelUnreadable", "unreadable service description: \(reason)")
  }
}
