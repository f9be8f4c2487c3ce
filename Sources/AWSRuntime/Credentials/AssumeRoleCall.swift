import AWSSigning
import AWSWire
import Documents

/// Calls of STS that answer with keys.
struct AssumeRoleCall {
  /// The beginning of a message, such as `profile 'ops': role arn:aws:iam::…`.
  let place: String
  let configuration: Configuration
  let services: any CredentialServices
  /// Where STS is asked, whatever is configured.
  var explicitRegion: String?
  /// Where STS is asked, where nothing configures a Region.
  let region: String?

  /// - Parameter credentials: to sign with; nil for an operation that goes unsigned.
  func keys(
    _ operation: String, _ input: [(String, Document)], credentials: (any CredentialProvider)?
  ) async throws(AWSError) -> Credentials {
    let arn = input.first { $0.0 == "RoleArn" }?.1.string ?? ""
    let region =
      try configuration.configuredRegion(explicit: explicitRegion) ?? self.region
      ?? Self.homeRegion(of: arn)
    let output: Document
    do throws(AWSError) {
      output = try await services.callSTS(
        operation, Document(entries: input), at: configuration, region: region,
        credentials: credentials)
    } catch {
      var failure = error
      failure.message = "\(place): \(failure.message)"
      // A refusal means that there are no keys; throttling and trouble at STS may pass.
      if failure.kind == .aws && !failure.isRetryable { failure.kind = .credentials }
      throw failure
    }
    guard let keys = output["Credentials"], let id = keys["AccessKeyId"]?.string,
      let secret = keys["SecretAccessKey"]?.string, let token = keys["SessionToken"]?.string,
      let expiration = keys["Expiration"]?.number
    else {
      throw AWSError(
        .credentials, code: "InvalidCredentials",
        "\(place): \(operation) answered without a whole set of keys")
    }
    return Credentials(
      accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiration: expiration)
  }

  /// Where a partition's global services are: its STS answers for every account in it.
  private static func homeRegion(of arn: String) -> String {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    let name = parts.count > 1 ? String(parts[1]) : ""
    let partition = Partition.all.first { $0.name == name } ?? Partition.all[0]
    return partition.attributes["implicitGlobalRegion"]?.string ?? "us-east-1"
  }
}
