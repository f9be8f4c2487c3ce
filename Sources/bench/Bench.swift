import AWSWire
import Glibc

/// Moonwatch's half of what `scripts/bench` compares below the level of the command:
///
///     bench decode FILE SECONDS   a DescribeInstances answer to Lua tables, for that long
///     bench datapoints json|smithy-rpc-v2-cbor FILE SECONDS
///                                 a GetMetricData answer to Lua tables, for that long
///     bench calls                 a Swift and a C function, called from Lua
///     bench sign COUNT            so many signatures
///     bench alarms COUNT HOURS    metric alarms of the embedded cloud over hours of its clock
///     bench evaluations ALARMS    so many alarms over two weeks of minutes
///     bench statistics FILE ROUNDS  Sum, Average and p99 of the doubles in a file
///
/// Each prints one line of JSON.
@main struct Bench {
  static func main() async {
    let arguments = CommandLine.arguments.dropFirst()
    do {
      switch (arguments.first, arguments.count) {
      case ("decode", 3):
        guard let seconds = Double(arguments.last!) else { usage() }
        try Decoding.run(file: arguments[2], seconds: seconds)
      case ("datapoints", 4):
        guard let wire = WireProtocol(rawValue: arguments[2]), let seconds = Double(arguments[4])
        else { usage() }
        try Datapoints.run(wire, file: arguments[3], seconds: seconds)
      case ("calls", 1):
        try Calls.run()
      case ("sign", 2):
        guard let count = Int(arguments.last!), count > 0 else { usage() }
        Signing.run(count)
      case ("alarms", 3):
        guard let count = Int(arguments[2]), let hours = Int(arguments[3]), count > 0, hours > 0
        else { usage() }
        try await Alarms.run(count, hours: hours)
      case ("evaluations", 2):
        guard let alarms = Int(arguments.last!), alarms > 0 else { usage() }
        Evaluations.run(alarms: alarms)
      case ("statistics", 3):
        guard let rounds = Int(arguments.last!), rounds > 0 else { usage() }
        try Statistics.run(file: arguments[2], rounds: rounds)
      default:
        usage()
      }
    } catch {
      fail("bench: \(error)", status: 1)
    }
  }

  private static func usage() -> Never {
    fail(
      "usage: bench decode FILE SECONDS | bench datapoints PROTOCOL FILE SECONDS | bench calls | "
        + "bench sign COUNT | bench alarms COUNT HOURS | bench evaluations ALARMS | "
        + "bench statistics FILE ROUNDS", status: 64)
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    let line = message + "\n"
    _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    exit(status)
  }

  /// Seconds of a clock that only measures.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
