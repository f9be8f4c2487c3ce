import AWSWire
import Documents

/// One name and value that tell metrics of the same name apart.
struct Dimension: Hashable {
  var name: String
  var value: String
}

/// What a metric is: namespace, name and dimensions. Two metrics with other dimensions are two
/// metrics; CloudWatch does not aggregate over them.
struct MetricKey: Hashable {
  let namespace: String
  let name: String
  /// Sorted by name.
  let dimensions: [Dimension]

  init(namespace: String, name: String, dimensions: [Dimension]) {
    self.namespace = namespace
    self.name = name
    self.dimensions = dimensions.sorted { $0.name < $1.name }
  }

  /// Reads the members Namespace, MetricName and Dimensions of a structure.
  init(_ structure: Document) {
    self.init(
      namespace: structure["Namespace"]?.string ?? "", name: structure["MetricName"]?.string ?? "",
      dimensions: Dimension.list(structure["Dimensions"]))
  }

  /// Text in whose order metrics are listed.
  var sortKey: String {
    ([namespace, name] + dimensions.flatMap { [$0.name, $0.value] }).joined(separator: "\u{1}")
  }

  func write(to builder: DocumentBuilder) {
    builder.structure {
      builder.member("Namespace", namespace)
      builder.member("MetricName", name)
      builder.list("Dimensions", dimensions) { dimension in
        builder.structure {
          builder.member("Name", dimension.name)
          builder.member("Value", dimension.value)
        }
      }
    }
  }
}

extension Dimension {
  static func list(_ list: Document?) -> [Dimension] {
    guard let list else { return [] }
    return list.elements.map {
      Dimension(name: $0["Name"]?.string ?? "", value: $0["Value"]?.string ?? "")
    }
  }

  /// Refuses what no metric can have: a name twice, a name that starts with a colon, and characters
  /// that are not printable ASCII.
  static func check(_ dimensions: [Dimension]) throws(AWSError) {
    var seen: Set<String> = []
    for dimension in dimensions {
      guard !dimension.name.hasPrefix(":") else {
        throw .invalidValue("Dimensions: the name '\(dimension.name)' starts with a colon")
      }
      guard (dimension.name + dimension.value).utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) else {
        throw .invalidValue(
          "Dimensions: '\(dimension.name)': expected printable ASCII characters in name and value")
      }
      guard seen.insert(dimension.name).inserted else {
        throw .invalidValue("Dimensions: the name '\(dimension.name)' is given more than once")
      }
    }
  }
}
