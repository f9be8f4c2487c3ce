/// Regions and zones that the embedded cloud knows by name. It holds state for others too, if their
/// names are of the same form.
enum Geography {
  /// Regions that every account has.
  static let enabled = [
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1",
    "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2",
    "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
  ]

  /// Regions that an account has to opt in to; this one has not.
  static let optional = [
    "af-south-1", "ap-east-1", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
    "ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2", "il-central-1",
    "me-central-1", "me-south-1", "mx-central-1",
  ]

  /// Letters of a Region's zones.
  static func zoneLetters(of region: String) -> [String] {
    switch region {
    case "us-east-1": ["a", "b", "c", "d", "e", "f"]
    case "us-west-2", "ap-northeast-2": ["a", "b", "c", "d"]
    case "us-west-1": ["b", "c"]
    case "ca-central-1": ["a", "b", "d"]
    case "ap-northeast-1": ["a", "c", "d"]
    default: ["a", "b", "c"]
    }
  }

  static func zones(of region: String) -> [String] { zoneLetters(of: region).map { region + $0 } }

  /// `use1-az1` of `us-east-1a`.
  static func zoneID(of zone: String) -> String {
    let parts = zone.dropLast().split(separator: "-")
    let directions = [
      "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
    ]
    let middle = parts.dropFirst().dropLast().map {
      directions[String($0)] ?? String($0.prefix(1))
    }
    return "\(parts[0])\(middle.joined())\(parts.last!)-az\(index(of: zone) + 1)"
  }

  /// The third byte at which the addresses of a zone's default subnet (a /20) begin.
  static func subnetBase(of zone: String) -> Int { index(of: zone) * 16 % 256 }

  static func defaultSubnet(of zone: String) -> String {
    "subnet-0a1b2c3d4e5f6\(String(0x70a0 + index(of: zone), radix: 16))"
  }

  /// The position of the zone's letter in the alphabet.
  private static func index(of zone: String) -> Int {
    Int(zone.utf8.last! - UInt8(ascii: "a"))
  }
}
