/// How fast a client lets calls of one operation follow one another.
public enum Pace: Sendable, Equatable {
  /// At the rates that AWS publishes, towards AWS; endpoints on this machine are not paced.
  case published
  /// As fast as they come.
  case off
  /// Calls a second for the operations named, towards every endpoint; others as published.
  case rates([String: Double])
}
