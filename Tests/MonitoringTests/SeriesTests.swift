import Testing

@testable import Monitoring

@Suite struct SeriesTests {
  @Test func aSeriesHoldsOnlyTheRealPoints() {
    let series = Series(period: 60, times: [0, 180], values: [1, 0])
    #expect(series.count == 2)
    #expect(!series.isEmpty)
    #expect(Series(period: 60).isEmpty)
  }
}
