import AWSWire
import Documents

/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html>
enum ListMetrics {
  static let pageSize = 500
  /// Metrics without data for this long are no longer listed.
  static let listed = 14 * 86_400.0

  /// Lists the metrics that have data of the last two weeks, in order of namespace and name. New
  /// metrics appear at once; AWS takes up to 15 minutes.
  static func handle(_ call: Call) throws(AWSError) -> Document {
    let since = call.now - (call.string("RecentlyActive") == nil ? listed : 3 * 3_600)
    let isOurs = call.string("OwningAccount").map { $0 == Account.id } ?? true
    let namespace = call.string("Namespace")
    let name = call.string("MetricName")
    let filters = (call["Dimensions"]?.elements ?? Document([]).elements).map {
      (name: $0["Name"]?.string ?? "", value: $0["Value"]?.string)
    }
    let store = call.region.metrics
    let matching = store.keys.filter { _, key in
      isOurs && (namespace == nil || key.namespace == namespace)
        && (name == nil || key.name == name) && (store.newest(of: key, at: call.now) ?? 0) >= since
        && filters.allSatisfy { filter in
          key.dimensions.contains {
            $0.name == filter.name && (filter.value == nil || $0.value == filter.value)
          }
        }
    }
    let page = try Page(
      matching, of: "ListMetrics", limit: pageSize, after: call.string("NextToken"),
      key: \.sortKey)
    return .structure { answer in
      answer.list("Metrics", page.items) { $0.key.write(to: answer) }
      if call.bool("IncludeLinkedAccounts") == true {
        answer.strings("OwningAccounts", page.items.map { _ in Account.id })
      }
      answer.member("NextToken", page.nextToken)
    }
  }
}
