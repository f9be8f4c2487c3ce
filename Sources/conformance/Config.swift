import AWSRuntime
import AWSWire
import Documents

/// Answers `config`: the profiles that the two AWS files hold.
func config(_ testCase: Document) -> Document {
  guard let input = testCase["input"] else { return failure("config: expected input") }
  do throws(AWSError) {
    let profiles = try Profiles(
      configText: input["configFile"]?.string ?? "",
      credentialsText: input["credentialsFile"]?.string ?? "")
    return [
      "profiles": document(profiles.names.map { ($0, profiles[$0] ?? [:]) }),
      "sso_sessions": document(profiles.ssoSessions.sorted { $0.key < $1.key }),
    ]
  } catch {
    return failure(error.message)
  }
}

private func document(_ sections: [(key: String, value: Profiles.Section)]) -> Document {
  Document(
    entries: sections.map { name, section in
      let properties = section.sorted { $0.key < $1.key }
      return (name, Document(entries: properties.map { ($0.key, Document($0.value)) }))
    })
}
