import AWSWire
import Documents

/// One call as a handler sees it.
struct Call {
  let operation: Operation
  let input: Document
  let region: RegionState
  /// Who calls.
  let identity: CallerIdentity
  /// The sessions that STS has given out.
  let sessions: SessionStore
  /// The moment of the call, in epoch seconds cut to milliseconds: it is the same for all that the
  /// call writes.
  let now: Double

  subscript(member: String) -> Document? { input[member].flatMap { $0.isNull ? nil : $0 } }

  func string(_ member: String) -> String? { self[member]?.string }
  func integer(_ member: String) -> Int? { self[member]?.integer.map { Int($0) } }
  func bool(_ member: String) -> Bool? { self[member]?.bool }
  /// The strings of a list; nil where the member is absent.
  func strings(_ member: String) -> [String]? { self[member]?.strings }

  /// Refuses members that this cloud does not simulate, so that none is silently without effect.
  func refuse(unsimulated members: String...) throws(AWSError) {
    for member in members where self[member] != nil {
      throw .notSimulated("\(operation.name) with \(member)")
    }
  }

  /// Answers a dry run as EC2 does, once the call has been found valid.
  func refuseDryRun() throws(AWSError) {
    if bool("DryRun") == true {
      throw .service(
        "DryRunOperation", "The request would have succeeded, but the DryRun flag is set",
        status: 412)
    }
  }
}

/// Answers one operation. What it returns is given the operation's vocabulary by the cloud.
typealias Handler = @Sendable (Call) throws(AWSError) -> Document

extension Document {
  /// The strings of a list.
  var strings: [String] { elements.compactMap(\.string) }
}
