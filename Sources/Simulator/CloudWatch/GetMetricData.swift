import AWSWire
import Documents
import Monitoring

/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html>
enum GetMetricData {
  static let queryLimit = 500
  static let pointLimit = 100_800

  private typealias Point = (time: Double, value: Double)

  /// Answers the points of metrics, newest first unless ScanBy says otherwise. Where MaxDatapoints
  /// cuts the answer, the query that it cuts is PartialData and goes on, under the same Id, on the
  /// next page.
  static func handle(_ call: Call) throws(AWSError) -> Document {
    let queries = try MetricQuery.list(
      call["MetricDataQueries"] ?? [], member: "MetricDataQueries")
    guard (1...queryLimit).contains(queries.count) else {
      throw .validation(
        "MetricDataQueries: expected 1 to \(queryLimit) queries, got \(queries.count)")
    }
    let limit = call.integer("MaxDatapoints") ?? pointLimit
    guard (1...pointLimit).contains(limit) else {
      throw .validation("MaxDatapoints: expected 1 to \(pointLimit), got \(limit)")
    }
    guard (call["StartTime"]?.number ?? 0) < (call["EndTime"]?.number ?? 0) else {
      throw .validation("StartTime: expected a time before EndTime")
    }
    for query in queries {
      if query.expression != nil {
        throw .notSimulated("metric math (the Expression of '\(query.id)')")
      }
      if query.label?.contains("${") == true {
        throw .notSimulated("a dynamic label (the Label of '\(query.id)')")
      }
    }
    return try page(queries.filter(\.returnsData), call, limit: limit)
  }

  private static func page(_ queries: [MetricQuery], _ call: Call, limit: Int) throws(AWSError)
    -> Document
  {
    let isAscending = call.string("ScanBy") == "TimestampAscending"
    let (first, started) = try position(in: call.string("NextToken"))
    var last = started
    var room = limit
    var results: [(query: MetricQuery, points: ArraySlice<Point>, isComplete: Bool)] = []
    var token: String?
    for (index, query) in queries.enumerated().dropFirst(first) {
      if room == 0 {
        token = PageToken.make(call.operation.name, position: "\(index)")
        break
      }
      var points = try points(of: query, call)
      if !isAscending { points.reverse() }
      if let done = last {
        points.removeAll { isAscending ? $0.time <= done : $0.time >= done }
        last = nil
      }
      let taken = points.prefix(room)
      room -= taken.count
      results.append((query, taken, taken.count == points.count))
      if taken.count < points.count {
        token = PageToken.make(
          call.operation.name, position: "\(index)/\(taken.last!.time)")
        break
      }
    }
    return .structure { answer in
      answer.list("MetricDataResults", results) { query, points, isComplete in
        answer.structure {
          answer.member("Id", query.id)
          answer.member("Label", query.label ?? query.metric?.key.name)
          answer.list("Timestamps", points) { answer.timestamp($0.time) }
          answer.list("Values", points) { answer.double($0.value) }
          answer.member("StatusCode", isComplete ? "Complete" : "PartialData")
        }
      }
      answer.list("Messages", EmptyCollection<Document>()) { answer.append($0) }
      answer.member("NextToken", token)
    }
  }

  private static func points(of query: MetricQuery, _ call: Call) throws(AWSError) -> [Point] {
    guard let metric = query.metric else { return [] }
    let statistic = try Statistic.parse(metric.stat, member: "Stat of '\(query.id)'")
    let range = TimeRange(
      from: call["StartTime"]?.number ?? 0, to: call["EndTime"]?.number ?? 0,
      period: metric.period, now: call.now)
    return call.region.metrics.datapoints(
      of: metric.key, from: range.start, to: range.end, period: metric.period, unit: metric.unit,
      splitsUnits: false, now: call.now
    ).compactMap { point in
      point.statistics.value(statistic).map { (time: point.time, value: $0) }
    }
  }

  /// The query to go on with, and the time of its last point that was handed out.
  private static func position(in token: String?) throws(AWSError) -> (Int, Double?) {
    guard let token else { return (0, nil) }
    let text = try PageToken.position(in: token, of: "GetMetricData")
    let parts = text.split(separator: "/")
    return (parts.first.flatMap { Int($0) } ?? 0, parts.count > 1 ? Double(parts[1]) : nil)
  }
}
