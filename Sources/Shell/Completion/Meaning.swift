import AWSWire
import Scripting

/// What an expression of an entry stands for, as far as it can be told without running it.
indirect enum Meaning {
  /// A value of the session, and where it is.
  case value(ValueOutline, [ScriptHost.PathKey])
  /// A module of the library.
  case module(LibraryEntry)
  /// A function or method of the library; of a client the service is known.
  case function(LibraryEntry, ServiceModel?)
  /// Something of a type that an annotation names.
  case typed([LuaType])
  /// `aws.NAME`, which makes a client.
  case clientMaker(ServiceModel)
  case client(ServiceModel)
  /// A method of a client that calls an operation.
  case operation(ServiceModel, String)
  /// A part of an operation's answer.
  case shape(Shape)
  /// A text.
  case text
}

/// Finds out what expressions stand for: by the values that the session has, by raw access alone, by the
/// library's annotations, and by AWS's descriptions.
struct MeaningReader {
  let index: LibraryIndex
  /// The library's modules that are globals here.
  let modules: Set<String>
  let outline: ([ScriptHost.PathKey]) -> ValueOutline?
  let service: (String) -> ServiceModel?

  func meaning(of chain: Chain) -> Meaning? {
    var meaning: Meaning?
    switch chain.root {
    case .text: meaning = .text
    case .name(let name): meaning = root(name)
    }
    for step in chain.steps {
      guard let now = meaning else { return nil }
      meaning = self.step(step, from: now)
    }
    return meaning
  }

  private func root(_ name: String) -> Meaning? {
    if modules.contains(name), let entry = index[name] {
      return entry.kind == .module ? .module(entry) : .function(entry, nil)
    }
    if let entry = index[name], entry.kind == .function { return .function(entry, nil) }
    return outline([.name(name)]).map { .value($0, [.name(name)]) }
  }

  private func step(_ step: Chain.Step, from meaning: Meaning) -> Meaning? {
    switch step {
    case .field(let name): field(name, of: meaning)
    case .index(let position): element(position, of: meaning)
    case .method(let name): method(name, of: meaning)
    case .call(let arguments): result(of: meaning, arguments)
    }
  }

  // MARK: Steps

  private func field(_ name: String, of meaning: Meaning) -> Meaning? {
    switch meaning {
    case .module(let module):
      if let entry = index["\(module.path).\(name)"] {
        if entry.kind == .value { return entry.type.map { .typed(LuaType.alternatives(of: $0)) } }
        return .function(entry, nil)
      }
      if module.path == "aws" { return service(name).map { .clientMaker($0) } }
      return value([.name(module.path), .name(name)])
    case .value(let outline, let path):
      if let found = value(path + [.name(name)]) { return found }
      return classOf(outline).flatMap { typed($0.fields.first { $0.name.isNamed(name) }) }
    case .typed(let types):
      let field = types.lazy.compactMap { type in fields(of: type).first { $0.name.isNamed(name) } }
      return typed(field.first)
    case .shape(let shape):
      return (shape.member(named: name)?.shape ?? shape.value?.shape).map { .shape($0) }
    case .function, .clientMaker, .client, .operation, .text: return nil
    }
  }

  private func value(_ path: [ScriptHost.PathKey]) -> Meaning? {
    outline(path).map { outline in
      if let name = outline.service, let service = service(name) { return .client(service) }
      return outline.type == "string" ? .text : .value(outline, path)
    }
  }

  private func element(_ position: Int64?, of meaning: Meaning) -> Meaning? {
    switch meaning {
    case .value(_, let path): return value(path + [.position(position ?? 1)])
    case .typed(let types):
      let elements = types.compactMap { type -> LuaType? in
        switch type {
        case .list(let element), .map(let element): element
        default: nil
        }
      }
      return elements.isEmpty ? nil : .typed(elements)
    case .shape(let shape): return (shape.element ?? shape.value).map { .shape($0.shape) }
    default: return nil
    }
  }

  private func method(_ name: String, of meaning: Meaning) -> Meaning? {
    if let service = client(meaning) {
      if let entry = index["Client:\(name)"] { return .function(entry, service) }
      return (service.operationName(forMethod: name)).map { .operation(service, $0) }
    }
    for type in classes(of: meaning) {
      if let entry = index["\(type.path):\(name)"] { return .function(entry, nil) }
    }
    return nil
  }

  private func result(of meaning: Meaning, _ arguments: Chain.Arguments) -> Meaning? {
    switch meaning {
    case .function(let entry, let service):
      if entry.path == "aws.client", let name = arguments.texts.first ?? nil {
        return self.service(name).map { .client($0) }
      }
      if service != nil { return nil }
      return entry.results.first.map { .typed(Self.types(of: $0)) }
    case .clientMaker(let service): return .client(service)
    case .operation(let service, let name):
      guard let output = (try? service.operation(name))?.output else { return nil }
      return .shape(output)
    case .typed(let types):
      for case .function(let result?) in types {
        return .typed(LuaType.alternatives(of: result))
      }
      return nil
    default: return nil
    }
  }

  /// The types of a result; of `List   rows of moonwatch.Alarm` a list of these.
  private static func types(of result: LibraryEntry.Parameter) -> [LuaType] {
    if result.text.hasPrefix("rows of ") {
      let name = result.text.dropFirst("rows of ".count)
        .prefix { $0 == "." || $0 == "_" || $0.isLetter || $0.isNumber }
      return [.list(.named(AnnotationReader.shortName(String(name)))), .named("List")]
    }
    return LuaType.alternatives(of: result.type)
  }

  private func typed(_ field: LibraryEntry.Parameter?) -> Meaning? {
    field.map { .typed(LuaType.alternatives(of: $0.type)) }
  }

  // MARK: Classes

  /// The service of what is a client.
  func client(_ meaning: Meaning) -> ServiceModel? {
    switch meaning {
    case .client(let service): service
    case .value(let outline, _): outline.service.flatMap(service)
    default: nil
    }
  }

  /// The classes of the library that a value may be of.
  func classes(of meaning: Meaning) -> [LibraryEntry] {
    switch meaning {
    case .value(let outline, _): classOf(outline).map { [$0] } ?? []
    case .typed(let types):
      types.compactMap { type in
        if case .named(let name) = type { index.classNamed(name) } else { nil }
      }
    default: []
    }
  }

  /// The class that a metatable's `__name` names: `alarm` is an `Alarm`.
  private func classOf(_ outline: ValueOutline) -> LibraryEntry? {
    guard let name = outline.className, let first = name.first else { return nil }
    return index.classNamed(first.uppercased() + name.dropFirst())
  }

  /// The fields of a class with those of the classes that it is derived from, or of a table whose fields
  /// the type names.
  func fields(of type: LuaType) -> [LibraryEntry.Parameter] {
    switch type {
    case .record(let fields): return fields
    case .named(let name):
      var fields: [LibraryEntry.Parameter] = []
      var next = index.classNamed(name)
      var depth = 0
      while let entry = next, depth < 8 {
        fields += entry.fields
        next = entry.type.flatMap { index.classNamed($0) }
        depth += 1
      }
      return fields
    default: return []
    }
  }
}

extension String {
  /// True for a parameter's or field's name, which may have a `?` behind it.
  func isNamed(_ name: String) -> Bool { self == name || self == name + "?" }
}
