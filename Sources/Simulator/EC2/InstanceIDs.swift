import AWSWire

/// Ids of instances in calls.
enum InstanceIDs {
  /// The instances with those ids, in their order; every one has to exist.
  static func resolve(_ ids: [String], in store: InstanceStore) throws(AWSError) -> [Instance] {
    for id in ids where !isInstanceID(id) {
      throw .service(
        "InvalidInstanceID.Malformed",
        "Invalid id: '\(id)' (expected i- and 8 or 17 hexadecimal digits)")
    }
    let unknown = ids.filter { store[$0] == nil }
    guard unknown.isEmpty else {
      throw .service(
        "InvalidInstanceID.NotFound",
        "no instance in \(store.region) has the id "
          + unknown.map { "'\($0)'" }.joined(separator: ", "))
    }
    var seen: Set<String> = []
    return ids.filter { seen.insert($0).inserted }.map { store[$0]! }
  }

  static func isInstanceID(_ text: String) -> Bool {
    let digits = text.utf8.dropFirst(2)
    return text.hasPrefix("i-") && (digits.count == 8 || digits.count == 17)
      && digits.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
  }
}
