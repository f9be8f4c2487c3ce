import AWSWire
import Documents

/// A service's endpoint rules, as AWS publishes them for its SDKs.
///
/// Rules form a tree. A rule applies when all its conditions hold, that is when none is unset or
/// false; the first that applies and leads to an endpoint or an error decides. Values are documents.
/// https://smithy.io/2.0/additional-specs/rules-engine/specification.html
struct EndpointRules {
  /// Where the rules lead.
  struct Target {
    let url: String
    /// What is known of authentication under `authSchemes`, and more.
    let properties: Document
    let headers: [String: [String]]
  }

  /// The rules' own error, such as an impossible combination of settings.
  struct Failure: Error {
    let message: String
  }

  typealias Scope = [String: Document]

  private let parameters: Document
  private let rules: Document

  /// - Parameter document: an `endpoint-rule-set-1.json` as botocore has it.
  init(_ document: Document) {
    parameters = document["parameters"] ?? [:]
    rules = document["rules"] ?? []
  }

  /// The parameters that have to be given.
  var required: Set<String> {
    Set(
      parameters.entries.lazy
        .filter { $0.value["required"]?.bool == true && $0.value["default"] == nil }.map(\.key))
  }

  func resolve(_ given: Scope) throws(Failure) -> Target {
    var scope = given
    for (name, parameter) in parameters.entries where scope[name] == nil {
      if let standard = parameter["default"] {
        scope[name] = standard
      } else if parameter["required"]?.bool == true {
        throw Failure(message: "Missing value for the required parameter \(name)")
      }
    }
    guard let target = try firstTarget(rules, scope) else {
      throw Failure(message: "No endpoint rule applies")
    }
    return target
  }

  // MARK: Rules

  private func firstTarget(_ rules: Document, _ scope: Scope) throws(Failure) -> Target? {
    for rule in rules.elements {
      var scope = scope
      guard try hold(rule["conditions"], &scope) else { continue }
      if let endpoint = rule["endpoint"] { return try target(endpoint, scope) }
      if let error = rule["error"] {
        throw Failure(message: try value(error, scope)?.string ?? "The endpoint is not supported")
      }
      if let target = try firstTarget(rule["rules"] ?? [], scope) { return target }
    }
    return nil
  }

  private func hold(_ conditions: Document?, _ scope: inout Scope) throws(Failure) -> Bool {
    guard let conditions else { return true }
    for condition in conditions.elements {
      guard let result = try call(condition, scope), result.bool != false else { return false }
      if let name = condition["assign"]?.string { scope[name] = result }
    }
    return true
  }

  private func target(_ endpoint: Document, _ scope: Scope) throws(Failure) -> Target {
    guard let url = try endpoint["url"].flatMap({ url throws(Failure) in try value(url, scope) }),
      let url = url.string
    else { throw Failure(message: "The endpoint's URL is not set") }
    var headers: [String: [String]] = [:]
    if let entries = endpoint["headers"]?.entries {
      for (name, values) in entries {
        for value in values.elements {
          headers[name, default: []].append(try self.value(value, scope)?.string ?? "")
        }
      }
    }
    let properties = try endpoint["properties"].map { properties throws(Failure) in
      try expand(properties, scope)
    }
    return Target(url: url, properties: properties ?? [:], headers: headers)
  }

  // MARK: Values

  /// The value of an expression: a template, a literal, a reference or a call. nil: not set.
  private func value(_ expression: Document, _ scope: Scope) throws(Failure) -> Document? {
    switch expression.kind {
    case .string: return Document(try fill(expression.string!, scope))
    case .map:
      if let name = expression["ref"]?.string { return scope[name] }
      if expression["fn"] != nil { return try call(expression, scope) }
      return try expand(expression, scope)
    default: return expression
    }
  }

  private func call(_ expression: Document, _ scope: Scope) throws(Failure) -> Document? {
    guard let name = expression["fn"]?.string, let argv = expression["argv"] else {
      throw Failure(message: "An endpoint rule has a condition that is not a call")
    }
    var arguments: [Document?] = []
    for argument in argv.elements { arguments.append(try value(argument, scope)) }
    return try EndpointFunction.call(name, arguments)
  }

  /// A copy with every template below filled in.
  private func expand(_ value: Document, _ scope: Scope) throws(Failure) -> Document {
    switch value.kind {
    case .string: return Document(try fill(value.string!, scope))
    case .list:
      var elements: [Document] = []
      for element in value.elements { elements.append(try expand(element, scope)) }
      return Document(elements)
    case .map:
      var entries: [(String, Document)] = []
      for (key, entry) in value.entries { entries.append((key, try expand(entry, scope))) }
      return Document(entries: entries)
    default: return value
    }
  }

  /// Replaces `{Name}` and `{Name#attribute}`; `{{` and `}}` stand for braces.
  private func fill(_ template: String, _ scope: Scope) throws(Failure) -> String {
    guard template.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") })
    else { return template }
    var result = ""
    var rest = Substring(template)
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      result += rest[..<brace]
      let next = rest.index(after: brace)
      if next < rest.endIndex, rest[next] == rest[brace] {
        result.append(rest[brace])
        rest = rest[rest.index(after: next)...]
        continue
      }
      guard rest[brace] == "{", let close = rest[next...].firstIndex(of: "}") else {
        throw Failure(message: "An endpoint rule has the malformed template \(template)")
      }
      let parts = rest[next..<close].split(separator: "#", maxSplits: 1)
      var value = parts.first.flatMap { scope[String($0)] }
      if parts.count > 1 { value = value.flatMap { EndpointFunction.attribute(of: $0, parts[1]) } }
      guard let text = value?.string else {
        throw Failure(message: "\(rest[next..<close]) is not set in the template \(template)")
      }
      result += text
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }
}
