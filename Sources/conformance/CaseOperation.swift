import AWSWire
import Documents

/// The operation that a case is about: from its inline `model`, else the embedded one of its
/// `service` and `operation`. The case's `protocol` overrides the model's.
func operation(of testCase: Document) throws(AWSError) -> Operation {
  guard let model = testCase["model"] else {
    let service = try ModelStore().service(testCase["service"]?.string ?? "")
    return try service.operation(testCase["operation"]?.string ?? "")
  }
  guard let chosen = testCase["protocol"] else { return try OperationReader.read(model) }
  var metadata = (model["metadata"]?.entries.map { $0 } ?? [])
    .filter { $0.key != "protocol" && $0.key != "protocols" }
  metadata.append(("protocol", chosen))
  metadata.append(("protocols", Document([chosen])))
  return try OperationReader.read(
    Document(
      entries: model.entries.map { key, value in
        key == "metadata" ? (key, Document(entries: metadata)) : (key, value)
      }))
}
