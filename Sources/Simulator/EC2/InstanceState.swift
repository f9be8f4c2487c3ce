import Documents

/// Where an instance is in its life.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html>
enum InstanceState: String {
  case pending
  case running
  case shuttingDown = "shutting-down"
  case terminated
  case stopping
  case stopped

  var code: Int {
    switch self {
    case .pending: 0
    case .running: 16
    case .shuttingDown: 32
    case .terminated: 48
    case .stopping: 64
    case .stopped: 80
    }
  }

  /// The state that this one leads to by itself, and after how many seconds.
  var next: (state: InstanceState, after: Double)? {
    switch self {
    case .pending: (.running, 5)
    case .stopping: (.stopped, 15)
    case .shuttingDown: (.terminated, 15)
    case .running, .stopped, .terminated: nil
    }
  }

  func write(to builder: DocumentBuilder, as name: String) {
    builder.structure(name) {
      builder.member("Code", code)
      builder.member("Name", rawValue)
    }
  }
}
