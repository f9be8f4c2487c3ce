import AWSWire

/// When a mute rule's windows open, and for how long.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html>
struct MuteSchedule {
  private enum Expression {
    /// A local time, in seconds since 1970-01-01T00:00 of the zone's clock.
    case at(Double)
    case cron(CronExpression)
  }

  private let expression: Expression
  /// Seconds that a window stays open.
  let duration: Double
  private let zone: TimeZoneRules

  var isRecurring: Bool {
    if case .cron = expression { true } else { false }
  }

  init(expression text: String, duration: String, zone name: String?) throws(AWSError) {
    guard let zone = TimeZoneRules(named: name ?? "UTC") else {
      throw .validation(
        "Rule.Schedule.Timezone: expected UTC, an offset (+02:00) or a time zone of this machine "
          + "(Europe/London), got '\(name ?? "")'")
    }
    self.zone = zone
    guard let seconds = Self.seconds(ofDuration: duration), seconds >= 60,
      seconds <= 15 * 86_400
    else {
      throw .validation(
        "Rule.Schedule.Duration: expected PT1M to P15D (PT2H, P1DT12H), got '\(duration)'")
    }
    self.duration = seconds
    if let body = Self.argument(of: "at", in: text) {
      // at(yyyy-MM-ddThh:mm) has no seconds and no zone.
      guard body.count == 16, body.contains("T"), let time = Timestamp.parse(body + ":00Z") else {
        throw .validation(
          "Rule.Schedule.Expression: expected at(yyyy-MM-ddThh:mm), got '\(text)'")
      }
      expression = .at(time)
    } else if let body = Self.argument(of: "cron", in: text) {
      expression = .cron(try CronExpression(body))
    } else {
      throw .validation(
        "Rule.Schedule.Expression: expected at(yyyy-MM-ddThh:mm) or "
          + "cron(minute hour day-of-month month day-of-week), got '\(text)'")
    }
  }

  /// The last window that opened at a moment or before, no longer ago than a window is open.
  func opening(at now: Double, notBefore start: Double?) -> Double? {
    let earliest = max(now - duration, start ?? -.infinity)
    switch expression {
    case .at(let local):
      let opening = zone.moment(ofLocal: local)
      return opening <= now && opening > now - duration ? opening : nil
    case .cron(let cron):
      var local = ((now + Double(zone.offset(at: now))) / 60).rounded(.down) * 60
      while true {
        // An hour's slack for clocks that are put back.
        guard let found = cron.last(notAfter: local, notBefore: earliest - 90_000) else {
          return nil
        }
        let opening = zone.moment(ofLocal: found)
        if opening <= now { return opening > now - duration && opening >= earliest ? opening : nil }
        local = found - 60
      }
    }
  }

  /// Whether a window may still open after a moment.
  func opensAfter(_ now: Double) -> Bool {
    if case .at(let local) = expression { return zone.moment(ofLocal: local) > now }
    return true
  }

  private static func argument(of function: String, in text: String) -> String? {
    guard text.hasPrefix(function + "("), text.hasSuffix(")") else { return nil }
    return String(text.dropFirst(function.count + 1).dropLast())
  }

  /// `P1DT12H`, `PT30M`.
  private static func seconds(ofDuration text: String) -> Double? {
    guard text.hasPrefix("P"), text.count > 2, !text.hasSuffix("T") else { return nil }
    var total = 0.0
    var digits = ""
    var isTime = false
    for character in text.dropFirst() {
      switch character {
      case "0"..."9": digits.append(character)
      case "T" where !isTime && digits.isEmpty: isTime = true
      default:
        let units: [Character: Double] =
          isTime ? ["H": 3_600, "M": 60, "S": 1] : ["W": 604_800, "D": 86_400]
        guard let unit = units[character], let count = Double(digits) else { return nil }
        total += count * unit
        digits = ""
      }
    }
    return digits.isEmpty ? total : nil
  }
}
