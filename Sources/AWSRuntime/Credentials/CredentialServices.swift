import AWSSigning
import AWSWire
import Documents

/// What sources of credentials need from the rest of the program: STS, plain HTTP, clocks, the loop
/// that a child process is watched on, and a person to ask.
public protocol CredentialServices: AnyObject {
  var environment: CallEnvironment { get }
  var loop: EventLoop { get }
  /// The session name of roles for which no other is configured; CloudTrail shows it.
  var sessionName: String { get }

  /// Calls an operation of STS through the pipeline, retries included.
  ///
  /// - Parameters:
  ///   - configuration: says where STS is.
  ///   - credentials: to sign with; nil for operations that go unsigned.
  func callSTS(
    _ operation: String, _ input: Document, at configuration: Configuration, region: String,
    credentials: (any CredentialProvider)?
  ) async throws(AWSError) -> Document

  /// One HTTP exchange.
  func fetch(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse

  /// The code of a person's MFA device; nil where nobody can be asked, or nobody answered.
  func mfaCode(_ question: MFAQuestion) async -> String?

  /// Notes a refresh that failed while the old keys are still good.
  func noteFailedRefresh(of place: String, _ error: AWSError)
  /// Tells a person what is wrong though the run goes on.
  func warn(_ message: String)
}

/// What a person is asked before a role with `mfa_serial` is assumed.
public struct MFAQuestion: Sendable, Equatable {
  public var serial: String
  /// The profile that names the device.
  public var profile: String

  public init(serial: String, profile: String) {
    self.serial = serial
    self.profile = profile
  }
}

extension CredentialServices {
  /// Seconds since 1970-01-01T00:00:00Z.
  var date: Double { environment.date() }

  /// Fetches, and tries again where the server was not reached, is in trouble or throttles.
  ///
  /// - Parameters:
  ///   - pause: seconds between two attempts.
  ///   - place: the beginning of the message of an error.
  func fetch(_ request: HTTPRequest, attempts: Int, pause: Double, place: String)
    async throws(AWSError) -> HTTPResponse
  {
    var attempt = 1
    while true {
      do throws(TransportError) {
        let response = try await fetch(request)
        if attempt >= attempts || !(response.status >= 500 || response.status == 429) {
          return response
        }
      } catch {
        if attempt >= attempts || !Retry.isRetryable(error.reason) {
          var failure = LiveBackend.error(error)
          failure.message = "\(place): \(failure.message)"
          failure.attempts = attempt
          throw failure
        }
      }
      attempt += 1
      do {
        try await environment.sleep(pause)
      } catch {
        throw AWSError(.cancelled, code: "Cancelled", "\(place): cancelled between attempts")
      }
    }
  }
}
