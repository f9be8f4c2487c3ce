import AWSWire
import Documents

/// A cloud inside the program: CloudWatch, EC2, SNS and STS for one account, on a clock of its own.
///
/// It validates like AWS, with AWS's error codes; state is kept for each Region, lives as long as the
/// object, and starts empty. What it does not simulate it refuses, with the code `NotSimulated`,
/// rather than make an answer up. Credentials, endpoints and profiles of a request do not matter.
public final class SimulatedCloud: Backend {
  public let clock: VirtualClock
  private var regions: [String: RegionState] = [:]
  private var lastRequest = 0
  private let sessions = SessionStore()

  public init(clock: VirtualClock = VirtualClock()) {
    self.clock = clock
  }

  /// Answers a call whose input has been checked; see ``perform(_:)``.
  public func send(_ request: Request) async throws(AWSError) -> Response { try perform(request) }

  /// Answers a call whose input has been checked, at once.
  ///
  /// Throws kind `aws` with the service's code, `NotSimulated` for operations that are not here, and
  /// kind `config` for a Region whose name cannot be one.
  public func perform(_ request: Request) throws(AWSError) -> Response {
    let requestID = makeRequestID()
    let name = request.region ?? Account.defaultRegion
    do {
      let output = try answer(request, region: name)
      return Response(output: output, requestID: requestID, region: name)
    } catch {
      var error = error
      error.operation = request.operation.name
      error.service = request.operation.service.name
      error.region = name
      error.requestID = requestID
      throw error
    }
  }

  /// An id that no other request has.
  public func makeRequestID() -> String {
    lastRequest += 1
    return Self.requestID(lastRequest)
  }

  private func answer(_ request: Request, region name: String) throws(AWSError) -> Document {
    guard let handler = Self.handler(of: request.operation) else {
      throw .notSimulated("\(request.operation.service.name) \(request.operation.name)")
    }
    try Self.check(region: name)
    let now = present
    let region = region(name, at: now)
    let call = Call(
      operation: request.operation, input: request.input, region: region,
      identity: try sessions.identity(of: request, region: name, at: now), sessions: sessions,
      now: now)
    let output = try OutputShaper.conform(try handler(call), to: request.operation)
    return request.projection?.part(of: output) ?? output
  }

  /// The Region of calls that name none.
  public static var defaultRegion: String { Account.defaultRegion }

  /// Throws kind `config`, code `InvalidRegion`, for what cannot be the name of a Region.
  public static func check(region name: String) throws(AWSError) {
    guard RegionState.isPlausible(name) else {
      throw AWSError(
        .config, code: "InvalidRegion",
        "'\(name)' is not the name of a Region"
          + suggestion(for: name, among: Geography.enabled))
    }
  }

  private static func handler(of operation: Operation) -> Handler? {
    switch operation.service.name {
    case "cloudwatch": CloudWatchService.operations[operation.name]
    case "ec2": EC2Service.operations[operation.name]
    case "sns": SNSService.operations[operation.name]
    case "sts": STSService.operations[operation.name]
    default: nil
    }
  }

  /// The clock's time, cut to milliseconds as AWS's times are.
  var present: Double { (clock.now * 1_000).rounded(.down) / 1_000 }

  /// Moves the clock on, and lets all that is due meanwhile happen in every Region, in order.
  public func advance(by seconds: Double) {
    clock.advance(by: seconds)
    settle()
  }

  /// Lets all happen, in every Region, that is due by now.
  public func settle() {
    let now = present
    for name in regions.keys.sorted() { regions[name]!.settle(at: now) }
  }

  /// The state of a Region, brought up to a moment.
  func region(_ name: String?, at now: Double) -> RegionState {
    let name = name ?? Account.defaultRegion
    let region = regions[name] ?? RegionState(name: name)
    regions[name] = region
    region.settle(at: now)
    return region
  }

  /// Ids of requests count up, in the form of a UUID.
  private static func requestID(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: max(0, 12 - digits.count))
      + digits
  }
}
