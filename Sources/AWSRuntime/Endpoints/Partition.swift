import Documents

/// A group of Regions with one set of accounts and host names, such as `aws` or `aws-cn`.
public struct Partition: Sendable {
  /// Such as `aws-us-gov`.
  public let name: String
  /// The Regions known when the program was built, pseudo-Regions such as `aws-global` included.
  public let regions: [String]
  /// What a Region's name starts with, before `-word-number`.
  let prefixes: [String]
  /// What endpoint rules ask of a partition: `dnsSuffix`, `dualStackDnsSuffix`, `supportsFIPS`,
  /// `supportsDualStack`, `implicitGlobalRegion`, `name`.
  let attributes: Document

  /// Every partition, from the table that all AWS SDKs share.
  public static let all: [Partition] = {
    EmbeddedEndpoints.partitions().elements.map { entry in
      Partition(
        name: entry["id"]!.string!, regions: entry["regions"]!.elements.map { $0.string! },
        prefixes: entry["prefixes"]!.elements.map { $0.string! }, attributes: entry["outputs"]!)
    }
  }()

  /// The partition of a Region: by the table, else by the form of its name, else `aws`.
  public static func containing(region: String) -> Partition {
    all.first { $0.regions.contains(region) } ?? all.first { $0.matches(region) } ?? all[0]
  }

  /// True for `PREFIX-WORD-NUMBER`.
  private func matches(_ region: String) -> Bool {
    prefixes.contains { prefix in
      guard region.hasPrefix("\(prefix)-") else { return false }
      let rest = region.utf8.dropFirst(prefix.utf8.count + 1)
        .split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      return rest.count == 2 && !rest[0].isEmpty && !rest[1].isEmpty
        && rest[0].allSatisfy { Self.isLetter($0) || Self.isDigit($0) || $0 == UInt8(ascii: "_") }
        && rest[1].allSatisfy(Self.isDigit)
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
