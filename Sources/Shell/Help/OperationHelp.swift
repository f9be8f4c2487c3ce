import AWSWire

/// What help prints of an AWS operation: method, whether it changes something, members and their
/// limits, as the service's description has them.
struct OperationHelp {
  let operation: Operation
  let methodName: String
  /// How deep members of members are shown.
  var depth = 3

  func text(in style: HelpText) -> String {
    var parts = [
      "client:\(methodName)(input)\n"
        + "\(operation.service.name):\(operation.name), "
        + (operation.isReadOnly
          ? "reads only"
          : "a change (declare it: @needs \(operation.service.name):\(operation.name))")
    ]
    if operation.isDeprecated { parts.append("Deprecated.") }
    parts.append(section("Input", operation.input, style))
    parts.append(section("Answer", operation.output, style))
    if !operation.errors.isEmpty {
      let codes = operation.errors.map { $0.errorCode ?? $0.name }.joined(separator: ", ")
      parts.append("Errors\n  " + style.wrapped(codes, margin: 2))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func section(_ title: String, _ shape: Shape?, _ style: HelpText) -> String {
    let members = shape.map { rows(of: $0, indent: 0, seen: []) } ?? []
    return title + (members.isEmpty ? ": nothing" : "\n" + style.rows(members))
  }

  private func rows(of shape: Shape, indent: Int, seen: Set<String>)
    -> [LibraryEntry.Parameter]
  {
    guard indent < depth, !seen.contains(shape.name) else { return [] }
    return shape.members.flatMap { member in
      let row = LibraryEntry.Parameter(
        name: String(repeating: "  ", count: indent) + member.name, type: type(of: member.shape),
        text: Self.limits(of: member))
      return [row]
        + rows(of: Self.innermost(member.shape), indent: indent + 1, seen: seen.union([shape.name]))
    }
  }

  private func type(of shape: Shape) -> String {
    switch shape.kind {
    case .list: "list of \(shape.element.map { type(of: $0.shape) } ?? "anything")"
    case .map: "map of \(shape.value.map { type(of: $0.shape) } ?? "anything")"
    default: shape.kind.rawValue
    }
  }

  /// The structure within lists and maps.
  private static func innermost(_ shape: Shape) -> Shape {
    guard let inner = shape.element ?? shape.value else { return shape }
    return innermost(inner.shape)
  }

  private static func limits(of member: Member) -> String {
    var words: [String] = []
    if member.isRequired { words.append("required") }
    if member.isDeprecated { words.append("deprecated") }
    let values = innermost(member.shape).enumValues
    if !values.isEmpty { words.append(values.joined(separator: " | ")) }
    switch (member.shape.minimum, member.shape.maximum) {
    case (let least?, let most?): words.append("\(number(least)) to \(number(most))\(unit(member))")
    case (let least?, nil): words.append("at least \(number(least))\(unit(member))")
    case (nil, let most?): words.append("at most \(number(most))\(unit(member))")
    case (nil, nil): break
    }
    return words.joined(separator: "; ")
  }

  private static func unit(_ member: Member) -> String {
    switch member.shape.kind {
    case .string: " characters"
    case .list, .map: " elements"
    case .blob: " bytes"
    default: ""
    }
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}
