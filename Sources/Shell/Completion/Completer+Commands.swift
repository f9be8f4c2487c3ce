import Scripting

// Lines that are meant for the prompt itself.
extension Completer {
  /// The completion of a line that is meant for the prompt; nil for an entry of Lua.
  func completion(ofCommand line: String) -> Completion? {
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
