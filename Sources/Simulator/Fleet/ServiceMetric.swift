import Glibc
import Monitoring

/// A metric that a service of the ready-made fleet puts itself, every minute, in the namespace
/// `Shop`.
final class ServiceMetric: MetricSource {
  enum Kind: String, CaseIterable {
    /// How many orders there were in a minute.
    case ordersPlaced = "OrdersPlaced"
    /// Milliseconds that customers waited; a distribution, so that it has percentiles.
    case checkoutLatency = "CheckoutLatency"
    /// Orders that failed in a minute.
    case errors = "Errors"
  }

  static let namespace = "Shop"
  static let dimension = Dimension(name: "Service", value: "checkout")

  private let kind: Kind
  private let load = InstanceLoad(low: 10, high: 90, seed: 77)
  private let start: Double

  init(_ kind: Kind, from start: Double) {
    self.kind = kind
    self.start = (start / 60).rounded(.up) * 60
  }

  func samples(after: Double, through now: Double) -> [Sample] {
    var time = max(start, (after / 60).rounded(.down) * 60)
    var samples: [Sample] = []
    while time + 60 <= now {
      if time + 60 > after {
        samples.append(Sample(time: time, unit: unit, statistics: statistics(at: time)))
      }
      time += 60
    }
    return samples
  }

  func newest(at now: Double) -> Double? {
    let time = (now / 60).rounded(.down) * 60 - 60
    return time >= start ? time : nil
  }

  private var unit: String { kind == .checkoutLatency ? "Milliseconds" : "Count" }

  private func statistics(at time: Double) -> StatisticSet {
    let busy = load.cpu(at: time)
    switch kind {
    case .ordersPlaced: return StatisticSet((busy * 1.3).rounded())
    case .errors: return StatisticSet(max(0, (load.noise(21, time) - 1).rounded(.up)))
    case .checkoutLatency:
      // Most wait about as long; a few wait much longer.
      return StatisticSet(
        values: (0..<20).map { index in
          let tail = exp(Double(index) / 19 * 1.6)
          let milliseconds = (60 + busy * 0.7) * tail * (1 + 0.05 * load.noise(31, time))
          return WeightedValue(
            value: max(1, milliseconds.rounded()), count: index < 15 ? 6 : 1)
        })
    }
  }
}
