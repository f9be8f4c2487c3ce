import Foundation
import Testing

@testable import Monitoring

@Suite struct StatisticTests {
  /// The file is numpy's and scipy's work: see `make-statistics.py` beside it.
  @Test func statisticsAreThoseOfNumpyAndScipy() throws {

    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "Fixtures/Monitoring/statistics.tsv")
    let text = try String(contentsOf: file, encoding: .utf8)
    var samples: [Double] = []
    var checked = 0
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "\t")
      if fields[0] == "samples" {
        samples = fields.dropFirst().map { Double($0)! }
        continue
      }
      let statistic = try #require(Statistic(String(fields[0])))
      let expected = Double(fields[1])!
      let set = StatisticSet(values: samples.map { WeightedValue(value: $0, count: 1) })
      for value in [statistic.value(of: samples), set.value(statistic)] {
        let found = try #require(value)
        #expect(abs(found - expected) <= 1e-9 * max(1, abs(expected)), "\(statistic) of \(samples)")
      }
      checked += 1
    }
    #expect(checked > 500)
  }

  @Test func countsWeigh() {
    let set = StatisticSet(values: [
      WeightedValue(value: 10, count: 1), WeightedValue(value: 20, count: 8),
      WeightedValue(value: 1_000, count: 1),
    ])
    #expect(set.value(.average) == 117)
    #expect(set.value(Statistic("TM(10%:90%)")!) == 20)
    #expect(set.value(Statistic("tm90")!) == 170.0 / 9)
    #expect(set.value(Statistic("tc90")!) == 9)
    #expect(set.value(Statistic("WM(10%:90%)")!) == 20)
    #expect(set.value(Statistic("PR(:20)")!) == 90)
    #expect(set.value(Statistic("p90")!) == 20)
    #expect(set.value(Statistic("p91")!) == 1_000)
  }

  @Test func whatASetDoesNotTellIsNil() {
    let set = StatisticSet(sampleCount: 4, sum: 10, minimum: 1, maximum: 4)
    #expect(set.value(.average) == 2.5)
    for text in ["p50", "tm90", "IQM", "WM(10%:90%)", "PR(:3)", "tc90", "ts90"] {
      #expect(set.value(Statistic(text)!) == nil, "\(text)")
    }
    // Equal samples are known.
    let equal = StatisticSet(sampleCount: 4, sum: 8, minimum: 2, maximum: 2)
    #expect(equal.value(.percentile(99)) == 2)
    #expect(equal.value(Statistic("PR(:2)")!) == 100)
    // A mean of nothing is nothing; a count of nothing is 0.
    #expect(equal.value(Statistic("TM(5:9)")!) == nil)
    #expect(equal.value(Statistic("TC(5:9)")!) == 0)
  }

  @Test func withoutSamplesThereIsNoValue() {
    for statistic in [Statistic.sum, .average, .sampleCount, .percentile(50)] {
      #expect(statistic.value(of: []) == nil)
      #expect(StatisticSet(values: []).value(statistic) == nil)
    }
  }

  @Test(arguments: [
    ("p99", Statistic.percentile(99)), ("p99.95", .percentile(99.95)), ("P5", .percentile(5)),
    ("tm90", .trimmedMean(.percent(lower: 0, upper: 90))),
    ("TM(10%:90%)", .trimmedMean(.percent(lower: 10, upper: 90))),
    ("TM(:95%)", .trimmedMean(.percent(lower: 0, upper: 95))),
    ("TM(5%:)", .trimmedMean(.percent(lower: 5, upper: 100))),
    ("TM(150:1000)", .trimmedMean(.values(lower: 150, upper: 1_000))),
    ("IQM", .trimmedMean(.percent(lower: 25, upper: 75))),
    ("wm98", .winsorizedMean(.percent(lower: 0, upper: 98))),
    ("PR(:300)", .percentileRank(.values(lower: -.infinity, upper: 300))),
    ("PR(100:2000)", .percentileRank(.values(lower: 100, upper: 2_000))),
    ("TC(0.005:0.030)", .trimmedCount(.values(lower: 0.005, upper: 0.03))),
    ("TS(80%:)", .trimmedSum(.percent(lower: 80, upper: 100))),
    ("SampleCount", .sampleCount),
  ])
  func awsNotationIsReadAndWritten(_ text: String, _ expected: Statistic) {
    #expect(Statistic(text) == expected)
    #expect(Statistic(expected.description) == expected)
  }

  @Test(arguments: [
    "", "p", "p101", "p-1", "average", "p0x10", "p1e1", "tm", "tm(90)", "TM()", "TM(:)",
    "TM(90%:10%)",
    "TM(10%:90)", "TM(10%:101%)", "PR(10%:90%)", "pr90", "TM(a:b)", "TM(1:2:3)", "xx90", "p99%",
  ])
  func whatIsNoStatisticIsRefused(_ text: String) {
    #expect(Statistic(text) == nil)
  }

  @Test func aRankIsFoundInAnyOrder() {
    var random = SplitMix(seed: 3)
    for size in [1, 2, 17, 100, 4_097, 20_000] {
      let orders: [[Double]] = [
        (0..<size).map { _ in random.unit() },
        (0..<size).map { Double($0) },
        (0..<size).map { Double(size - $0) },
        (0..<size).map { Double(min($0, size - $0)) },
        (0..<size).map { Double($0 % 7) },
        (0..<size).map { $0 % 1_000 == 0 ? 1e9 : 1 },
        [Double](repeating: 5, count: size),
        (0..<size).map { _ in random.unit() < 0.5 ? -.infinity : .infinity },
      ]
      for values in orders {
        let sorted = values.sorted()
        for rank in [0, size / 100, size / 2, size * 99 / 100, size - 1] {
          let found = values.withUnsafeBufferPointer { Selection.value(ofRank: rank, in: $0) }
          #expect(found == sorted[rank], "rank \(rank) of \(size)")
        }
      }
    }
  }

  @Test func sumsOfManyNumbersStayExact() {
    let values = [Double](repeating: 0.1, count: 1_000_003)
    let sum = Statistic.sum.value(of: values)!
    #expect(abs(sum - 100_000.3) < 1e-8)
    // One after the other they are off by more than that.
    #expect(abs(values.reduce(0, +) - 100_000.3) > 1e-8)
    for count in [1, 15, 16, 17, 2_047, 2_049, 5_000] {
      let some = (1...count).map(Double.init)
      #expect(Statistic.sum.value(of: some) == Double(count * (count + 1) / 2))
    }
  }
}
