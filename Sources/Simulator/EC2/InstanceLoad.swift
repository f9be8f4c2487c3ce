import Glibc

/// How busy an instance is: CPU percent at any moment, the same each time it is asked.
///
/// A wave over the day, less of it at the weekend, with noise that changes slowly and noise from
/// sample to sample; and episodes in which the load is what somebody says.
struct InstanceLoad {
  /// CPU percent by night, and at the busiest hour.
  var low: Double
  var high: Double
  /// The busiest hour, UTC.
  var peakHour = 14.0
  /// What remains of the wave on Saturday and Sunday.
  var weekend = 0.6
  /// Bytes a second in and out at full load.
  var traffic = 3e6
  /// Operations a second on volumes at full load.
  var operations = 120.0
  /// Later ones win.
  var episodes: [Episode] = []
  let seed: UInt64

  /// A stretch of time in which the CPU stands at a level.
  struct Episode {
    let start: Double
    /// Exclusive; nil: without an end.
    let end: Double?
    let level: Double
  }

  init(low: Double, high: Double, seed: UInt64) {
    self.low = low
    self.high = high
    self.seed = seed
  }

  /// What an instance does of which nobody said how busy it is.
  init(seed: UInt64) {
    var noise = Noise(seed: seed)
    let low = 4 + 12 * noise.unit()
    self.init(low: low, high: low + 8 + 32 * noise.unit(), seed: seed)
    peakHour = 12 + 5 * noise.unit()
  }

  /// CPU percent of the period that starts at a moment.
  func cpu(at time: Double) -> Double {
    let span = max(high - low, 1)
    let jitter = noise(1, time)
    if let episode = episodes.last(where: { $0.start <= time && time < $0.end ?? .infinity }) {
      return Self.percent(episode.level + jitter * min(2, (100 - episode.level) / 4))
    }
    let hour = time.truncatingRemainder(dividingBy: 86_400) / 3_600
    let day = Int((time / 86_400).rounded(.down)) + 4
    let isWeekend = day % 7 == 0 || day % 7 == 6
    let wave = (1 + cos((hour - peakHour) / 12 * .pi)) / 2 * (isWeekend ? weekend : 1)
    return Self.percent(low + span * (wave + 0.1 * drift(time)) + jitter * (0.4 + span / 30))
  }

  /// Noise around 0 that takes half an hour to change.
  private func drift(_ time: Double) -> Double {
    let position = time / 1_800
    let index = position.rounded(.down)
    let part = position - index
    return noise(2, index) * (1 - part) + noise(2, index + 1) * part
  }

  /// A number around 0 that belongs to a moment.
  func noise(_ kind: UInt64, _ moment: Double) -> Double {
    var noise = Noise(
      seed: seed &+ kind &* 0x9e37_79b9_7f4a_7c15 ^ moment.bitPattern &* 0xd6e8_feb8_6659_fd93)
    return noise.bell()
  }

  private static func percent(_ value: Double) -> Double {
    (min(max(value, 0.1), 100) * 100).rounded() / 100
  }
}
