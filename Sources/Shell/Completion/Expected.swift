import AWSWire

/// What a place among the arguments of a call takes.
enum Expected {
  /// What an annotation writes: types, and the texts that its words name.
  case types([LuaType], texts: [String] = [])
  /// A part of an operation's input.
  case shape(Shape)
  /// The name of an operation of a service; `paged`: of one that has pages.
  case operationName(ServiceModel, paged: Bool)
  case waiterName(ServiceModel)
  case serviceName
}

extension MeaningReader {
  /// What a place takes; nil where nothing is known of it.
  func expected(at site: CompletionPlace.Site) -> Expected? {
    guard let callee = meaning(of: site.callee) else { return nil }
    guard var expected = expected(by: callee, site) else { return nil }
    for key in site.path {
      guard let next = step(key, into: expected) else { return nil }
      expected = next
    }
    return expected
  }

  private func expected(by callee: Meaning, _ site: CompletionPlace.Site) -> Expected? {
    switch callee {
    case .operation(let service, let name):
      guard site.argument == 0, let input = (try? service.operation(name))?.input else {
        return nil
      }
      return .shape(input)
    case .clientMaker:
      return site.argument == 0 ? .types([.named("ClientOptions")]) : nil
    case .function(let entry, let service):
      if let service {
        return expected(byClient: service, entry, site) ?? parameter(of: entry, site)
      }
      if entry.path == "aws.client", site.argument == 0 { return .serviceName }
      return parameter(of: entry, site)
    default: return nil
    }
  }

  private func parameter(of entry: LibraryEntry, _ site: CompletionPlace.Site) -> Expected? {
    guard site.argument < entry.parameters.count else { return nil }
    return Self.expected(by: entry.parameters[site.argument])
  }

  private static func expected(by parameter: LibraryEntry.Parameter) -> Expected {
    .types(LuaType.alternatives(of: parameter.type), texts: named(in: parameter.text))
  }

  /// The texts in quotes of what an annotation says in words: of `"ALARM", "OK"` both. Those behind a
  /// `such as` are examples, not choices.
  static func named(in words: String) -> [String] {
    var texts: [String] = []
    for (position, part) in words.split(separator: "\"", omittingEmptySubsequences: false)
      .enumerated()
    {
      if position % 2 == 0 {
        if part.contains("such as") { break }
      } else {
        texts.append(String(part))
      }
    }
    return texts
  }

  /// `each`, `pages`, `collect` and `wait` of a client: a name, and the input of what it names.
  private func expected(
    byClient service: ServiceModel, _ entry: LibraryEntry, _ site: CompletionPlace.Site
  ) -> Expected? {
    let isWaiter = entry.path == "Client:wait"
    switch site.argument {
    case 0: return isWaiter ? .waiterName(service) : .operationName(service, paged: true)
    case 1:
      guard let name = site.texts.first ?? nil,
        let operation = isWaiter
          ? (try? service.waiter(name))?.operation : try? service.resolve(name),
        let input = (try? service.operation(operation))?.input
      else { return nil }
      return .shape(input)
    default: return nil
    }
  }

  private func step(_ key: CompletionPlace.Site.Key, into expected: Expected) -> Expected? {
    switch (expected, key) {
    case (.shape(let shape), .name(let name)):
      return (shape.member(named: name)?.shape ?? shape.value?.shape).map { .shape($0) }
    case (.shape(let shape), .element): return shape.element.map { .shape($0.shape) }
    case (.types(let types, _), .name(let name)):
      for type in types {
        if let field = fields(of: type).first(where: { $0.name.isNamed(name) }) {
          return Self.expected(by: field)
        }
      }
      let values = types.compactMap { if case .map(let value) = $0 { value } else { nil } }
      return values.isEmpty ? nil : .types(values)
    case (.types(let types, let texts), .element):
      let elements = types.compactMap { if case .list(let element) = $0 { element } else { nil } }
      // `"a"|"b"|string[]`: the list is of these texts.
      let literals = types.filter { if case .literal = $0 { true } else { false } }
      return elements.isEmpty ? nil : .types(elements + literals, texts: texts)
    default: return nil
    }
  }
}
