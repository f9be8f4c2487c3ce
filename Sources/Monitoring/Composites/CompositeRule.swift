/// The rule of a composite alarm (`AlarmRule`): a Boolean expression over the states of other alarms.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html>
///
/// NOT binds closer than AND, and AND closer than OR. AWS does not say how they bind, and asks for
/// parentheses.
package struct CompositeRule: Equatable, Sendable {
  package indirect enum Expression: Equatable, Sendable {
    case constant(Bool)
    case state(StateValue, AlarmReference)
    case not(Expression)
    /// Two or more, none of them an `all`.
    case all([Expression])
    /// Two or more, none of them an `any`.
    case any([Expression])
    case atLeast(Quorum)
  }

  /// `AT_LEAST(2, NOT OK, (a, b, c))`.
  package struct Quorum: Equatable, Sendable {
    package enum Minimum: Equatable, Sendable {
      case count(Int)
      /// 1…100 of the alarms named.
      case percent(Int)
    }
    package let minimum: Minimum
    package let state: StateValue
    /// Whether alarms count that are *not* in the state.
    package let isNegated: Bool
    package let alarms: [AlarmReference]

    /// How many alarms it takes: a part of an alarm counts as one.
    package var needed: Int {
      switch minimum {
      case .count(let count): count
      case .percent(let percent): (alarms.count * percent + 99) / 100
      }
    }
  }

  package let expression: Expression
  /// The alarms named, each once, in the order in which they first appear.
  package let children: [AlarmReference]

  /// Characters that a rule may have.
  package static let maximumLength = 10_240
  /// Different alarms that a rule may name.
  package static let maximumChildren = 100
  /// Alarms named, TRUEs, FALSEs and pairs of parentheses that a rule may have.
  package static let maximumElements = 500

  /// Reads a rule.
  package init(_ text: String) throws(CompositeRuleError) {
    var parser = CompositeRuleParser(text)
    expression = try parser.parse()
    children = parser.children
  }

  /// What the rule comes to: true (the composite is in ALARM), false (it is OK), or nil where it takes
  /// the state of an alarm that `state` does not know.
  package func evaluate(_ state: (AlarmReference) -> StateValue?) -> Bool? {
    Self.value(of: expression, state)
  }

  private static func value(
    of expression: Expression, _ state: (AlarmReference) -> StateValue?
  ) -> Bool? {
    switch expression {
    case .constant(let value):
      return value
    case .state(let wanted, let alarm):
      return state(alarm).map { $0 == wanted }
    case .not(let operand):
      return value(of: operand, state).map { !$0 }
    case .all(let operands):
      return unanimous(operands, deciding: false, state)
    case .any(let operands):
      return unanimous(operands, deciding: true, state)
    case .atLeast(let quorum):
      var matching = 0
      var unknown = 0
      for alarm in quorum.alarms {
        switch state(alarm) {
        case nil: unknown += 1
        case let found?: if (found == quorum.state) != quorum.isNegated { matching += 1 }
        }
      }
      if matching >= quorum.needed { return true }
      return matching + unknown >= quorum.needed ? nil : false
    }
  }

  /// AND (decided by a false) and OR (decided by a true).
  private static func unanimous(
    _ operands: [Expression], deciding: Bool, _ state: (AlarmReference) -> StateValue?
  ) -> Bool? {
    var isKnown = true
    for operand in operands {
      switch value(of: operand, state) {
      case deciding: return deciding
      case nil: isKnown = false
      default: break
      }
    }
    return isKnown ? !deciding : nil
  }
}

extension CompositeRule: CustomStringConvertible {
  /// The rule in AWS's syntax, with no more quotes and parentheses than it takes.
  package var description: String { Self.text(expression) }

  private static func text(_ expression: Expression) -> String {
    switch expression {
    case .constant(let value):
      return value ? "TRUE" : "FALSE"
    case .state(let state, let alarm):
      return "\(state.rawValue)(\(alarm.quoted))"
    case .not(let operand):
      switch operand {
      case .all, .any: return "NOT (\(text(operand)))"
      default: return "NOT \(text(operand))"
      }
    case .all(let operands):
      return operands.map { operand in
        if case .any = operand { "(\(text(operand)))" } else { text(operand) }
      }.joined(separator: " AND ")
    case .any(let operands):
      return operands.map(text).joined(separator: " OR ")
    case .atLeast(let quorum):
      let minimum =
        switch quorum.minimum {
        case .count(let count): "\(count)"
        case .percent(let percent): "\(percent)%"
        }
      let state = (quorum.isNegated ? "NOT " : "") + quorum.state.rawValue
      let alarms = quorum.alarms.map(\.quoted).joined(separator: ", ")
      return "AT_LEAST(\(minimum), \(state), (\(alarms)))"
    }
  }
}
