/// The functions of metric math, by AWS's names.
///
/// AWS: "Using math expressions with CloudWatch metrics", Functions supported for metric math.
package enum MathFunction: String, CaseIterable, Sendable {
  case abs = "ABS"
  case anomalyDetectionBand = "ANOMALY_DETECTION_BAND"
  case average = "AVG"
  case ceiling = "CEIL"
  case datapointCount = "DATAPOINT_COUNT"
  case date = "DATE"
  case day = "DAY"
  case databaseInsights = "DB_PERF_INSIGHTS"
  case difference = "DIFF"
  case differenceInTime = "DIFF_TIME"
  case epoch = "EPOCH"
  case fill = "FILL"
  case first = "FIRST"
  case floor = "FLOOR"
  case hour = "HOUR"
  case `if` = "IF"
  case insightRuleMetric = "INSIGHT_RULE_METRIC"
  case lambda = "LAMBDA"
  case last = "LAST"
  case log = "LOG"
  case log10 = "LOG10"
  case maximum = "MAX"
  case metricCount = "METRIC_COUNT"
  case metrics = "METRICS"
  case minimum = "MIN"
  case minute = "MINUTE"
  case month = "MONTH"
  case period = "PERIOD"
  case rate = "RATE"
  case removeEmpty = "REMOVE_EMPTY"
  case runningSum = "RUNNING_SUM"
  case search = "SEARCH"
  case serviceQuota = "SERVICE_QUOTA"
  case slice = "SLICE"
  case sort = "SORT"
  case standardDeviation = "STDDEV"
  case sum = "SUM"
  case timeSeries = "TIME_SERIES"
  case year = "YEAR"

  /// Why it cannot be computed from series alone; nil where it can.
  package var refusal: String? {
    switch self {
    case .anomalyDetectionBand: "its band comes from a model that CloudWatch has trained"
    case .databaseInsights: "its data are in RDS Performance Insights"
    case .insightRuleMetric: "its data are those of a Contributor Insights rule"
    case .lambda: "its data come from a Lambda function that connects a data source"
    case .search: "it looks metrics up by name in CloudWatch"
    case .serviceQuota: "quotas are known to AWS alone"
    default: nil
    }
  }

  /// What the signature `(TS)` makes S of depends on how many points are read.
  var reduces: Bool {
    switch self {
    case .average, .datapointCount, .maximum, .minimum, .standardDeviation, .sum: true
    default: false
    }
  }
}

/// The types of metric math; the abbreviations are AWS's.
package enum MathType: String, Sendable {
  case scalar = "S"
  case series = "TS"
  case array = "TS[]"

  /// How messages name it.
  var name: String {
    switch self {
    case .scalar: "a number (S)"
    case .series: "a time series (TS)"
    case .array: "an array of time series (TS[])"
    }
  }
}

/// What an argument may be.
enum MathParameter: Equatable {
  case value(MathType)
  /// A metric itself, not the result of an expression.
  case metric
  case string
  case strings
  case words([String])
  case filler
  case anything

  var name: String {
    switch self {
    case .value(let type): type.name
    case .metric: "the id of a metric"
    case .string: "a string"
    case .strings: "an array of strings"
    case .words(let words): words.joined(separator: ", ")
    case .filler: "a number (S), a time series (TS), REPEAT or LINEAR"
    case .anything: "anything"
    }
  }
}

/// One of the ways in which a function can be called.
struct MathSignature {
  var parameters: [MathParameter]
  var result: MathType
  /// Whether more arguments of any kind may follow.
  var isOpen = false

  init(_ parameters: [MathParameter], _ result: MathType, isOpen: Bool = false) {
    self.parameters = parameters
    self.result = result
    self.isOpen = isOpen
  }

  func takes(_ count: Int) -> Bool {
    isOpen ? count >= parameters.count : count == parameters.count
  }

  func parameter(_ index: Int) -> MathParameter {
    index < parameters.count ? parameters[index] : .anything
  }
}

extension MathFunction {
  /// AWS's table of arguments and return types.
  ///
  /// The table gives SLICE the results "TS[] TS" without saying when which; here it is always TS[],
  /// of which FIRST takes one. For `IF` the list is that of "Using IF expressions".
  var signatures: [MathSignature] {
    let scalar = MathParameter.value(.scalar)
    let series = MathParameter.value(.series)
    let array = MathParameter.value(.array)
    switch self {
    case .abs, .ceiling, .difference, .differenceInTime, .floor, .log, .log10, .rate, .runningSum:
      return [MathSignature([series], .series), MathSignature([array], .array)]
    case .average, .datapointCount, .maximum, .minimum, .standardDeviation, .sum:
      return [MathSignature([series], .scalar), MathSignature([array], .series)]
    case .date, .day, .epoch, .hour, .minute, .month, .year:
      return [MathSignature([series], .series)]
    case .fill:
      return [MathSignature([series, .filler], .series), MathSignature([array, .filler], .array)]
    case .first, .last: return [MathSignature([array], .series)]
    case .if:
      return [
        MathSignature([series, series], .series),
        MathSignature([series, series, series], .series),
        MathSignature([series, series, scalar], .series),
        MathSignature([series, scalar], .series),
        MathSignature([series, scalar, series], .series),
        MathSignature([series, scalar, scalar], .series),
        MathSignature([scalar, series], .series),
        MathSignature([scalar, series, series], .series),
      ]
    case .metricCount: return [MathSignature([array], .scalar)]
    case .metrics: return [MathSignature([], .array), MathSignature([.string], .array)]
    case .period: return [MathSignature([.metric], .scalar)]
    case .removeEmpty: return [MathSignature([array], .array)]
    case .slice:
      return [
        MathSignature([array, scalar], .array), MathSignature([array, scalar, scalar], .array),
      ]
    case .sort:
      let by = MathParameter.words(["AVG", "MIN", "MAX", "SUM"])
      let order = MathParameter.words(["ASC", "DESC"])
      return [
        MathSignature([array, by, order], .array),
        MathSignature([array, by, order, scalar], .array),
      ]
    case .timeSeries: return [MathSignature([scalar], .series)]
    case .anomalyDetectionBand:
      return [MathSignature([series], .array), MathSignature([series, scalar], .array)]
    case .serviceQuota: return [MathSignature([series], .series)]
    case .insightRuleMetric: return [MathSignature([.string, .string], .series)]
    case .search: return [MathSignature([.string], .array, isOpen: true)]
    case .databaseInsights:
      return [
        MathSignature([.string, .string, .string], .series),
        MathSignature([.string, .string, .strings], .array),
      ]
    // It may give several; what an alarm watches, and what examples show, is one.
    case .lambda: return [MathSignature([.string], .series, isOpen: true)]
    }
  }
}
