import Monitoring

/// Makes the samples of one metric of one instance, for as long as it runs.
final class InstanceMetricSource: MetricSource {
  private let metric: InstanceMetric
  private let type: InstanceType
  private let activity: InstanceActivity
  init(_ metric: InstanceMetric, type: InstanceType, activity: InstanceActivity) {
    self.metric = metric
    self.type = type
    self.activity = activity
  }

  func samples(after: Double, through now: Double) -> [Sample] {
    var samples: [Sample] = []
    // Credits add up from sample to sample, so these metrics always begin at the beginning.
    var credits: CreditAccount?
    if metric.isOfCredits, let type = type.credits {
      credits = CreditAccount(earned: type.earned, processors: type.processors)
    }
    for stretch in activity.stretches where stretch.start < now {
      let step = metric.step(isDetailed: stretch.isDetailed)
      let end = min(now, stretch.end ?? now)
      var time = (stretch.start / step).rounded(.up) * step
      if credits == nil, after - step >= time {
        time = ((after - step) / step).rounded(.down) * step + step
      }
      while time + step <= end {
        let value: Double
        if credits != nil {
          credits!.spend(cpu: activity.load.cpu(at: time), seconds: step)
          value = credits!.value(of: metric)
        } else {
          value = self.value(at: time, step)
        }
        if time + step > after {
          samples.append(Sample(time: time, unit: metric.unit, statistics: StatisticSet(value)))
        }
        time += step
      }
    }
    return samples
  }

  func newest(at now: Double) -> Double? {
    for stretch in activity.stretches.reversed() where stretch.start < now {
      let step = metric.step(isDetailed: stretch.isDetailed)
      let time = (min(now, stretch.end ?? now) / step).rounded(.down) * step - step
      if time >= stretch.start { return time }
    }
    return nil
  }

  /// The value of the period that starts at a moment and is so many seconds long.
  private func value(at time: Double, _ step: Double) -> Double {
    let load = activity.load
    /// A part of what full load makes in the period, with noise of its own.
    func share(_ whole: Double, _ kind: UInt64) -> Double {
      let busy = load.cpu(at: time) / 100
      return (whole * step * busy * max(0.2, 1 + 0.08 * load.noise(kind, time))).rounded()
    }
    switch metric {
    case .cpuUtilization: return load.cpu(at: time)
    case .networkIn: return share(load.traffic, 11)
    case .networkOut: return share(load.traffic * 1.7, 12)
    case .networkPacketsIn: return share(load.traffic / 900, 11)
    case .networkPacketsOut: return share(load.traffic / 700, 12)
    case .diskReadOps, .ebsReadOps: return share(load.operations * 0.4, 13)
    case .diskWriteOps, .ebsWriteOps: return share(load.operations, 14)
    case .diskReadBytes, .ebsReadBytes: return share(load.operations * 0.4 * 16_384, 13)
    case .diskWriteBytes, .ebsWriteBytes: return share(load.operations * 12_288, 14)
    case .ebsIOBalance: return balance(load.cpu(at: time), 60)
    case .ebsByteBalance: return balance(load.cpu(at: time), 70)
    case .metadataNoToken: return 0
    case .statusCheckFailed:
      // Its own two checks; that of volumes is told apart, as on AWS.
      return failed([.instance, .system, .attachedEBS], time, step)
    case .statusCheckFailedInstance: return failed([.instance], time, step)
    case .statusCheckFailedSystem: return failed([.system], time, step)
    case .statusCheckFailedAttachedEBS: return failed([.attachedEBS], time, step)
    case .cpuCreditUsage, .cpuCreditBalance, .cpuSurplusCreditBalance,
      .cpuSurplusCreditsCharged:
      // Not of one moment: see samples(after:through:).
      return 0
    }
  }

  /// 1 where one of the checks fails by the end of the period.
  private func failed(_ checks: [InstanceActivity.Check], _ time: Double, _ step: Double) -> Double
  {
    checks.contains { activity.isFailing($0, at: time + step - 1) } ? 1 : 0
  }

  /// Percent left of what a volume may burst: less above so much load.
  private func balance(_ cpu: Double, _ limit: Double) -> Double {
    cpu <= limit ? 100 : (100 - (cpu - limit) * 0.9).rounded()
  }
}

/// The CPU credits of a burstable instance in unlimited mode: one is one processor at full load for
/// a minute.
private struct CreditAccount {
  private let earned: Double
  private let processors: Double
  private var usage = 0.0
  private var balance: Double
  private var surplus = 0.0
  private var charged = 0.0

  init(earned: Double, processors: Double) {
    self.earned = earned
    self.processors = processors
    balance = earned * 24 * 0.6
  }

  mutating func spend(cpu: Double, seconds: Double) {
    usage = cpu / 100 * processors * seconds / 60
    balance += earned * seconds / 3_600 - usage
    charged = 0
    if balance < 0 {
      surplus -= balance
      balance = 0
    } else {
      let paid = min(surplus, balance)
      surplus -= paid
      balance = min(balance - paid, earned * 24)
    }
    // What is over a day's earnings is billed.
    if surplus > earned * 24 {
      charged = surplus - earned * 24
      surplus = earned * 24
    }
  }

  func value(of metric: InstanceMetric) -> Double {
    let value =
      switch metric {
      case .cpuCreditUsage: usage
      case .cpuCreditBalance: balance
      case .cpuSurplusCreditBalance: surplus
      default: charged
      }
    return (value * 1e4).rounded() / 1e4
  }
}
