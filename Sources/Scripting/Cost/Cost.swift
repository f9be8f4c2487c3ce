/// An amount of money: US dollars, in whole millionths, so that sums are exact.
public struct Cost: Sendable, Hashable, Comparable {
  public var millionths: Int

  public init(millionths: Int = 0) { self.millionths = millionths }

  /// From text such as `0.5`, `2` or `USD 1.25`; nil for what is none, negative, or finer than a
  /// millionth.
  public init?(_ text: String) {
    var digits = text[...]
    for prefix in ["USD ", "USD", "$"] where digits.hasPrefix(prefix) {
      digits = digits.dropFirst(prefix.count)
      break
    }
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? parts[1] : ""
    guard parts.count < 3, !(parts[0] + fraction).isEmpty, fraction.utf8.count <= 6,
      (parts[0] + fraction).utf8.allSatisfy({ (48...57).contains($0) }),
      let whole = Int(parts[0].isEmpty ? "0" : parts[0]), whole <= 1_000_000_000,
      let rest = Int(fraction + String(repeating: "0", count: 6 - fraction.utf8.count))
    else { return nil }
    millionths = whole * 1_000_000 + rest
  }

  /// From a number of dollars, down to the millionth; nil for one that is negative or no number.
  public init?(dollars: Double) {
    guard dollars >= 0, dollars <= 1e9 else { return nil }
    // 0.29 * 1e6 is a little below 290000: the nearest millionth, where that is meant.
    let exact = dollars * 1e6
    let nearest = exact.rounded()
    millionths = Int(abs(exact - nearest) < 1e-3 ? nearest : exact.rounded(.down))
  }

  /// What a text or number has to be, for messages.
  public static let expectation = "US dollars such as 0.50"

  public var dollars: Double { Double(millionths) / 1e6 }

  public static func < (a: Cost, b: Cost) -> Bool { a.millionths < b.millionths }
  public static func + (a: Cost, b: Cost) -> Cost { Cost(millionths: a.millionths + b.millionths) }
  public static func - (a: Cost, b: Cost) -> Cost { Cost(millionths: a.millionths - b.millionths) }
  public static func * (a: Cost, count: Int) -> Cost { Cost(millionths: a.millionths * count) }
}

extension Cost: CustomStringConvertible {
  /// With two digits after the point, or as many as it takes: `USD 0.50`, `USD 0.00014`.
  public var description: String {
    let sign = millionths < 0 ? "-" : ""
    let digits = String(millionths.magnitude % 1_000_000)
    var fraction = String(repeating: "0", count: 6 - digits.count) + digits
    while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
    return "USD \(sign)\(millionths.magnitude / 1_000_000).\(fraction)"
  }
}
