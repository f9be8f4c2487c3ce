import Monitoring

/// A backtest: alarms of several settings over two weeks of minutes each.
enum Evaluations {
  private static let minutes = 14 * 24 * 60

  /// Prints the evaluations and how long they took, over series that are whole and over such with gaps,
  /// and how many states changed.
  static func run(alarms: Int) {
    let whole = time(alarms: alarms, density: 1)
    let gaps = time(alarms: alarms, density: 0.7)
    print(
      """
      {"evaluations": \(alarms * minutes), "whole_s": \(whole.seconds), "gaps_s": \(gaps.seconds), \
      "transitions": \(whole.transitions + gaps.transitions), "uncertain": \(gaps.uncertain)}
      """)
  }

  private static func time(
    alarms: Int, density: Double
  ) -> (seconds: Double, transitions: Int, uncertain: Int) {
    let start = 1_795_392_000
    var random = SystemRandomNumberGenerator()
    // The data is there before the alarms look at it: twenty series, in turns.
    let series = (0..<20).map { number in
      var times: [Int] = []
      var values: [Double] = []
      for minute in 0..<minutes where Double.random(in: 0..<1, using: &random) < density {
        times.append(start + minute * 60)
        // Breaches come in runs, some of them long enough.
        let wave = (minute / (7 + number)).isMultiple(of: 11) ? 60.0 : 20
        values.append(wave + Double.random(in: 0..<40, using: &random))
      }
      return Series(period: 60, times: times, values: values)
    }
    let treatments = MissingDataTreatment.allCases
    let rules = (0..<24).map { number in
      AlarmRule(
        evaluationPeriods: 1 + number % 6, datapointsToAlarm: 1 + number % 6 / 2,
        comparison: .greaterThan, threshold: 80, missingData: treatments[number % treatments.count])
    }
    var transitions = 0
    var uncertain = 0
    let began = Bench.now()
    for number in 0..<alarms {
      let run = rules[number % rules.count].run(
        over: [AlarmInput(series[number % series.count])], from: start + 60,
        through: start + minutes * 60)
      precondition(run.evaluations == minutes, "\(run.evaluations) evaluations")
      transitions += run.transitions.count
      uncertain += run.uncertainEvaluations
    }
    return (Bench.now() - began, transitions, uncertain)
  }
}
