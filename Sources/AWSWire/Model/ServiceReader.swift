import Documents

/// Reads what a description says of a service as a whole: `metadata` as in botocore's
/// `service-2.json`, and the lists of operations, paginators and waiters of `service.json`.
struct ServiceReader {
  private let description: Document
  private let name: String

  init(_ description: Document, name: String) {
    self.description = description
    self.name = name
  }

  func model(reader: any OperationSource) throws(AWSError) -> ServiceModel {
    let reads = strings(description["read"])
    let writes = strings(description["write"])
    guard let metadata = description["metadata"] else {
      throw ModelFailure.unreadable("\(name): no metadata")
    }
    return ServiceModel(
      metadata: try Self.metadata(metadata, name: name),
      source: description["source"]?.string ?? "",
      operationNames: (reads + writes).sorted(), readOnly: Set(reads), paginators: paginators(),
      waiters: try waiters(), reader: reader)
  }

  /// The paginators by operation.
  func paginators() -> [String: Paginator] {
    var paginators: [String: Paginator] = [:]
    for (operation, entry) in description["paginators"]?.entries.map({ $0 }) ?? [] {
      paginators[operation] = paginator(entry)
    }
    return paginators
  }

  /// The waiters by name.
  func waiters() throws(AWSError) -> [String: Waiter] {
    var waiters: [String: Waiter] = [:]
    for (waiterName, entry) in description["waiters"]?.entries.map({ $0 }) ?? [] {
      waiters[waiterName] = try waiter(entry, named: waiterName)
    }
    return waiters
  }

  /// Reads botocore's `metadata`.
  static func metadata(_ metadata: Document, name: String) throws(AWSError) -> ServiceMetadata {
    func text(_ key: String) -> String? { metadata[key]?.string }
    let named = text("protocol")
    let protocols = strings(metadata["protocols"])
    let spoken = (protocols.isEmpty ? [named].compactMap { $0 } : protocols)
    guard let chosen = preference.first(where: { spoken.contains($0.rawValue) }) else {
      throw ModelFailure.unreadable("\(name): no known protocol among \(spoken)")
    }
    let endpointPrefix = text("endpointPrefix") ?? ""
    return ServiceMetadata(
      name: name, serviceID: text("serviceId") ?? "", apiVersion: text("apiVersion") ?? "",
      endpointPrefix: endpointPrefix, signingName: text("signingName") ?? endpointPrefix,
      wireProtocol: chosen, protocols: spoken, jsonVersion: text("jsonVersion") ?? "1.0",
      targetPrefix: text("targetPrefix") ?? "", xmlNamespace: text("xmlNamespace"),
      isQueryCompatible: metadata["awsQueryCompatible"] != nil,
      globalEndpoint: text("globalEndpoint"))
  }

  /// The order in which protocols are taken where a service speaks several, as botocore has it.
  private static let preference: [WireProtocol] = [
    .json, .restJSON, .restXML, .rpcV2CBOR, .query, .ec2,
  ]

  private func paginator(_ entry: Document) -> Paginator {
    Paginator(
      inputTokens: oneOrMore(entry["input_token"]), outputTokens: oneOrMore(entry["output_token"]),
      limitKey: entry["limit_key"]?.string, moreResults: entry["more_results"]?.string,
      resultKeys: oneOrMore(entry["result_key"]))
  }

  private func waiter(_ entry: Document, named waiterName: String) throws(AWSError) -> Waiter {
    guard let operation = entry["operation"]?.string, let delay = entry["delay"]?.number,
      let attempts = entry["maxAttempts"]?.integer
    else { throw ModelFailure.unreadable("\(name): waiter \(waiterName)") }
    var acceptors: [Waiter.Acceptor] = []
    for acceptor in entry["acceptors"]?.elements.map({ $0 }) ?? [] {
      guard let matcher = acceptor["matcher"]?.string.flatMap(Waiter.Acceptor.Matcher.init),
        let outcome = acceptor["state"]?.string.flatMap(Waiter.Acceptor.Outcome.init),
        let expected = acceptor["expected"]
      else { throw ModelFailure.unreadable("\(name): waiter \(waiterName): acceptor") }
      acceptors.append(
        Waiter.Acceptor(
          matcher: matcher, argument: acceptor["argument"]?.string, expected: expected,
          outcome: outcome))
    }
    return Waiter(
      operation: operation, delay: delay, maxAttempts: Int(attempts), acceptors: acceptors)
  }
}

private func strings(_ list: Document?) -> [String] {
  list?.elements.compactMap(\.string) ?? []
}

/// botocore writes a list of one as its element.
private func oneOrMore(_ value: Document?) -> [String] {
  value?.string.map { [$0] } ?? strings(value)
}
