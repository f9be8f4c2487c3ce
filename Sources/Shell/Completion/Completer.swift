import AWSWire
import Scripting

/// Says what can stand where the cursor is. Nothing of a script runs for it, and no value is changed.
final class Completer {
  let host: ScriptHost
  /// The lines of the entry above the one that is being edited.
  var earlier = ""
  /// Read at the first completion, so that the start of the prompt does not pay for it.
  private(set) lazy var index = LibraryIndex()
  private var reads: BackgroundReads?
  private var live: LiveValues?

  init(host: ScriptHost) { self.host = host }

  /// Forgets what the account has: the profile or the Region has changed.
  func forget() {
    reads?.cancel()
    reads = nil
    live = nil
  }

  /// What is known of the account; nil where a recording answers calls.
  var liveValues: LiveValues? {
    if let live { return live }
    guard let reads = host.backgroundReads() else { return nil }
    self.reads = reads
    live = LiveValues { reads.start($0, page: $1, end: $2) }
    return live
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
    if case .live = host.options.cloud { modules.remove("sim") }
    return MeaningReader(
      index: index, modules: modules, outline: { host.outline(of: $0) },
      service: { host.service(named: $0) })
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
