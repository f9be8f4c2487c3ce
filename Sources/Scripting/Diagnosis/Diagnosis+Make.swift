import AWSRuntime
import AWSSigning
import AWSWire
import Documents
import LuaKit

extension Diagnosis {
  /// Looks at everything that a call needs, in the order in which a call needs it, and makes one:
  /// sts:GetCallerIdentity, which needs no permission.
  public static func make(_ options: HostOptions) -> Diagnosis {
    let loop = EventLoop()
    return loop.run {
      await Examination(options, loop).diagnosis()
    }
  }
}

/// One diagnosis under way.
private final class Examination {
  private let options: HostOptions
  private let configuration: Configuration
  private let transport: ObservedTransport
  private let providers: CredentialProviders
  private let backend: LiveBackend
  private var findings: [Diagnosis.Finding] = []

  init(_ options: HostOptions, _ loop: EventLoop) {
    self.options = options
    configuration = Configuration(environment: options.environment, profile: options.profile)
    let environment = CallEnvironment(loop: loop)
    transport = ObservedTransport(
      around: CurlTransport(loop: loop, proxies: Proxies(environment: options.environment)),
      date: environment.date)
    let live = LiveBackend.Options(
      userAgent: UserAgent.text(version: "\(Version.current)", script: "doctor"))
    let services = LiveCredentialServices(
      transport: transport, environment: environment, loop: loop, options: live,
      sessionName: RoleSessionName.text(
        script: "doctor", run: String(environment.uuid().prefix(8))))
    services.askMFA = options.liveMFA(loop)
    providers = CredentialProviders(services)
    backend = LiveBackend(
      resolver: ConfiguredResolver(configuration, credentials: providers), transport: transport,
      environment: environment, options: live)
    if options.verbosity > 0 {
      backend.trace = { Diagnostics.write("\($0)") }
      services.trace = { Diagnostics.write("\($0)") }
    }
  }

  func diagnosis() async -> Diagnosis {
    noteVersions()
    noteFiles()
    noteProfile()
    noteRegion()
    noteEndpoint()
    noteTrust()
    let hasCredentials = await noteCredentials()
    if findings.allSatisfy({ $0.error == nil }), hasCredentials { await noteIdentity() }
    noteClock()
    return Diagnosis(findings: findings)
  }

  /// Adds what `look` finds, or why it could not.
  private func note(
    _ name: String, _ look: () throws(AWSError) -> Diagnosis.Finding
  ) {
    do throws(AWSError) {
      findings.append(try look())
    } catch {
      findings.append(.init(name, error))
    }
  }

  private func noteVersions() {
    let versions = [
      ("moonwatch", "\(Version.current)"), ("lua", LuaState.release), ("libcurl", Libraries.curl),
      ("crypto", Libraries.crypto),
    ]
    findings.append(
      .init(
        "versions", .note, "moonwatch \(Version.current), Lua \(LuaState.release)",
        details: [Libraries.curl, Libraries.crypto],
        fields: versions.map { ($0.0, Document($0.1)) }))
  }

  private func noteFiles() {
    let files = configuration.files
    func describe(_ path: String?, _ profiles: (Profiles) -> Int) throws(AWSError) -> String {
      guard let path else { return "none: there is no home" }
      guard try files.exists(path) else { return "\(path): not there" }
      let count = profiles(try files.read())
      return "\(path): \(count) profile\(count == 1 ? "" : "s")"
    }
    note("files") { () throws(AWSError) in
      let config = try describe(files.configPath) { $0.configured.count }
      let credentials = try describe(files.credentialsPath) { $0.credentials.count }
      return .init(
        "files", .note, config, details: [credentials],
        fields: [
          ("config", Document(files.configPath ?? "")),
          ("credentials", Document(files.credentialsPath ?? "")),
        ])
    }
  }

  private func noteProfile() {
    note("profile") { () throws(AWSError) in
      let section = try configuration.profile()
      let origin =
        options.profile == nil ? configuration.profileOrigin ?? "by default" : "--profile"
      let name = configuration.profileName
      let kind = ProfileKind(section)
      return .init(
        "profile", .ok, "\(name) (\(origin))" + (kind == .none ? "" : ", with \(kind.rawValue)"),
        fields: [
          ("value", Document(name)), ("origin", Document(origin)),
          ("kind", Document(kind.rawValue)),
        ])
    }
  }

  private func noteRegion() {
    note("region") { () throws(AWSError) in
      let region = try configuration.region(explicit: options.region)
      let named = try configuration.regionSetting()?.origin
      let origin = options.region == nil ? named ?? "?" : "--region"
      return .init(
        "region", .ok, "\(region) (\(origin))",
        fields: [("value", Document(region)), ("origin", Document(origin))])
    }
  }

  private var endpointURL: String?

  private func noteEndpoint() {
    // It is made of the Region; without one, that is what to mend.
    guard (try? configuration.region(explicit: options.region)) != nil else { return }
    note("endpoint") { () throws(AWSError) in
      let service = try ModelStore().service("sts").metadata
      let endpoint = try configuration.endpoint(
        for: service, region: options.region, explicit: options.endpointURL)
      let origin =
        try options.endpointURL == nil
        ? configuration.endpointSetting(serviceID: service.serviceID)?.origin ?? "AWS's own"
        : "--endpoint-url"
      endpointURL = "\(endpoint.url)"
      return .init(
        "endpoint", .ok, "\(endpoint.url) (\(origin))",
        fields: [("value", Document("\(endpoint.url)")), ("origin", Document(origin))])
    }
  }

  /// Proxy and certificates.
  private func noteTrust() {
    if let endpointURL {
      let proxies = Proxies(environment: options.environment)
      let proxy = proxies.proxy(for: endpointURL).map { URLParts.hostAndPort(of: $0) }
      findings.append(
        .init(
          "proxy", .note, proxy ?? "none for the endpoint",
          fields: proxy.map { [("value", Document($0))] } ?? []))
    }
    note("certificates") { () throws(AWSError) in
      guard let setting = try configuration.caBundleSetting() else {
        return .init("certificates", .note, "the system's")
      }
      guard try configuration.files.exists(setting.text) else {
        throw AWSError(
          .config, code: "NoCABundle", "\(setting.origin): there is no file '\(setting.text)'")
      }
      return .init(
        "certificates", .note, "\(setting.text) (\(setting.origin))",
        fields: [("value", Document(setting.text)), ("origin", Document(setting.origin))])
    }
  }

  // MARK: Asking

  private func noteCredentials() async -> Bool {
    let region = try? configuration.configuredRegion(explicit: options.region)
    let chain = providers.chain(for: configuration, region: region)
    let outcome: Result<Credentials, AWSError>
    do throws(AWSError) {
      outcome = .success(try await chain.credentials())
    } catch {
      outcome = .failure(error)
    }
    var details: [String] = []
    var looked: [Document] = []
    for step in chain.steps {
      let text =
        switch step.outcome {
        case .found: "found"
        case .absent: "not set up"
        case .failed: "failed"
        }
      details.append("\(step.source): \(text)\(Self.place(of: step))")
      looked.append(["source": Document(step.source), "outcome": Document(text)])
    }
    let fields = [("looked", Document(looked))]
    switch outcome {
    case .failure(let error):
      findings.append(.init("credentials", error, details: details, fields: fields))
      return false
    case .success(let credentials):
      let source = chain.steps.last?.source ?? "?"
      let key = "…" + credentials.accessKeyID.suffix(4)
      let end = credentials.expiration.map { Timestamp.format($0, as: .iso8601) }
      findings.append(
        .init(
          "credentials", .ok, "\(source), key \(key)" + (end.map { ", until \($0)" } ?? ""),
          details: details,
          fields: [("source", Document(source)), ("key", Document(key))]
            + (end.map { [("expiration", Document($0))] } ?? []) + fields))
      return true
    }
  }

  /// Where a source looked, as far as its name does not say so.
  private static func place(of step: CredentialChain.Step) -> String {
    guard let place = step.place, place != "the \(step.source)" else { return "" }
    return place.hasPrefix(step.source)
      ? String(place.dropFirst(step.source.count)) : " (\(place))"
  }

  private func noteIdentity() async {
    let start = EventLoop.now
    do throws(AWSError) {
      let operation = try ModelStore().service("sts").operation("GetCallerIdentity")
      let answer = try await backend.send(
        Request(
          operation: operation, input: [:], region: options.region, profile: options.profile,
          endpoint: options.endpointURL, timeout: 30)
      ).output
      let milliseconds = Int(((EventLoop.now - start) * 1000).rounded())
      let arn = answer["Arn"]?.string ?? "?"
      let account = answer["Account"]?.string ?? "?"
      findings.append(
        .init(
          "identity", .ok, "\(arn), account \(account), in \(milliseconds) ms",
          fields: [
            ("arn", Document(arn)), ("account", Document(account)),
            ("milliseconds", Document(milliseconds)),
          ]))
    } catch {
      findings.append(.init("identity", error))
    }
  }

  /// AWS refuses requests that are signed five minutes too early or too late.
  private func noteClock() {
    guard let skew = transport.skew else { return }
    let seconds = Int(skew.rounded())
    let isOff = abs(seconds) > 60
    let place = seconds > 0 ? "behind" : "ahead of"
    findings.append(
      .init(
        "clock", isOff ? .note : .ok,
        abs(seconds) < 2
          ? "as the server's"
          : "\(abs(seconds)) s \(place) the server's" + (isOff ? ": set it" : ""),
        fields: [("skew_seconds", Document(seconds))]))
  }
}
