import AWSWire
import Documents

/// One virtual machine.
struct Instance {
  /// Counts from 1 in the order of launching.
  let serial: Int
  let id: String
  let reservationID: String
  var imageID: String
  var type: String
  var zone: String
  var launchTime: Double
  var launchIndex = 0
  var keyName: String?
  var clientToken: String?
  var privateAddress: String
  var publicAddress: String?
  private(set) var isMonitored = false
  var isProtectedFromTermination = false
  var tags = Tags()
  private(set) var state: InstanceState
  /// When the state was reached.
  private(set) var stateSince: Double
  private(set) var stateReason: (code: String, message: String)?
  private(set) var transitionReason = ""
  /// What its metrics are made of.
  let activity: InstanceActivity
  /// Until when the status checks of a fresh start are under way.
  private(set) var initializingUntil: Double?

  /// Seconds that the first status checks take.
  static let initialization = 120.0

  init(
    serial: Int, id: String, reservationID: String, imageID: String, type: String, zone: String,
    privateAddress: String, state: InstanceState, launchTime: Double, load: InstanceLoad
  ) {
    self.serial = serial
    self.id = id
    self.reservationID = reservationID
    self.imageID = imageID
    self.type = type
    self.zone = zone
    self.privateAddress = privateAddress
    self.state = state
    self.launchTime = launchTime
    stateSince = launchTime
    activity = InstanceActivity(load: load)
  }

  /// `us-east-1` of `us-east-1a`.
  var region: String { String(zone.dropLast()) }
  /// `us-east-1a`'s `a`.
  var zoneLetter: String { String(zone.suffix(1)) }
  var vpcID: String { "vpc-0a1b2c3d4e5f60718" }
  var subnetID: String { Geography.defaultSubnet(of: zone) }
  var networkInterfaceID: String { "eni-" + id.dropFirst(2) }
  var volumeID: String { "vol-" + id.dropFirst(2) }
  static let securityGroup = (id: "sg-0a1b2c3d4e5f60718", name: "default")
  static let rootDeviceName = "/dev/xvda"

  /// Graviton types have a g after the generation: m7g, c6gn, t4g.
  var architecture: String {
    let family = type.prefix { $0 != "." }.drop { !$0.isNumber }.drop { $0.isNumber }
    return family.hasPrefix("g") || type.hasPrefix("a1.") ? "arm64" : "x86_64"
  }

  var privateName: String {
    "ip-" + privateAddress.replacing(".", with: "-") + suffix(ofPrivate: true)
  }

  var publicName: String {
    publicAddress.map { "ec2-" + $0.replacing(".", with: "-") + suffix(ofPrivate: false) } ?? ""
  }

  private func suffix(ofPrivate isPrivate: Bool) -> String {
    switch (region == "us-east-1", isPrivate) {
    case (true, true): ".ec2.internal"
    case (true, false): ".compute-1.amazonaws.com"
    case (false, true): ".\(region).compute.internal"
    case (false, false): ".\(region).compute.amazonaws.com"
    }
  }

  mutating func setMonitoring(_ isMonitored: Bool, at now: Double) {
    self.isMonitored = isMonitored
    activity.setMonitoring(isDetailed: isMonitored, at: now)
  }

  /// Stands as one that has been up since a moment, its first status checks long over.
  mutating func settleAsRunning(since time: Double) {
    state = .running
    stateSince = time
    activity.begin(at: time, isDetailed: isMonitored)
  }

  /// Moves to another state. A person's `reason` is kept as EC2 keeps it; what is reached by itself
  /// leaves the reason as it was.
  mutating func enter(
    _ state: InstanceState, at now: Double, reason: (code: String, message: String)? = nil
  ) {
    self.state = state
    stateSince = now
    initializingUntil = nil
    if state == .running {
      activity.begin(at: now, isDetailed: isMonitored)
      initializingUntil = now + Self.initialization
    } else {
      activity.end(at: now)
    }
    switch state {
    case .stopping, .shuttingDown:
      stateReason = reason
      transitionReason = "User initiated (\(Self.text(ofTime: now)))"
    case .pending:
      stateReason = nil
      transitionReason = ""
      launchTime = now.rounded(.down)
    case .stopped:
      publicAddress = nil
      // It starts on other hardware.
      for check in InstanceActivity.Check.allCases { activity.recover(check, at: now) }
    case .terminated:
      publicAddress = nil
      privateAddress = ""
    case .running: break
    }
  }

  /// `2026-11-23 09:30:00 GMT`, as EC2 writes times into its reasons.
  private static func text(ofTime seconds: Double) -> String {
    let text = Timestamp.format(seconds.rounded(.down), as: .iso8601)
    return text.dropLast().replacing("T", with: " ") + " GMT"
  }

  /// The moment at which something changes by itself; nil where nothing does.
  var due: Double? { state.next.map { stateSince + $0.after } ?? initializingUntil }

  /// Lets happen what was due.
  mutating func progress(at due: Double) {
    if let next = state.next {
      enter(next.state, at: due)
    } else {
      initializingUntil = nil
    }
  }
}
