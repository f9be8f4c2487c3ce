import AWSRuntime
import AWSWire
import Documents

/// Counts what a run does, and holds it to its budget (`--max-cost`).
///
/// A call is charged before it is sent, so that of several at once none passes the budget; what did
/// not reach AWS is given back.
final class Meter: AttemptMeter {
  static let refusalCode = "MaxCost"

  /// All but the seconds, which the host knows.
  private(set) var counts = RunCounts()
  private let budget: Cost?

  /// - Parameter budget: what the run may cost; nil: whatever it costs.
  init(budget: Cost?) { self.budget = budget }

  // MARK: Calls

  func noteCall(isPage: Bool) {
    counts.calls += 1
    if isPage { counts.pages += 1 }
  }

  func noteChange() { counts.changes += 1 }
  func noteHeldBackChange() { counts.heldBack += 1 }
  func noteHTTPRequest() { counts.httpRequests += 1 }

  /// Adds what only the answer told. The budget is not asked: the money is spent.
  func settle(_ operation: Operation, _ input: Document, _ output: Document) {
    counts.cost =
      counts.cost
      + PriceTable.surcharge(operation.service.name, operation.name, input: input, output: output)
  }

  // MARK: Attempts

  /// Throws kind `policy`, code `MaxCost`, where the attempt would pass the budget.
  func begin(_ operation: Operation, _ input: Document, attempt number: Int) throws(AWSError) {
    let price = price(operation, input)
    if let budget, price > Cost(), counts.cost + price > budget {
      let name = "\(operation.service.name):\(operation.name)"
      throw AWSError(
        .policy, code: Self.refusalCode,
        "\(name) was not \(number > 1 ? "tried again" : "sent"): it costs about \(price), "
          + "\(counts.cost) is spent, and --max-cost is \(budget)",
        operation: operation.name, service: operation.service.name)
    }
    counts.cost = counts.cost + price
    if number > 1 { counts.retries += 1 }
  }

  func end(_ operation: Operation, _ input: Document, reached: Bool, isThrottled: Bool) {
    if !reached { counts.cost = counts.cost - price(operation, input) }
    if isThrottled { counts.throttles += 1 }
  }

  private func price(_ operation: Operation, _ input: Document) -> Cost {
    PriceTable.price(operation.service.name, operation.name, input: input)
  }
}
