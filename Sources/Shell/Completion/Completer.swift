import AWSWire
import Scripting

/// Says what can stand where the cursor is. Nothing of a script runs for it, and no value is changed.
final class Completer {
  private let host: ScriptHost
  /// The lines of the entry above the one that is being edited.
  var earlier = ""
  /// Read at the first completion, so that the start of the prompt does not pay for it.
  private lazy var index = LibraryIndex(withSimulator: hasSimulator)
  private var reads: BackgroundReads?
  private var live: LiveValues?
  /// How long a completion waits for values that were never read, in seconds.
  private static let patience = 0.25

  init(host: ScriptHost) { self.host = host }

  /// Forgets what the account has: the profile or the Region has changed.
  func forget() {
    reads?.cancel()
    reads = nil
    live = nil
  }

  /// What can stand at the end of a line's text up to the cursor.
  func complete(_ line: String) -> Completion {
    if earlier.isEmpty, let command = completion(ofCommand: line) { return command }
    return completion(ofEntry: earlier.isEmpty ? line : earlier + "\n" + line, line: line)
  }

  /// The completion of Lua text that ends with what the line ends with.
  func completion(ofEntry text: String, line: String) -> Completion {
    let place = PlaceReader.place(in: text)
    let start = place.start - (text.utf8.count - line.utf8.count)
    var completion = Completion(start: max(start, 0))
    guard start >= 0 else { return completion }
    // The indentation of a line of a block.
    if place.word.isEmpty, !earlier.isEmpty, place.quote == nil, line.allSatisfy({ $0 == " " }) {
      completion.candidates = [Candidate(text: "  ")]
      return completion
    }
    let (candidates, areInstances) = candidates(at: place)
    completion.notesAreNames = areInstances
    completion.narrow(candidates, to: place.word)
    return completion
  }

  var meanings: MeaningReader {
    let host = host
    var modules = Set(LibrarySource.globals)
    if hasSimulator { modules.insert("sim") }
    return MeaningReader(
      index: index, modules: modules, outline: { host.outline(of: $0) },
      service: { host.service(named: $0) })
  }

  private var hasSimulator: Bool {
    if case .simulator = host.options.cloud { true } else { false }
  }

  // MARK: By place

  private func candidates(at place: CompletionPlace) -> ([Candidate], areInstances: Bool) {
    let names = NameCandidates(meanings: meanings, host: host, place: place)
    switch place.kind {
    case .nothing: return ([], false)
    case .name: return (names.names(), false)
    case .member(let chain, let isMethod):
      return (names.members(of: chain, isMethod: isMethod), false)
    case .key(let chain): return (quoted(names.keys(of: chain), place), false)
    case .compared(let chain):
      return (quoted(names.texts(of: chain).map { LiveValues.Value(text: $0) }, place), false)
    case .option(let site):
      return (Self.first(options(at: site, place), else: names.names(), place), false)
    case .value(let site):
      return (Self.first(values(at: site, place), else: names.names(), place), false)
    case .text(let site):
      let (values, areInstances) = texts(at: site)
      return (quoted(values, place), areInstances)
    }
  }

  /// What a place is for; names of the session only where none of that fits what is typed.
  private static func first(
    _ candidates: [Candidate], else names: [Candidate], _ place: CompletionPlace
  ) -> [Candidate] {
    if candidates.isEmpty { return place.word.isEmpty ? [] : names }
    return candidates.contains { $0.text.hasPrefix(place.word) } ? candidates : candidates + names
  }

  /// The names that a table takes which are not in it yet; in a list, its elements.
  private func options(at site: CompletionPlace.Site, _ place: CompletionPlace) -> [Candidate] {
    let meanings = meanings
    let given = Set((site.given.last ?? [:]).keys)
    if let keys = meanings.keys(at: site) {
      return live(keys, at: site).filter { !given.contains($0.text) }.map { value in
        value.text.isLuaName
          ? Candidate(text: value.text, ending: "=")
          : Candidate(text: "[\"\(value.text.escaped(in: "\""))\"]", ending: "=")
      }
    }
    var options: [Candidate] = []
    switch meanings.expected(at: site) {
    case .types(let types, _)?:
      options = types.flatMap { meanings.fields(of: $0) }.map { field in
        Candidate(
          text: field.plainName, note: field.text.isEmpty ? field.shortType : field.text,
          ending: "=")
      }
    case .shape(let shape)?:
      options = shape.members.map { member in
        Candidate(text: member.name, note: Self.note(of: member), ending: "=")
      }
    default: break
    }
    var seen = given
    options = options.filter { seen.insert($0.text).inserted }
    return options.isEmpty ? values(at: site.below(.element), place) : options
  }

  private static func note(of member: Member) -> String {
    let kind =
      switch member.shape.kind {
      case .list: "list of \(member.shape.element?.shape.kind.rawValue ?? "values")"
      default: member.shape.kind.rawValue
      }
    return member.isRequired ? "\(kind), required" : kind
  }

  /// What can be written for a value whose quotes are not there yet.
  private func values(at site: CompletionPlace.Site, _ place: CompletionPlace) -> [Candidate] {
    guard place.word.isEmpty || ["t", "f"].contains(place.word.first) else { return [] }
    var candidates: [Candidate] = []
    if case .types(let types, _)? = meanings.expected(at: site) {
      if types.contains(.named("boolean")) {
        candidates = ["true", "false"].map { .init(text: $0) }
      }
    } else if case .shape(let shape)? = meanings.expected(at: site), shape.kind == .boolean {
      candidates = ["true", "false"].map { .init(text: $0) }
    }
    return candidates
      + texts(at: site).values.map {
        Candidate(text: "\"\($0.text.escaped(in: "\""))\"", note: $0.note)
      }
  }

  // MARK: Texts

  /// The texts that a place takes, and whether they are ids of instances.
  private func texts(at site: CompletionPlace.Site) -> (
    values: [LiveValues.Value], areInstances: Bool
  ) {
    let meanings = meanings
    var values: [LiveValues.Value] = []
    switch meanings.expected(at: site) {
    case .types(let types, let texts)?:
      for case .literal(let text) in types { values.append(.init(text: text)) }
      if values.isEmpty { values = texts.map { .init(text: $0) } }
    case .shape(let shape)?:
      values = (shape.element?.shape ?? shape).enumValues.map { .init(text: $0) }
    case .operationName(let service, let paged)?:
      let names = paged ? service.paginators.keys.sorted() : service.operationNames
      values = names.map { .init(text: $0) }
    case .waiterName(let service)?:
      values = service.waiters.keys.sorted().map { .init(text: methodName(of: $0)) }
    case .serviceName?: values = ScriptHost.embeddedServices.map { .init(text: $0) }
    case nil: break
    }
    switch meanings.values(at: site) {
    case .regions?: values += ScriptHost.knownRegions.map { .init(text: $0) }
    case .profiles?: values += profiles()
    case .live(let kind)?: values += live(kind, at: site)
    case nil:
      // A list of names of a row's own fields.
      if site.name == "fields", case .function(let entry, nil)? = meanings.meaning(of: site.callee),
        let result = entry.results.first
      {
        let row =
          result.text.hasPrefix("rows of ") ? result.text.dropFirst(8).prefix { $0 != " " } : ""
        values += (meanings.index.classNamed(String(row))?.fields ?? []).map {
          .init(text: $0.name)
        }
      }
    }
    return (values, meanings.values(at: site) == .live(.instances))
  }

  private func profiles() -> [LiveValues.Value] {
    // What is wrong with the files is said by the first call.
    ((try? host.profileNames()) ?? []).map { .init(text: $0) }
  }

  /// Values of the account, for which a short wait is made where they were never read.
  private func live(_ kind: LiveKind, at site: CompletionPlace.Site?) -> [LiveValues.Value] {
    let values: LiveValues
    if let live {
      values = live
    } else {
      guard let reads = reads ?? host.backgroundReads() else { return [] }
      self.reads = reads
      values = LiveValues { reads.start($0, page: $1, end: $2) }
      live = values
    }
    var place = LiveValues.Place(profile: host.options.profile, region: host.options.region)
    if let site {
      let meanings = meanings
      place.region = meanings.given("region", site) ?? place.region
      place.profile = meanings.given("profile", site) ?? place.profile
    }
    let known = values.values(kind, at: place)
    guard values.isFirstRead(of: kind, at: place) else { return known }
    _ = host.waitBriefly(atMost: Self.patience) { !values.isFirstRead(of: kind, at: place) }
    return values.values(kind, at: place)
  }

  /// Texts for within the quotes that the cursor is in.
  private func quoted(_ values: [LiveValues.Value], _ place: CompletionPlace) -> [Candidate] {
    let quote = place.quote ?? "\""
    return values.map { value in
      Candidate(
        text: quote.count == 1 ? value.text.escaped(in: quote.first!) : value.text,
        note: value.note, ending: quote.count == 1 ? quote.first : nil)
    }
  }

  // MARK: Commands

  /// The completion of a line that is meant for the prompt; nil for an entry of Lua.
  private func completion(ofCommand line: String) -> Completion? {
    let blanks = line.prefix { $0 == " " }.count
    let text = line.dropFirst(blanks)
    guard text == "." || MetaCommand.isMeta(String(text)) else { return nil }
    let name = text.dropFirst().prefix { $0.isLetter }
    let rest = text.dropFirst(1 + name.count)
    var completion = Completion(start: blanks + 1)
    guard rest.first == " " else {
      guard rest.isEmpty else { return completion }
      let commands = MetaCommand.all.map {
        Candidate(text: $0.name, note: $0.text, ending: $0.arguments.isEmpty ? nil : " ")
      }
      completion.narrow(commands, to: String(name))
      return completion
    }
    let word = String(rest.drop { $0 == " " })
    completion.start = line.utf8.count - word.utf8.count
    func offer(_ texts: [String]) -> Completion {
      completion.narrow(texts.map { Candidate(text: $0) }, to: word)
      return completion
    }
    switch name {
    case "help": return offer(helpNames(word))
    case "profile": return offer(profiles().map(\.text))
    case "region": return offer(ScriptHost.knownRegions)
    case "write": return offer(["on", "off"])
    case "watch", "time":
      if name == "time", !word.isEmpty, ["on", "off"].contains(where: { $0.hasPrefix(word) }) {
        return offer(["on", "off"])
      }
      return self.completion(ofEntry: String(rest), line: line)
    case "save", "load":
      completion.isFile = true
      return completion
    default: return completion
    }
  }

  /// What `.help` knows: the library's names, and a service's operations once its name is there.
  private func helpNames(_ word: String) -> [String] {
    if let mark = word.firstIndex(of: ":"), let service = host.service(named: String(word[..<mark]))
    {
      return service.operationNames.map { "\(service.metadata.name):\($0)" }
    }
    return index.entries.map(\.path) + ScriptHost.embeddedServices.map { "\($0):" }
  }
}

extension String {
  /// Within quotes of Lua.
  func escaped(in quote: Character) -> String {
    var text = ""
    for character in self {
      if character == "\\" || character == quote { text.append("\\") }
      text.append(character)
    }
    return text
  }

  /// True for what can be a name in Lua.
  var isLuaName: Bool {
    guard let first = utf8.first, !(0x30...0x39).contains(first) else { return false }
    return !LuaLexer.keywords.contains(self)
      && utf8.allSatisfy {
        $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20)
      }
  }
}
