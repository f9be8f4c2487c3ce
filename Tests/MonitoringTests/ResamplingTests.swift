import Testing

@testable import Monitoring

@Suite struct ResamplingTests {
  private let series = Series(
    period: 60, times: [0, 60, 180, 300, 840], values: [1, 4, 2, 8, 16])

  @Test(arguments: [
    (Statistic.sum, [7.0, 8, 16]), (.sampleCount, [7, 8, 16]), (.minimum, [1, 8, 16]),
    (.maximum, [4, 8, 16]),
  ])
  func whatIsExactIsPutTogether(_ statistic: Statistic, _ expected: [Double]) throws {
    let longer = try series.resampled(to: 300, statistic)
    #expect(longer.period == 300)
    // Nothing is there from 600 to 840 but one value; a period without one has no point.
    #expect(longer.times == [0, 300, 600])
    #expect(longer.values == expected)
  }

  @Test func aPeriodWithoutValuesStaysMissing() throws {
    let sparse = Series(period: 60, times: [0, 600], values: [1, 1])
    #expect(try sparse.resampled(to: 300, .sum).times == [0, 600])
    #expect(try sparse.resampled(to: 300, .sum).dense(from: 0, to: 900) == [1, nil, 1])
  }

  @Test func periodsMayBeginElsewhere() throws {
    let shifted = try series.resampled(to: 300, .sum, offset: 120)
    #expect(shifted.times == [-180, 120, 720])
    #expect(shifted.values == [5, 10, 16])
  }

  @Test(arguments: ["Average", "p99", "tm90", "IQM", "tc90", "PR(:5)"])
  func whatIsNotExactIsRefused(_ name: String) throws {
    let error = try #require(throws: ResamplingError.self) {
      try series.resampled(to: 300, Statistic(name)!)
    }
    #expect(error.description.hasPrefix(name))
  }

  @Test(arguments: [0, -60, 30, 90])
  func aPeriodThatIsNoMultipleIsRefused(_ period: Int) {
    #expect(throws: ResamplingError.self) { try series.resampled(to: period, .sum) }
  }

  @Test func retentionDecidesWhichPeriodsExist() {
    let hour = 3_600.0
    #expect(Retention.shortestPeriod(atAge: 2 * hour) == 1)
    #expect(Retention.shortestPeriod(atAge: 4 * hour) == 60)
    #expect(Retention.shortestPeriod(atAge: 16 * 24 * hour) == 300)
    #expect(Retention.shortestPeriod(atAge: 64 * 24 * hour) == 3_600)
    #expect(Retention.shortestPeriod(atAge: 456 * 24 * hour) == nil)
    #expect(Retention.seconds(ofPeriod: 10) == 3 * hour)
    #expect(Retention.seconds(ofPeriod: 60) == 15 * 24 * hour)
  }

  @Test func periodsAreAligned() {
    #expect(Period.start(of: 599, period: 300) == 300)
    #expect(Period.start(of: 600, period: 300) == 600)
    #expect(Period.start(of: -1, period: 300) == -300)
    #expect(Period.start(of: 601, period: 300, offset: 60) == 360)
    #expect([10, 20, 30, 60, 300, 86_400].allSatisfy(Period.isValidForAlarms))
    #expect(![0, 1, 5, 15, 45, 90, -60].contains(where: Period.isValidForAlarms))
  }
}
