import AWSWire
import Scripting

/// Names that can stand in an expression: variables, keywords, fields, methods.
struct NameCandidates {
  let meanings: MeaningReader
  let host: ScriptHost
  let place: CompletionPlace

  // MARK: Variables

  /// Globals, modules that were not used yet, what the entry declares, and keywords.
  func names() -> [Candidate] {
    var names: [String: String] = [:]
    for member in host.outline(of: [])?.members ?? [] { names[member.name] = note(member.type) }
    for module in meanings.modules { names[module] = meanings.index[module]?.summary ?? "" }
    for function in LibrarySource.globalFunctions.keys {
      names[function] = meanings.index[function]?.summary ?? ""
    }
    for local in place.locals { names[local] = "local" }
    var candidates = visible(names)
    if !place.word.isEmpty {
      candidates += Self.keywords(wantsValue: place.wantsValue).map { Candidate(text: $0) }
    }
    return candidates
  }

  private static let values = ["false", "function", "nil", "not", "true"]

  private static func keywords(wantsValue: Bool) -> [String] {
    wantsValue ? values : LuaLexer.keywords.subtracting(["false", "nil", "not", "true"]).sorted()
  }

  // MARK: Members

  /// What can stand behind the dot or colon after an expression.
  func members(of chain: Chain, isMethod: Bool) -> [Candidate] {
    guard let meaning = meanings.meaning(of: chain) else { return [] }
    var names: [String: String] = [:]
    if let service = meanings.client(meaning) {
      guard isMethod else { return [] }
      for entry in meanings.index.members(of: "Client") { names[entry.memberName] = entry.summary }
      for operation in service.operationNames {
        names[methodName(of: operation)] = service.isReadOnly(operation) ? "" : "changes something"
      }
      return visible(names)
    }
    for type in meanings.classes(of: meaning) {
      if !isMethod {
        for field in meanings.fields(of: .named(type.path)) {
          names[field.plainName] = field.shortType
        }
      }
      for entry in meanings.index.members(of: type.path)
      where isMethod == (entry.kind == .method) {
        names[entry.memberName] = entry.summary
      }
    }
    switch meaning {
    case .module(let module) where !isMethod:
      for member in host.outline(of: [.name(module.path)])?.members ?? [] {
        names[member.name] = note(member.type)
      }
      for entry in meanings.index.members(of: module.path) {
        names[entry.memberName] = entry.summary
      }
      if module.path == "aws" {
        for service in ScriptHost.embeddedServices { names[service] = "a client of \(service)" }
      }
    case .value(let outline, _):
      for member in outline.members where names[member.name] == nil {
        if isMethod ? member.type == "function" : !isClassMethod(member, outline) {
          names[member.name] = note(member.type)
        }
      }
    case .typed(let types) where !isMethod:
      for case .record(let fields) in types {
        for field in fields { names[field.plainName] = field.shortType }
      }
    case .shape(let shape) where !isMethod:
      for member in shape.members { names[member.name] = member.shape.kind.rawValue }
    case .text where isMethod: names = textMethods
    default: break
    }
    if isMethod, case .typed(let types) = meaning, types.contains(.named("string")) {
      names = textMethods
    }
    return visible(names)
  }

  /// True for what only a colon reaches with sense: a method of a class of the library.
  private func isClassMethod(_ member: ValueOutline.Member, _ outline: ValueOutline) -> Bool {
    member.type == "function" && outline.className != nil
      && !meanings.classes(of: .value(outline, [])).isEmpty
  }

  /// The functions of `string`, which every text has as methods.
  private var textMethods: [String: String] {
    let members = host.outline(of: [.name("string")])?.members ?? []
    return Dictionary(
      members.filter { $0.type == "function" }.map { ($0.name, "") },
      uniquingKeysWith: { first, _ in first })
  }

  /// The keys of a table, for within the quotes of an index.
  func keys(of chain: Chain) -> [LiveValues.Value] {
    switch meanings.meaning(of: chain) {
    case .value(let outline, _)?: outline.members.map(\.name).sorted().map { .init(text: $0) }
    case .shape(let shape)?: shape.members.map { .init(text: $0.name) }
    default: []
    }
  }

  /// The texts that an expression may be, by its type.
  func texts(of chain: Chain) -> [String] {
    var chain = chain
    var types: [LuaType] = []
    switch meanings.meaning(of: chain) {
    case .typed(let found)?: types = found
    case .shape(let shape)?: return shape.enumValues
    case .text?, .value?:
      // A field of a row that the session has: what its class says of it.
      guard case .field(let name)? = chain.steps.popLast(),
        let owner = meanings.meaning(of: chain)
      else { return [] }
      types = meanings.classes(of: owner).flatMap { meanings.fields(of: .named($0.path)) }
        .filter { $0.name.isNamed(name) }.flatMap { LuaType.alternatives(of: $0.type) }
    default: return []
    }
    return types.compactMap { if case .literal(let text) = $0 { text } else { nil } }
  }

  // MARK: What is shown

  /// Candidates of names; those that begin with `_` only where that is typed.
  private func visible(_ names: [String: String]) -> [Candidate] {
    names.filter { $0.key.isLuaName && (!$0.key.hasPrefix("_") || place.word.hasPrefix("_")) }
      .map { Candidate(text: $0.key, note: $0.value) }
      .sorted { $0.text < $1.text }
  }

  /// A type as a note; a function is one by its name.
  private func note(_ type: String) -> String { type == "function" ? "" : type }
}

extension LibraryEntry {
  /// The name behind the last dot or colon.
  var memberName: String {
    guard let mark = path.lastIndex(where: { $0 == "." || $0 == ":" }) else { return path }
    return String(path[path.index(after: mark)...])
  }
}

extension LibraryEntry.Parameter {
  /// Without the `?` of what may be left out.
  var plainName: String { name.hasSuffix("?") ? String(name.dropLast()) : name }

  /// The type without what every reader knows.
  var shortType: String {
    var type = type[...]
    if type.last == "?" { type.removeLast() }
    return type.split(separator: "moonwatch.", omittingEmptySubsequences: false).joined()
  }
}
