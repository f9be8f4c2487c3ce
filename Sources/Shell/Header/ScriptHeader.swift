/// What a script says of itself in its first comment block.
///
/// ```lua
/// --- Creates CPU alarms for one EC2 instance.
/// --- @arg instance_id string          EC2 instance id
/// --- @arg threshold number=80         CPU percent above which the alarm fires
/// --- @needs cloudwatch:PutMetricAlarm
/// --- @timeout 2m
/// ```
struct ScriptHeader: Equatable {
  struct Argument: Equatable {
    /// The key in `args`; on the command line `--NAME`, with dashes for underscores if liked.
    var name: String
    var type: ArgumentType
    /// The default as written, which is a value of the type; nil: the argument must be given.
    var defaultText: String?
    var text: String
    /// The question that a terminal is asked.
    var question: String?
    var line: Int

    /// Switches are given by name alone; every other argument also by its position.
    var isSwitch: Bool { type.base == .bool }
  }

  enum Overlap: Equatable {
    case skip, fail
    /// Seconds to wait for the run that holds the lock.
    case wait(Double)
  }

  /// A bound on the version of this program.
  struct Requirement: Equatable {
    enum Comparison: String, CaseIterable {
      case atLeast = ">="
      case atMost = "<="
      case exactly = "=="
      case above = ">"
      case below = "<"
    }
    var comparison: Comparison
    var version: Version
  }

  /// The lines that are no tag, without those before and after all text.
  var description: [String] = []
  var arguments: [Argument] = []
  /// Operations that the script may change things with: `cloudwatch:PutMetricAlarm`, `ec2:*`.
  var needs: [String] = []
  /// Seconds.
  var timeout: Double?
  var tags: [String] = []
  var overlap: Overlap?
  var owner: String?
  var schedule: String?
  var heartbeat: String?
  var requirements: [Requirement] = []
}

/// A version of this program, `1.2` or `1.2.3`.
struct Version: Equatable, Comparable {
  var parts: [Int]

  /// The version of this build.
  static let current = Version(Shell.version)!

  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...3).contains(parts.count), parts.allSatisfy({ $0.map { $0 >= 0 } ?? false }) else {
      return nil
    }
    self.parts = parts.compactMap { $0 } + Array(repeating: 0, count: 3 - parts.count)
  }

  var description: String { parts.map { "\($0)" }.joined(separator: ".") }

  static func < (a: Version, b: Version) -> Bool { a.parts.lexicographicallyPrecedes(b.parts) }

  func meets(_ requirement: ScriptHeader.Requirement) -> Bool {
    switch requirement.comparison {
    case .atLeast: self >= requirement.version
    case .atMost: self <= requirement.version
    case .exactly: self == requirement.version
    case .above: self > requirement.version
    case .below: self < requirement.version
    }
  }
}
