import Synchronization

/// Keeps one compiled plan for the next answer.
///
/// A parse takes the plan out and puts it back, so that no two use one; where it is out, another is
/// compiled.
///
/// `@unchecked Sendable`: the plan is reached only through the lock, and by its one holder.
final class XMLPlanCache: @unchecked Sendable {
  private let isLocked = Atomic(false)
  private var plan: XMLPlan?

  /// The kept plan, or the one that `compile` makes.
  func take(orCompile compile: () -> XMLPlan) -> XMLPlan {
    exchange(nil) ?? compile()
  }

  func put(_ used: XMLPlan) {
    _ = exchange(used.isWornOut ? nil : used)
  }

  private func exchange(_ new: XMLPlan?) -> XMLPlan? {
    // Held for two assignments; who finds it locked does without the cache.
    guard !isLocked.exchange(true, ordering: .acquiring) else { return nil }
    defer { isLocked.store(false, ordering: .releasing) }
    let old = plan
    plan = new
    return old
  }
}
