import AWSWire
import Scripting

// The texts that can stand in a place: those that are described, and those that the account has.
extension Completer {
  /// How long a completion waits for values that were never read, in seconds.
  private static let patience = 0.25

  /// The texts that a place takes, and whether they are ids of instances.
  func texts(at site: CompletionPlace.Site) -> (
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

  func profiles() -> [LiveValues.Value] {
    // What is wrong with the files is said by the first call.
    ((try? host.profileNames()) ?? []).map { .init(text: $0) }
  }

  /// Values of the account, for which a short wait is made where they were never read.
  func live(_ kind: LiveKind, at site: CompletionPlace.Site) -> [LiveValues.Value] {
    guard let values = liveValues else { return [] }
    var place = LiveValues.Place(profile: host.options.profile, region: host.options.region)
    place.region = meanings.given("region", site) ?? place.region
    place.profile = meanings.given("profile", site) ?? place.profile
    let known = values.values(kind, at: place)
    guard values.isFirstRead(of: kind, at: place) else { return known }
    _ = host.waitBriefly(atMost: Self.patience) { !values.isFirstRead(of: kind, at: place) }
    return values.values(kind, at: place)
  }

  /// Texts for within the quotes that the cursor is in.
  func quoted(_ values: [LiveValues.Value], _ place: CompletionPlace) -> [Candidate] {
    let quote = place.quote ?? "\""
    return values.map { value in
      Candidate(
        text: quote.count == 1 ? value.text.escaped(in: quote.first!) : value.text,
        note: value.note, ending: quote.count == 1 ? quote.first : nil)
    }
  }
}
