import AWSSigning
import AWSWire
import Testing

@testable import AWSRuntime

#if canImport(Glibc)
  import Glibc
#endif

/// A home directory with AWS files of its own, removed with this object.
final class ConfigFixture {
  let home: String
  private var written: Set<String> = []
  /// Files that others make here, to be removed, too.
  var made: Set<String> = []

  init(config: String? = nil, credentials: String? = nil) throws {
    var template = Array("/tmp/moonwatch-config-XXXXXX".utf8CString)
    home = String(cString: try #require(mkdtemp(&template)))
    try #require(mkdir("\(home)/.aws", 0o700) == 0)
    if let config { try write(config, to: ".aws/config") }
    if let credentials { try write(credentials, to: ".aws/credentials") }
  }

  deinit {
    for name in written.union(made) { unlink("\(home)/\(name)") }
    for folder in [".aws/sso/cache", ".aws/sso", ".aws"] { rmdir("\(home)/\(folder)") }
    rmdir(home)
  }

  /// A folder below the home for which what is tested makes files; those are named in `made`.
  func makeSSOCache() throws {
    for folder in [".aws/sso", ".aws/sso/cache"] {
      try #require(mkdir("\(home)/\(folder)", 0o700) == 0)
    }
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = try #require(fopen("\(home)/\(name)", "w"))
    written.insert(name)
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    try #require(fclose(file) == 0)
  }

  func configuration(_ environment: [String: String] = [:], profile: String? = nil) -> Configuration
  {
    Configuration(
      environment: environment.merging(
        ["HOME": home, "AWS_EC2_METADATA_DISABLED": "true"]) { given, _ in given },
      profile: profile)
  }
}

/// The error that a body throws.
func failure<T>(_ body: () throws -> T) throws -> AWSError {
  try #require(#expect(throws: AWSError.self) { _ = try body() })
}

/// The error that asking for keys throws.
func failure(_ provider: any CredentialProvider) async throws -> AWSError {
  do throws(AWSError) {
    _ = try await provider.credentials()
  } catch {
    return error
  }
  throw NoFailure()
}

/// Keys were found where none should be.
struct NoFailure: Error {}

/// Services for places that need none: files and the environment.
func plainServices() -> LiveCredentialServices {
  let loop = EventLoop()
  return LiveCredentialServices(
    transport: CurlTransport(loop: loop), environment: CallEnvironment(loop: loop), loop: loop,
    options: LiveBackend.Options(userAgent: "test"), sessionName: "test")
}

extension Configuration {
  /// The profile's keys, by the chain.
  func credentialProvider() -> CredentialChain {
    CredentialProviders(plainServices()).chain(for: self)
  }
}
