import AWSWire
import Documents

extension LibraryEntry {
  /// Entries as one JSON array, for editors and other programs.
  static func json(_ entries: [LibraryEntry]) -> String {
    let list = Document(entries.map(\.document))
    return String(decoding: JSON.serialize(list, pretty: true), as: UTF8.self) + "\n"
  }

  private var document: Document {
    var members: [(String, Document)] = [
      ("path", Document(path)), ("kind", Document(kind.rawValue)), ("module", Document(module)),
      ("line", Document(line)), ("signature", Document(signature)), ("summary", Document(summary)),
      ("text", Document(text.map { Document($0) })),
    ]
    if let example { members.append(("example", Document(example))) }
    if let type { members.append(("type", Document(type))) }
    for (name, list) in [("parameters", parameters), ("results", results), ("fields", fields)]
    where !list.isEmpty {
      members.append((name, Document(list.map(Self.document))))
    }
    return Document(entries: members)
  }

  private static func document(_ parameter: Parameter) -> Document {
    [
      "name": Document(parameter.name), "type": Document(parameter.type),
      "text": Document(parameter.text),
    ]
  }
}
