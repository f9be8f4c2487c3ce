import AWSWire
import Documents

/// What calls are made with, where that was found, and whether one works. Holds no secret.
public struct Diagnosis {
  public enum State: String, Sendable {
    case ok
    /// Worth knowing, and no obstacle.
    case note
    case failed
  }

  /// What was found of one thing.
  public struct Finding {
    /// Such as `region`.
    public let name: String
    public let state: State
    /// One line: what it is and where it was found, or what is wrong.
    public let text: String
    /// What belongs to it, a line each.
    public let details: [String]
    /// Why it failed.
    public let error: ScriptError?
    let fields: [(String, Document)]

    init(
      _ name: String, _ state: State = .ok, _ text: String, details: [String] = [],
      fields: [(String, Document)] = []
    ) {
      self.name = name
      self.state = state
      self.text = text
      self.details = details
      self.fields = fields
      error = nil
    }

    init(
      _ name: String, _ failure: AWSError, details: [String] = [], fields: [(String, Document)] = []
    ) {
      var error = ScriptError(
        message: "\(failure.code): \(failure.message)", kind: failure.kind.rawValue,
        code: failure.code)
      error.status = failure.status
      self.init(name, error, details: details, fields: fields)
    }

    /// A thing that failed outside AWS's business, such as the program's own settings.
    public init(
      _ name: String, _ error: ScriptError, details: [String] = [],
      fields: [(String, Document)] = []
    ) {
      self.name = name
      state = .failed
      text = error.message
      self.details = details
      self.fields = fields
      self.error = error
    }

    /// A thing to know, such as which file was read.
    public init(note name: String, _ text: String, value: String? = nil) {
      self.init(name, .note, text, fields: value.map { [("value", Document($0))] } ?? [])
    }

    var document: Document {
      var entries = [("state", Document(state.rawValue)), ("text", Document(text))] + fields
      if !details.isEmpty { entries.append(("details", Document(details.map { Document($0) }))) }
      if let error {
        entries.append(("kind", Document(error.kind ?? "error")))
        if let code = error.code { entries.append(("code", Document(code))) }
      }
      return Document(entries: entries)
    }
  }

  public var findings: [Finding]

  /// The first thing that failed: what failed after it may have failed because of it.
  public var failure: ScriptError? { findings.lazy.compactMap(\.error).first }

  /// One JSON document: `ok`, and a member for each finding by its name.
  public func json(pretty: Bool) -> String {
    let members = findings.map { ($0.name, $0.document) }
    let document = Document(entries: [("ok", Document(failure == nil))] + members)
    return String(decoding: JSON.serialize(document, pretty: pretty), as: UTF8.self)
  }
}
