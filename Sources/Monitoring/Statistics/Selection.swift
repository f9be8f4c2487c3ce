/// Finds the value of a rank without sorting.
enum Selection {
  /// Up to so many values are copied and partitioned; of more, only those near the rank.
  private static let small = 4_096
  private static let sampleSize = 8_192

  /// The value that has `rank` values before it in order.
  ///
  /// - Precondition: 0 ≤ rank < count; no NaN.
  static func value(ofRank rank: Int, in values: UnsafeBufferPointer<Double>) -> Double {
    precondition(rank >= 0 && rank < values.count, "rank \(rank) of \(values.count)")
    return values.count > small
      ? bracketed(rank, values) : withCopy(of: values) { quickselect(rank, $0) }
  }

  /// Takes a sample, and from it two bounds that the value is almost surely between; then one pass
  /// counts what is below them and gathers the few between.
  private static func bracketed(_ rank: Int, _ values: UnsafeBufferPointer<Double>) -> Double {
    let (low, high) = bracket(rank, values)
    let gathered = UnsafeMutableBufferPointer<Double>.allocate(capacity: values.count)
    defer { gathered.deallocate() }
    var below = 0
    var count = 0
    // No branches: each value is written, and the next one overwrites it unless it counts.
    for value in values {
      below &+= value < low ? 1 : 0
      gathered[count] = value
      count &+= (value >= low) && (value <= high) ? 1 : 0
    }
    guard rank >= below, rank < below + count else {
      // The sample was not like the rest.
      return withCopy(of: values) { quickselect(rank, $0) }
    }
    if low == high { return low }
    return quickselect(rank - below, UnsafeMutableBufferPointer(rebasing: gathered[..<count]))
  }

  private static func bracket(
    _ rank: Int, _ values: UnsafeBufferPointer<Double>
  ) -> (low: Double, high: Double) {
    let size = min(sampleSize, values.count / 4)
    // Steps are odd and drift, so that a pattern in the values seldom meets them.
    let stride = Double(values.count) / Double(size)
    var sample = [Double]()
    sample.reserveCapacity(size)
    for index in 0..<size {
      let drift = Double(index &* 2_654_435_761 % 1_024) / 1_024
      sample.append(values[min(values.count - 1, Int((Double(index) + drift) * stride))])
    }
    sample.sort()
    let share = Double(rank) / Double(values.count)
    // Four standard deviations of the rank of a value in a sample.
    let spread = 4 * (Double(size) * share * (1 - share)).squareRoot() + 4
    let low = Int(Double(size) * share - spread)
    let high = Int(Double(size) * share + spread) + 1
    return (low < 0 ? -.infinity : sample[low], high >= size ? .infinity : sample[high])
  }

  private static func withCopy(
    of values: UnsafeBufferPointer<Double>, _ body: (UnsafeMutableBufferPointer<Double>) -> Double
  ) -> Double {
    let copy = UnsafeMutableBufferPointer<Double>.allocate(capacity: values.count)
    defer { copy.deallocate() }
    _ = copy.initialize(from: values)
    return body(copy)
  }

  /// Hoare's selection; a range that shrinks too slowly is sorted.
  private static func quickselect(
    _ rank: Int, _ values: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    var low = 0
    var high = values.count - 1
    var rounds = 2 * (Int.bitWidth - values.count.leadingZeroBitCount) + 8
    while high - low > 16, rounds > 0 {
      rounds -= 1
      let pivot = median(values[low], values[(low + high) / 2], values[high])
      var left = low
      var right = high
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return pivot
      }
    }
    var rest = UnsafeMutableBufferPointer(rebasing: values[low...high])
    rest.sort()
    return rest[rank - low]
  }

  private static func median(_ first: Double, _ second: Double, _ third: Double) -> Double {
    max(min(first, second), min(max(first, second), third))
  }
}
