import Documents

// Answers are written member by member; an absent value writes nothing, as in AWS's own answers.

extension DocumentBuilder {
  func structure(_ body: () -> Void) {
    beginMap()
    body()
    end()
  }

  func structure(_ name: String, _ body: () -> Void) {
    key(name)
    structure(body)
  }

  func list<S: Sequence>(_ name: String, _ items: S, _ each: (S.Element) -> Void) {
    key(name)
    beginList()
    for item in items { each(item) }
    end()
  }

  func strings(_ name: String, _ values: [String]) { list(name, values) { string($0) } }

  func member(_ name: String, _ value: String?) {
    guard let value else { return }
    key(name)
    string(value)
  }

  func member(_ name: String, _ value: Int?) {
    guard let value else { return }
    key(name)
    integer(Int64(value))
  }

  func member(_ name: String, _ value: Bool?) {
    guard let value else { return }
    key(name)
    bool(value)
  }

  func member(_ name: String, _ value: Double?) {
    guard let value else { return }
    key(name)
    double(value)
  }

  func member(_ name: String, time: Double?) {
    guard let time else { return }
    key(name)
    timestamp(time)
  }

  func member(_ name: String, _ value: Document?) {
    guard let value else { return }
    key(name)
    append(value)
  }
}

extension Document {
  /// Writes a structure.
  static func structure(_ body: (DocumentBuilder) -> Void) -> Document {
    let builder = DocumentBuilder()
    builder.structure { body(builder) }
    return builder.finish()
  }

  /// The answer of an operation that has nothing to say.
  static var nothing: Document { structure { _ in } }
}
