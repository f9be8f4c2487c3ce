/// When keys are renewed, counted back from their expiry.
///
/// Of keys that live an hour or longer: from 15 minutes before, when a failure is tolerated, and
/// from 10 minutes before, when it is raised. Of shorter ones: the last quarter and the last sixth
/// of their time, or a role's shortest session, 15 minutes, would be renewed at every call.
struct RefreshWindow {
  enum Urgency {
    case none, advisory, mandatory
  }

  private let advisory: Double
  private let mandatory: Double

  /// - Parameters:
  ///   - expiration: nil for keys that do not expire.
  ///   - now: when they were obtained.
  init(expiration: Double?, from now: Double) {
    let lifetime = expiration.map { $0 - now } ?? 0
    advisory = expiration.map { $0 - min(900, lifetime / 4) } ?? .infinity
    mandatory = expiration.map { $0 - min(600, lifetime / 6) } ?? .infinity
  }

  func urgency(at now: Double) -> Urgency {
    now >= mandatory ? .mandatory : now >= advisory ? .advisory : .none
  }
}
