import AWSWire
import Documents

/// Tags of one resource, in the order in which they were first set.
struct Tags {
  private(set) var entries: [(key: String, value: String)] = []

  static let limit = 50

  init() {}

  init(_ entries: [(key: String, value: String)]) {
    for (key, value) in entries { self[key] = value }
  }

  /// Reads a list of `{Key, Value}` structures.
  init(_ list: Document?) {
    for tag in list?.elements ?? Document([]).elements {
      self[tag["Key"]?.string ?? ""] = tag["Value"]?.string ?? ""
    }
  }

  subscript(key: String) -> String? {
    get { entries.first { $0.key == key }?.value }
    set {
      let index = entries.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): entries[index].value = value
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?): entries.append((key, value))
      case (nil, nil): break
      }
    }
  }

  mutating func merge(_ other: Tags) {
    for (key, value) in other.entries { self[key] = value }
  }

  /// Whether both have the same keys with the same values, in whatever order.
  func isSame(as other: Tags) -> Bool {
    entries.count == other.entries.count && entries.allSatisfy { other[$0.key] == $0.value }
  }

  func write(to builder: DocumentBuilder, as name: String) {
    builder.list(name, entries) { tag in
      builder.structure {
        builder.member("Key", tag.key)
        builder.member("Value", tag.value)
      }
    }
  }

  /// Refuses keys that AWS keeps to itself, keys that come twice, and lengths beyond AWS's.
  static func check(_ list: Document?) throws(AWSError) {
    var seen: Set<String> = []
    for tag in list?.elements ?? Document([]).elements {
      let key = tag["Key"]?.string ?? ""
      guard !key.isEmpty, key.unicodeScalars.count <= 128 else {
        throw .invalidValue(
          "Tags: expected keys of 1 to 128 characters, got \(key.unicodeScalars.count)")
      }
      guard (tag["Value"]?.string ?? "").unicodeScalars.count <= 256 else {
        throw .invalidValue("Tags: the value of '\(key)' is longer than 256 characters")
      }
      guard !key.lowercased().hasPrefix("aws:") else {
        throw .invalidValue("Tags: '\(key)': keys that start with aws: are reserved for AWS")
      }
      guard seen.insert(key).inserted else {
        throw .invalidValue("Tags: the key '\(key)' is given more than once")
      }
    }
  }
}
