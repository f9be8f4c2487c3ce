import AWSWire
import Documents
import Monitoring

/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html>
enum GetMetricData {
  static let queryLimit = 500
  static let pointLimit = 100_800

  /// Answers the points of metrics and expressions, newest first unless ScanBy says otherwise. Where
  /// MaxDatapoints cuts the answer, the result that it cuts is PartialData and goes on, under the
  /// same Id, on the next page.
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
    guard queries.contains(where: \.returnsData) else {
      throw .validation("MetricDataQueries: expected one with ReturnData true, got none")
    }
    if let zone = call["LabelOptions"]?["Timezone"]?.string, DynamicLabel.offset(zone) == nil {
      throw .validation("LabelOptions.Timezone: expected an offset such as +0130, got '\(zone)'")
    }
    return try page(MetricResult.results(of: queries, for: call), call, limit: limit)
  }

  private static func page(_ all: [MetricResult], _ call: Call, limit: Int) throws(AWSError)
    -> Document
  {
    let isAscending = call.string("ScanBy") == "TimestampAscending"
    let (first, started) = try position(in: call.string("NextToken"))
    var last = started
    var room = limit
    var shown: [(result: MetricResult, points: ArraySlice<MetricResult.Point>, isWhole: Bool)] = []
    var token: String?
    for (index, result) in all.enumerated().dropFirst(first) {
      if room == 0 {
        token = PageToken.make(call.operation.name, position: "\(index)")
        break
      }
      var points = isAscending ? result.points : result.points.reversed()
      if let done = last {
        points.removeAll { isAscending ? $0.time <= done : $0.time >= done }
        last = nil
      }
      let taken = points.prefix(room)
      room -= taken.count
      shown.append((result, taken, taken.count == points.count))
      if taken.count < points.count {
        token = PageToken.make(
          call.operation.name, position: "\(index)/\(taken.last!.time)")
        break
      }
    }
    return .structure { answer in
      answer.list("MetricDataResults", shown) { result, points, isWhole in
        answer.structure {
          answer.member("Id", result.id)
          answer.member("Label", result.label)
          answer.list("Timestamps", points) { answer.timestamp($0.time) }
          answer.list("Values", points) { answer.double($0.value) }
          answer.member("StatusCode", isWhole ? "Complete" : "PartialData")
        }
      }
      answer.list("Messages", EmptyCollection<Document>()) { answer.append($0) }
      answer.member("NextToken", token)
    }
  }

  /// The result to go on with, and the time of its last point that was handed out.
  private static func position(in token: String?) throws(AWSError) -> (Int, Double?) {
    guard let token else { return (0, nil) }
    let text = try PageToken.position(in: token, of: "GetMetricData")
    let parts = text.split(separator: "/")
    return (parts.first.flatMap { Int($0) } ?? 0, parts.count > 1 ? Double(parts[1]) : nil)
  }
}
