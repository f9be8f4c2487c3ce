/// Sums of many numbers: pairwise, so that the rounding error grows with the logarithm of their number,
/// and in several lanes, so that additions need not wait for each other.
enum Summation {
  /// Below this many, lanes are summed one after the other.
  private static let block = 2_048

  static func sum(_ values: UnsafeBufferPointer<Double>) -> Double {
    guard let base = values.baseAddress else { return 0 }
    return pairwise(base, values.count)
  }

  private static func pairwise(_ base: UnsafePointer<Double>, _ count: Int) -> Double {
    guard count > block else { return lanes(base, count) }
    // Halves are whole groups of lanes.
    let half = count / 2 / 16 * 16
    return pairwise(base, half) + pairwise(base + half, count - half)
  }

  private static func lanes(_ base: UnsafePointer<Double>, _ count: Int) -> Double {
    var first = SIMD8<Double>.zero
    var second = SIMD8<Double>.zero
    let raw = UnsafeRawPointer(base)
    var index = 0
    while index + 16 <= count {
      let bytes = index * MemoryLayout<Double>.stride
      first += raw.loadUnaligned(fromByteOffset: bytes, as: SIMD8<Double>.self)
      second += raw.loadUnaligned(fromByteOffset: bytes + 64, as: SIMD8<Double>.self)
      index += 16
    }
    var sum = (first + second).sum()
    while index < count {
      sum += base[index]
      index += 1
    }
    return sum
  }
}
