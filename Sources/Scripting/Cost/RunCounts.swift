/// What a run has done: for the line at its end, and for a prompt's below a result.
public struct RunCounts: Sendable, Equatable {
  /// Calls of AWS that were sent; a page of several is one.
  public var calls = 0
  /// Those of the calls that were pages of `each`, `pages` and `collect`.
  public var pages = 0
  /// Attempts after a call's first.
  public var retries = 0
  /// Attempts that AWS refused as too many.
  public var throttles = 0
  /// Changes that were made, those that may have been included; by calls and by `http`.
  public var changes = 0
  /// Changes that a dry run held back.
  public var heldBack = 0
  /// Requests of `http`, redirects and retries not counted.
  public var httpRequests = 0
  /// What AWS charges for the calls, estimated; see ``PriceTable``.
  public var cost = Cost()
  /// From start to end, on the machine's clock.
  public var seconds = 0.0

  public init() {}

  /// What was done after `earlier`.
  public static func - (counts: RunCounts, earlier: RunCounts) -> RunCounts {
    var difference = counts
    difference.calls -= earlier.calls
    difference.pages -= earlier.pages
    difference.retries -= earlier.retries
    difference.throttles -= earlier.throttles
    difference.changes -= earlier.changes
    difference.heldBack -= earlier.heldBack
    difference.httpRequests -= earlier.httpRequests
    difference.cost = counts.cost - earlier.cost
    difference.seconds -= earlier.seconds
    return difference
  }

  /// True where nothing was asked of anybody.
  public var isEmpty: Bool { calls == 0 && httpRequests == 0 && heldBack == 0 }
}

extension RunCounts: CustomStringConvertible {
  /// One line, without what is zero: `2 calls · 1 retry · USD 0.00002 · 212 ms`.
  public var description: String {
    func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
      "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
    }
    var parts: [String] = []
    if calls > 0 {
      let note = pages > 1 ? " (\(counted(pages, "page")))" : ""
      parts.append(counted(calls, "call") + note)
    }
    if httpRequests > 0 { parts.append(counted(httpRequests, "http request")) }
    if retries > 0 { parts.append(counted(retries, "retry", "retries")) }
    if throttles > 0 { parts.append("\(throttles) throttled") }
    if changes > 0 { parts.append(counted(changes, "change")) }
    if heldBack > 0 { parts.append(counted(heldBack, "change") + " not made (dry run)") }
    if cost > Cost() { parts.append("about \(cost)") }
    parts.append(Self.duration(seconds))
    return parts.joined(separator: " · ")
  }

  /// `212 ms`, `2.3 s`, `4 min 10 s`.
  private static func duration(_ seconds: Double) -> String {
    if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded())) ms" }
    let tenths = Int((seconds * 10).rounded())
    if tenths < 600 { return "\(tenths / 10).\(tenths % 10) s" }
    let whole = Int(seconds.rounded())
    return "\(whole / 60) min \(whole % 60) s"
  }
}
