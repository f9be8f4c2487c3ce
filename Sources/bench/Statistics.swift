import Glibc
import Monitoring

/// Statistics of many numbers, from a file of little-endian doubles.
enum Statistics {
  private static let measured: [(name: String, statistic: Statistic)] = [
    ("sum", .sum), ("average", .average), ("p99", .percentile(99)),
  ]

  /// Prints, for each statistic, its value and the milliseconds of the fastest of some rounds.
  static func run(file: String, rounds: Int) throws {
    let bytes = try Decoding.read(file)
    let values = bytes.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
    let fields = measured.map { name, statistic in
      var best = Double.infinity
      var result: Double?
      for _ in 0..<rounds {
        let began = Bench.now()
        result = statistic.value(of: values)
        best = min(best, Bench.now() - began)
      }
      return "\"\(name)\": {\"value\": \(result ?? .nan), \"ms\": \(best * 1000)}"
    }
    print("{\(fields.joined(separator: ", "))}")
  }
}
