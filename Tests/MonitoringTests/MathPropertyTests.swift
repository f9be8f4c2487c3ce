import Foundation
import Testing

@testable import Monitoring

/// Random numbers that a failing test can repeat.
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Metric math in another style: a tree, dictionaries from time to value, no regard to speed.
private indirect enum Tree {
  typealias Points = [Int: Double]

  case number(Double)
  case metric(String)
  case negated(Tree)
  case binary(String, Tree, Tree)
  case function(String, Tree)
  case fill(Tree, String)
  case choice(Tree, Tree, Tree)
  case reduced(String, [Tree])

  enum Value: Equatable {
    case none
    case number(Double)
    case points(Points)
  }

  var text: String {
    switch self {
    case .number(let value): "\(value)"
    case .metric(let id): id
    case .negated(let tree): "-(\(tree.text))"
    case .binary(let op, let left, let right): "(\(left.text)) \(op) (\(right.text))"
    case .function(let name, let tree): "\(name)(\(tree.text))"
    case .fill(let tree, let filler): "FILL(\(tree.text), \(filler))"
    case .choice(let condition, let yes, let no):
      "IF(\(condition.text), \(yes.text), \(no.text))"
    case .reduced(let name, let trees):
      "\(name)([\(trees.map(\.text).joined(separator: ", "))])"
    }
  }

  func value(_ metrics: [String: Points], _ grid: [Int]) -> Value {
    switch self {
    case .number(let value): .number(value)
    case .metric(let id): .points(metrics[id]!)
    case .negated(let tree):
      switch tree.value(metrics, grid) {
      case .none: .none
      case .number(let value): .number(-value)
      case .points(let points): .points(points.mapValues(-))
      }
    case .binary(let op, let left, let right):
      Self.combine(op, left.value(metrics, grid), right.value(metrics, grid))
    case .function(let name, let tree):
      Self.apply(name, tree.points(metrics, grid), grid)
    case .fill(let tree, let filler):
      .points(Self.fill(tree.points(metrics, grid), filler, metrics, grid))
    case .choice(let condition, let yes, let no):
      .points(
        Self.choose(
          condition.points(metrics, grid), yes.value(metrics, grid), no.value(metrics, grid)))
    case .reduced(let name, let trees):
      .points(Self.reduce(name, trees.map { $0.points(metrics, grid) }))
    }
  }

  private func points(_ metrics: [String: Points], _ grid: [Int]) -> Points {
    guard case .points(let points) = value(metrics, grid) else { fatalError("no series: \(text)") }
    return points
  }

  private static func number(_ op: String, _ a: Double, _ b: Double) -> Double? {
    let result: Double
    switch op {
    case "+": result = a + b
    case "-": result = a - b
    case "*": result = a * b
    case "/": if b == 0 { return nil } else { result = a / b }
    case "^": result = pow(a, b)
    case "==": result = a == b ? 1 : 0
    case "!=": result = a == b ? 0 : 1
    case "<": result = a < b ? 1 : 0
    case ">": result = a > b ? 1 : 0
    case "<=": result = a > b ? 0 : 1
    case ">=": result = a < b ? 0 : 1
    case "AND": result = a * a > 0 && b * b > 0 ? 1 : 0
    case "OR": result = a == 0 && b == 0 ? 0 : 1
    default: fatalError(op)
    }
    return result.isNaN || result.isInfinite ? nil : result
  }

  private static func combine(_ op: String, _ left: Value, _ right: Value) -> Value {
    switch (left, right) {
    case (.number(let a), .number(let b)): return number(op, a, b).map { .number($0) } ?? .none
    case (.none, .points), (.points, .none): return .points([:])
    case (.none, _), (_, .none): return .none
    case (.points(let a), .number(let b)):
      return .points(a.compactMapValues { number(op, $0, b) })
    case (.number(let a), .points(let b)):
      return .points(b.compactMapValues { number(op, a, $0) })
    case (.points(let a), .points(let b)):
      var result: Points = [:]
      for time in Set(a.keys).union(b.keys) {
        result[time] = number(op, a[time, default: 0], b[time, default: 0])
      }
      return .points(result)
    }
  }

  private static func apply(_ name: String, _ points: Points, _ grid: [Int]) -> Value {
    let times = points.keys.sorted()
    func pairs(_ make: (Int, Int) -> Double) -> Value {
      var result: Points = [:]
      for (before, time) in zip(times, times.dropFirst()) {
        let value = make(before, time)
        if value.isFinite { result[time] = value }
      }
      return .points(result)
    }
    switch name {
    case "ABS": return .points(points.mapValues { $0 < 0 ? -$0 : $0 })
    case "CEIL": return .points(points.mapValues { ceil($0) })
    case "FLOOR": return .points(points.mapValues { floor($0) })
    case "LOG": return .points(points.filter { $0.value > 0 }.mapValues { log($0) })
    case "DIFF": return pairs { points[$1]! - points[$0]! }
    case "DIFF_TIME": return pairs { Double($1 - $0) }
    case "RATE": return pairs { (points[$1]! - points[$0]!) / Double($1 - $0) }
    case "RUNNING_SUM":
      var result: Points = [:]
      var sum = 0.0
      for time in times {
        sum += points[time]!
        if sum.isFinite { result[time] = sum }
      }
      return .points(result)
    case "SUM":
      if times.isEmpty { return .none }
      let sum = times.reduce(0) { $0 + points[$1]! }
      return sum.isFinite ? .number(sum) : .none
    case "MAX": return points.values.max().map { .number($0) } ?? .none
    case "MIN": return points.values.min().map { .number($0) } ?? .none
    case "DATAPOINT_COUNT": return .number(Double(times.count))
    case "EPOCH": return .points(Dictionary(uniqueKeysWithValues: grid.map { ($0, Double($0)) }))
    default: fatalError(name)
    }
  }

  private static func fill(
    _ points: Points, _ filler: String, _ metrics: [String: Points], _ grid: [Int]
  ) -> Points {
    var result = points
    for time in grid where points[time] == nil {
      let before = points.keys.filter { $0 < time }.max()
      let after = points.keys.filter { $0 > time }.min()
      switch filler {
      case "REPEAT": if let before { result[time] = points[before] }
      case "LINEAR":
        if let before, let after {
          let value =
            points[before]! + (points[after]! - points[before]!) * Double(time - before)
            / Double(after - before)
          if value.isFinite { result[time] = value }
        }
      default: result[time] = metrics[filler].map { $0[time] } ?? Double(filler)
      }
    }
    return result
  }

  private static func choose(_ condition: Points, _ yes: Value, _ no: Value) -> Points {
    var result: Points = [:]
    for (time, truth) in condition {
      switch truth == 0 ? no : yes {
      case .none: continue
      case .number(let value): result[time] = value
      case .points(let points): result[time] = points[time] ?? (truth == 0 ? nil : 0)
      }
    }
    return result
  }

  private static func reduce(_ name: String, _ all: [Points]) -> Points {
    var result: Points = [:]
    for time in Set(all.flatMap(\.keys)) {
      let values = all.compactMap { $0[time] }
      let value: Double =
        switch name {
        case "SUM": values.reduce(0, +)
        case "AVG": values.reduce(0, +) / Double(all.count)
        case "MAX": values.max()!
        case "MIN": values.min()!
        case "DATAPOINT_COUNT": Double(values.count)
        default: fatalError(name)
        }
      if value.isFinite { result[time] = value }
    }
    return result
  }

  // MARK: Making them

  static func series(_ depth: Int, _ random: inout Seeded) -> Tree {
    let ids = ["m1", "m2", "m3"]
    guard depth > 0 else { return .metric(ids.randomElement(using: &random)!) }
    switch Int.random(in: 0..<7, using: &random) {
    case 0: return .negated(series(depth - 1, &random))
    case 1, 2:
      let op = [
        "+", "-", "*", "/", "^", "==", "!=", "<", ">", "<=", ">=", "AND", "OR",
      ].randomElement(using: &random)!
      let one = series(depth - 1, &random)
      let other = operand(depth - 1, &random)
      return Bool.random(using: &random) ? .binary(op, one, other) : .binary(op, other, one)
    case 3:
      let name = ["ABS", "CEIL", "FLOOR", "LOG", "DIFF", "DIFF_TIME", "RATE", "RUNNING_SUM"]
        .randomElement(using: &random)!
      return .function(name, series(depth - 1, &random))
    case 4:
      let filler = (ids + ["REPEAT", "LINEAR", "2.5"]).randomElement(using: &random)!
      return .fill(series(depth - 1, &random), filler)
    case 5:
      return .choice(
        series(depth - 1, &random), operand(depth - 1, &random), operand(depth - 1, &random))
    default:
      let name = ["SUM", "AVG", "MAX", "MIN", "DATAPOINT_COUNT"].randomElement(using: &random)!
      let count = Int.random(in: 1...3, using: &random)
      return .reduced(name, (0..<count).map { _ in series(depth - 1, &random) })
    }
  }

  /// A series or a number.
  private static func operand(_ depth: Int, _ random: inout Seeded) -> Tree {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return .number([0, 1, 2, -3, 0.5].randomElement(using: &random)!)
    case 1 where depth > 0:
      let name = ["SUM", "MAX", "MIN", "DATAPOINT_COUNT"].randomElement(using: &random)!
      return .function(name, series(depth - 1, &random))
    default: return series(depth, &random)
    }
  }
}

@Suite struct MathPropertyTests {
  /// Whole numbers and halves, so that both ways of adding give the same bits.
  @Test func expressionsGiveWhatANaiveReferenceGives() throws {
    var random = Seeded(state: 4)
    var compared = 0
    for _ in 0..<4_000 {
      let grid = Array(stride(from: 0, to: 480, by: 60))
      var metrics: [(id: String, series: Series)] = []
      var points: [String: [Int: Double]] = [:]
      for id in ["m1", "m2", "m3"] {
        // One series in four ends early, one in eight is empty.
        let length = [8, 8, 8, 4, 4, 6, 8, 0].randomElement(using: &random)!
        var values: [Int: Double] = [:]
        for time in grid.prefix(length) where Int.random(in: 0..<3, using: &random) > 0 {
          values[time] = [-2, -1, 0, 0, 1, 2.5, 4, 10].randomElement(using: &random)!
        }
        points[id] = values
        let times = values.keys.sorted()
        metrics.append((id, Series(period: 60, times: times, values: times.map { values[$0]! })))
      }
      let tree = Tree.series(4, &random)
      guard tree.text.count <= 2_048 else { continue }
      let context = MathContext(
        window: MathWindow(start: 0, end: 480, period: 60), metrics: metrics)
      let got = try MathExpression(tree.text).evaluate(in: context).all[0].series
      let result = Dictionary(uniqueKeysWithValues: zip(got.times, got.values))
      let expected = tree.value(points, grid)
      #expect(expected == .points(result), "\(tree.text) over \(points)")
      compared += 1
    }
    #expect(compared > 3_000)
  }

  @Test func theCalendarIsFoundations() throws {
    var utc = Calendar(identifier: .gregorian)
    utc.timeZone = try #require(TimeZone(identifier: "UTC"))
    var random = Seeded(state: 5)
    let parts: [(String, Calendar.Component)] = [
      ("MINUTE", .minute), ("HOUR", .hour), ("DATE", .day), ("MONTH", .month), ("YEAR", .year),
      ("DAY", .weekday),
    ]
    let times = (0..<500).map { _ in Int.random(in: -2_000_000_000...8_000_000_000, using: &random)
    }
    for (function, component) in parts {
      let expression = try MathExpression("\(function)(m1)")
      for time in times {
        let context = MathContext(
          window: MathWindow(start: time, end: time + 1, period: 60),
          metrics: [("m1", Series(period: 60))])
        let got = try expression.evaluate(in: context).all[0].series.values
        let expected = utc.component(component, from: Date(timeIntervalSince1970: Double(time)))
        // Foundation's week begins on Sunday, as 1.
        let value = component == .weekday ? (expected + 5) % 7 + 1 : expected
        #expect(got == [Double(value)], "\(function) at \(time)")
      }
    }
  }

  /// Whatever the text: a value or an error with its place, and the end of the test.
  @Test func noTextBreaksTheParser() throws {
    let pieces =
      MathFunction.allCases.map(\.rawValue) + [
        "m1", "m2", "e1", "(", ")", "[", "]", ",", "+", "-", "*", "/", "^", "<", ">", "=", "==",
        "!", "&&", "||", "AND", "OR", "\"", "'", "\"m\"", "1", "2.5", ".", "1e3", "REPEAT", "ASC",
        "DESC", " ", "\n", "é", "🌙", "\u{0}", "x",
      ]
    var random = Seeded(state: 6)
    var valid = 0
    for _ in 0..<20_000 {
      let count = Int.random(in: 0..<24, using: &random)
      let text = (0..<count).map { _ in pieces.randomElement(using: &random)! }.joined()
      do throws(MathError) {
        _ = try evaluate(text, ["m1": [1, nil, 3], "m2": [nil, 2]])
        valid += 1
      } catch {
        let column = try #require(error.column, "\(text)")
        #expect((1...(text.count + 1)).contains(column), "\(text): \(error)")
        #expect(!error.reason.isEmpty)
      }
    }
    #expect(valid > 0)
  }

  @Test func longTextsOfOneKindEnd() throws {
    for piece in ["1^", "-", "m1+", "(", "[", "IF(", "m1,", "'", "AND ", "\u{301}"] {
      for length in [2_000, 2_048, 100_000] {
        let text = String(repeating: piece, count: length / piece.count)
        #expect(throws: MathError.self) { try MathExpression(text) }
      }
    }
    let chain = "m1" + String(repeating: "/m1", count: 682)
    #expect(try math(chain, ["m1": [1, nil]]) == [1, nil])
  }
}
