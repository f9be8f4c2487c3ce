/// Numbers as CloudWatch writes them in its reasons, which is as Java's `Double.toString` does:
/// `80.0`, `1.0E7`, `5.0E-4`.
package enum JavaNumber {
  package static func text(_ value: Double) -> String {
    let magnitude = value.magnitude
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
    if magnitude == 0 || (magnitude >= 1e-3 && magnitude < 1e7) { return "\(value)" }
    // Swift's digits are the shortest that read back as the same number; only their layout differs.
    let written = "\(magnitude)".split(separator: "e")
    let parts = written[0].split(separator: ".", omittingEmptySubsequences: false)
    var exponent = written.count > 1 ? Int(written[1])! : 0
    let fraction = parts.count > 1 && parts[1] != "0" ? parts[1] : ""
    exponent += parts[0].count - 1
    let digits = parts[0] + fraction
    let significant = digits.drop { $0 == "0" }
    exponent -= digits.count - significant.count
    var tail = String(significant.dropFirst())
    while tail.hasSuffix("0") { tail.removeLast() }
    return "\(value < 0 ? "-" : "")\(significant.first!).\(tail.isEmpty ? "0" : tail)E\(exponent)"
  }
}
