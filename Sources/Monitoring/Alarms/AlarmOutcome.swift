/// What an evaluation says, before it is known which state the alarm was in.
enum AlarmOutcome: UInt8 {
  case ok, alarm, insufficientData, keep

  @inline(__always)
  func state(after previous: StateValue) -> StateValue {
    switch self {
    case .ok: .ok
    case .alarm: .alarm
    case .insufficientData: .insufficientData
    case .keep: previous
    }
  }
}

/// Why a verdict might not be CloudWatch's.
package struct Uncertainty: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Another length of the evaluation range gives another state.
  package static let range = Uncertainty(rawValue: 1)
  /// Another reading of AWS's words about premature alarms gives another state.
  package static let premature = Uncertainty(rawValue: 2)
  /// It is not clear whether samples are counted for each datapoint or for all of them.
  package static let samples = Uncertainty(rawValue: 4)
  /// The state that is kept was uncertain itself.
  package static let kept = Uncertainty(rawValue: 8)

  /// A sentence for each reason; none where the verdict is certain.
  package var reasons: [String] {
    var reasons: [String] = []
    if contains(.range) {
      reasons.append(
        "the state depends on how many datapoints CloudWatch reads, which AWS does not publish")
    }
    if contains(.premature) {
      reasons.append("AWS's rule on premature alarms can be read in more than one way here")
    }
    if contains(.samples) {
      reasons.append("AWS does not say whether samples count for each datapoint or for all of them")
    }
    if contains(.kept) { reasons.append("the state that is kept was uncertain") }
    return reasons
  }
}

/// Outcomes as a set, so that those of several ranges and readings fit in a byte.
struct AlarmOutcomes {
  private var bits: UInt8 = 0

  @inline(__always)
  mutating func insert(_ outcome: AlarmOutcome) { bits |= 1 << outcome.rawValue }

  /// Whether one of them leads elsewhere than to `state`.
  @inline(__always)
  func differ(from state: StateValue, after previous: StateValue) -> Bool {
    if bits == 0 { return false }
    for raw in UInt8(0)...3 where bits & (1 << raw) != 0 {
      // 0…3 are the four outcomes.
      if AlarmOutcome(rawValue: raw)!.state(after: previous) != state { return true }
    }
    return false
  }
}

/// All that one window says: the outcome, and what it might have been.
struct AlarmFinding {
  var outcome: AlarmOutcome
  var otherRanges = AlarmOutcomes()
  var otherReadings = AlarmOutcomes()
  var otherSampling = AlarmOutcomes()

  @inline(__always)
  func uncertainty(of state: StateValue, after previous: StateValue) -> Uncertainty {
    var uncertainty: Uncertainty = []
    if otherRanges.differ(from: state, after: previous) { uncertainty.insert(.range) }
    if otherReadings.differ(from: state, after: previous) { uncertainty.insert(.premature) }
    if otherSampling.differ(from: state, after: previous) { uncertainty.insert(.samples) }
    return uncertainty
  }
}
