import AWSWire
import Documents

/// Which recorded call answers a request.
public enum ReplayMatch: String, Sendable, CaseIterable {
  /// One with an equal input.
  case strict
  /// One with an equal input, else one whose input differs in nothing but timestamps.
  case best
}

/// Answers from a recording: no network, no credentials, no configuration.
///
/// A call is found by service, operation, Region and input, those of the request's profile first.
/// Equal requests are answered in the order of the recording, and the last one repeats. A request
/// that names no Region finds calls that named none. Idempotency tokens do not count.
final class ReplayBackend: Backend {
  private let recording: Recording
  private let matching: ReplayMatch
  /// Positions in the recording, by `service:operation`.
  private let byOperation: [String: [Int]]
  /// Made at the first request of an operation, when its shapes are known.
  private var indexes: [String: Index] = [:]
  private var isUsed: [Bool]

  init(_ recording: Recording, matching: ReplayMatch) {
    self.recording = recording
    self.matching = matching
    byOperation = Dictionary(grouping: recording.calls.indices) { recording.calls[$0].name }
    isUsed = Array(repeating: false, count: recording.calls.count)
  }

  /// Throws the recorded error; kind `argument`, code `NotRecorded`, where there is no such call; and
  /// kind `config` where what is recorded does not fit the operation.
  func send(_ request: Request) async throws(AWSError) -> Response {
    let position = try find(request)
    isUsed[position] = true
    let call = recording.calls[position]
    let outcome: RecordedCall.Outcome
    do throws(AWSError) {
      outcome = try call.typedOutcome(for: request.operation)
    } catch {
      throw Recording.unreadable("\(recording.path):\(call.line): \(error.message)")
    }
    switch outcome {
    case .error(let error): throw error
    case .output(let output):
      return Response(
        output: request.projection?.part(of: output) ?? output, requestID: call.requestID,
        status: call.status ?? 200,
        attempts: call.attempts, region: call.region)
    }
  }

  // MARK: Finding

  /// Calls that answer equal requests, in their order.
  private struct Group {
    var positions: [Int] = []
    var next = 0

    /// The first that was not used yet, else the last.
    mutating func take(_ isUsed: [Bool]) -> Int {
      while next < positions.count - 1 && isUsed[positions[next]] { next += 1 }
      return positions[next]
    }
  }

  /// The calls of one operation; an object, so that taking from it copies nothing.
  private final class Index {
    var groups: [Key: Group] = [:]

    func take(_ key: Key, _ isUsed: [Bool]) -> Int? { groups[key]?.take(isUsed) }
  }

  private struct Key: Hashable {
    var input: String
    var passesOverTimes: Bool
    var region: String?
    /// nil: of any profile; else the profile, or nil for a call that named none.
    var profile: String??
  }

  private func find(_ request: Request) throws(AWSError) -> Int {
    let operation = request.operation
    let name = "\(operation.service.name):\(operation.name)"
    let index = indexes[name] ?? makeIndex(byOperation[name] ?? [], operation)
    indexes[name] = index
    let input = recording.mask.masked(request.input, operation.input)
    let profile = request.profile.map { recording.mask.text($0) }
    for passesOverTimes in matching == .best ? [false, true] : [false] {
      let text = RecordedValue.key(input, operation.input, dropsTimes: passesOverTimes)
      for profile in [.some(profile), nil] as [String??] {
        let key = Key(
          input: text, passesOverTimes: passesOverTimes, region: request.region, profile: profile)
        if let position = index.take(key, isUsed) { return position }
      }
    }
    throw notRecorded(request, input, name)
  }

  private func makeIndex(_ positions: [Int], _ operation: Operation) -> Index {
    let index = Index()
    for position in positions {
      let call = recording.calls[position]
      // A call that named no Region answers those that name its Region as well.
      let regions = call.usesDefaultRegion ? Set([nil, call.region]) : [call.region]
      for passesOverTimes in [false, true] {
        let text = RecordedValue.key(call.input, operation.input, dropsTimes: passesOverTimes)
        for region in regions {
          for profile in [.some(call.profile), nil] as [String??] {
            let key = Key(
              input: text, passesOverTimes: passesOverTimes, region: region, profile: profile)
            index.groups[key, default: Group()].positions.append(position)
          }
        }
      }
    }
    return index
  }

  // MARK: What is not there

  private func notRecorded(_ request: Request, _ input: Document, _ name: String) -> AWSError {
    let place = request.region.map { "in \($0)" } ?? "without a Region"
    var message =
      "\(recording.path) has no such call: \(name) \(place) with \(Self.clipped(input)); "
    let known = byOperation[name] ?? []
    if known.isEmpty {
      let names = byOperation.keys.sorted()
      message +=
        "none of this operation is recorded"
        + (names.isEmpty ? ", nor of another" : "; there are: \(names.joined(separator: ", "))")
    } else {
      let shape = request.operation.input
      let ranked = known.map { position in
        let call = recording.calls[position]
        let isHere =
          call.region == request.region || (request.region == nil && call.usesDefaultRegion)
        return (
          call: call, isHere: isHere, names: Self.differences(call.input, input, shape)
        )
      }.sorted {
        ($0.isHere ? 0 : 1, $0.names.count, $0.call.line)
          < ($1.isHere ? 0 : 1, $1.names.count, $1.call.line)
      }
      let nearest = ranked.prefix(2).map { near in
        var differences = near.names
        if !near.isHere { differences.insert("the Region", at: 0) }
        return "line \(near.call.line)\(near.call.region.map { " (\($0))" } ?? "") with "
          + "\(Self.clipped(near.call.input)), which differs in "
          + differences.joined(separator: ", ")
      }
      message += "nearest: " + nearest.joined(separator: "; ")
      let asked = RecordedValue.key(input, shape, dropsTimes: true)
      if matching == .strict,
        ranked.contains(where: {
          $0.isHere && RecordedValue.key($0.call.input, shape, dropsTimes: true) == asked
        })
      {
        message += "; only times differ, which --replay-match best passes over"
      }
    }
    return AWSError(
      .argument, code: "NotRecorded", message, operation: request.operation.name,
      service: request.operation.service.name, region: request.region)
  }

  /// The members of two inputs that differ, by name.
  private static func differences(_ a: Document, _ b: Document, _ shape: Shape?) -> [String] {
    let names = Set(a.entries.map(\.key)).union(b.entries.map(\.key))
    return names.sorted().filter { name in
      let member = shape?.member(named: name)
      func text(_ value: Document) -> String? {
        value[name].map { RecordedValue.key($0, member?.shape, dropsTimes: false) }
      }
      return member?.isIdempotencyToken != true && text(a) != text(b)
    }
  }

  private static func clipped(_ input: Document) -> String {
    let text = String(decoding: JSON.serialize(input), as: UTF8.self)
    return text.count > 200 ? text.prefix(200) + "…" : text
  }
}
