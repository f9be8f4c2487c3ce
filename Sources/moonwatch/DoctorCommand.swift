import ArgumentParser
import Shell

/// `moonwatch doctor`.
struct DoctorCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "What calls would be made with, and whether one works.",
    usage: "moonwatch [FLAGS] doctor", helpNames: [])

  static let needsSettings = false

  func run(with settings: Settings) throws(Failure) -> Int32 { try Doctor(settings).run() }
}
