import AWSSigning
import AWSWire

/// Asks one source after another, keeps the first answer, and has it renewed before it expires.
///
/// Keys with an expiry are renewed from 15 minutes before it, when a failure is tolerated, and from
/// 10 minutes before it, when a failure is raised; see ``RefreshWindow``. Only one caller at a time
/// asks the sources; others wait for its answer, good or bad, or go on with keys that still hold.
public final class CredentialChain: CredentialProvider {
  /// What came of asking one source.
  public struct Step: Sendable, Equatable {
    public enum Outcome: Sendable, Equatable {
      case found
      /// Not set up; the next source is asked.
      case absent
      case failed(String)
    }
    /// Such as `environment` or `sso`.
    public var source: String
    /// Where it looks, such as a file; nil: nowhere that has a name.
    public var place: String?
    public var outcome: Outcome
  }

  private struct Kept {
    let credentials: Credentials
    let source: any CredentialSource
    let window: RefreshWindow
    /// No refresh that may wait is tried before.
    var nextAttempt = -Double.infinity
  }

  /// The sources asked so far, in order; for a report on where keys came from.
  public private(set) var steps: [Step] = []

  private let sources: [any CredentialSource]
  private let services: any CredentialServices
  private let onInvalidate: () -> Void
  private var kept: Kept?
  private var isBusy = false
  private var waiters: [UnsafeContinuation<Result<Credentials, AWSError>?, Never>] = []

  /// Seconds between two refreshes that fail while the keys still hold.
  private static let pause = 60.0

  /// - Parameter onInvalidate: forgets what the sources have cached.
  init(
    _ sources: [any CredentialSource], services: any CredentialServices,
    onInvalidate: @escaping () -> Void = {}
  ) {
    self.sources = sources
    self.services = services
    self.onInvalidate = onInvalidate
  }

  public func credentials() async throws(AWSError) -> Credentials {
    guard let kept else { return try await renewed() }
    switch kept.window.urgency(at: services.date) {
    case .none: return kept.credentials
    case .mandatory: return try await renewed()
    case .advisory:
      guard !isBusy, services.date >= kept.nextAttempt else { return kept.credentials }
      do throws(AWSError) {
        return try await renewed()
      } catch {
        if error.kind == .cancelled { throw error }
        self.kept?.nextAttempt = services.date + Self.pause
        services.noteFailedRefresh(of: kept.source.name, error)
        return kept.credentials
      }
    }
  }

  public func invalidate(_ refused: Credentials) {
    guard kept?.credentials == refused else { return }
    kept = nil
    onInvalidate()
  }

  // MARK: One at a time

  private func renewed() async throws(AWSError) -> Credentials {
    while isBusy {
      // nil: whoever asked was cancelled, and another has to.
      if let result = await withUnsafeContinuation({ waiters.append($0) }) {
        return try result.get()
      }
      if Task.isCancelled {
        throw AWSError(.cancelled, code: "Cancelled", "cancelled while waiting for credentials")
      }
    }
    isBusy = true
    let result: Result<Credentials, AWSError>
    do throws(AWSError) {
      result = .success(try await ask())
    } catch {
      result = .failure(error)
    }
    isBusy = false
    let waiting = waiters
    waiters = []
    var shared = Optional(result)
    if case .failure(let error) = result, error.kind == .cancelled { shared = nil }
    for waiter in waiting { waiter.resume(returning: shared) }
    return try result.get()
  }

  /// Asks the source of the keys at hand, or, where there are none, each in turn.
  private func ask() async throws(AWSError) -> Credentials {
    if let source = kept?.source {
      guard let credentials = try await source.find() else {
        throw AWSError(
          .credentials, code: "CredentialsGone",
          "the credentials of \(source.place ?? source.name) expire, and there are no others there "
            + "any more")
      }
      return try keep(credentials, source)
    }
    steps = []
    for source in sources {
      do throws(AWSError) {
        guard let credentials = try await source.find() else {
          steps.append(Step(source: source.name, place: source.place, outcome: .absent))
          continue
        }
        let valid = try keep(credentials, source)
        steps.append(Step(source: source.name, place: source.place, outcome: .found))
        return valid
      } catch {
        steps.append(
          Step(source: source.name, place: source.place, outcome: .failed(error.message)))
        throw error
      }
    }
    throw AWSError(
      .credentials, code: "NoCredentials",
      "no credentials; looked in " + sources.compactMap(\.place).joined(separator: ", ")
        + ". Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run `aws configure`, or name a "
        + "profile with --profile or profile=")
  }

  private func keep(_ credentials: Credentials, _ source: any CredentialSource) throws(AWSError)
    -> Credentials
  {
    let now = services.date
    if let expiration = credentials.expiration, expiration <= now {
      throw AWSError(
        .credentials, code: "ExpiredCredentials",
        "the credentials of \(source.place ?? source.name) expired at "
          + "\(Timestamp.format(expiration, as: .iso8601)); get new ones there")
    }
    kept = Kept(
      credentials: credentials, source: source,
      window: RefreshWindow(expiration: credentials.expiration, from: now))
    return credentials
  }
}
