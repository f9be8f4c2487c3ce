import Glibc
import Scripting

extension HostOptions {
  /// What flags, terminal and environment say; a script's header and the prompt add theirs.
  init(_ settings: Settings) {
    self.init()
    cloudStart = settings.cloudStart
    cloud = settings.usesSimulator ? .simulator(fleet: settings.cloud == .fleet) : .live
    profile = settings.profile
    region = settings.region
    endpointURL = settings.endpointURL
    output = settings.output
    width = Process.columns(of: STDOUT_FILENO)
    timeout = settings.timeout
    memoryLimit = settings.memoryLimit
    allowsWrites = settings.allowsWrites
    isReadOnly = settings.isReadOnly
    isDryRun = settings.isDryRun
    maxCost = settings.maxCost
    protocols = settings.protocols
    verbosity = settings.verbosity
    recordFile = settings.recordFile
    recordsNoAccounts = settings.recordsNoAccounts
    replayFile = settings.replayFile
    replayMatch = settings.replayMatch
    searchPath = settings.searchPath
    environment = Process.environment
    // https://no-color.org: any value but the empty one.
    color =
      settings.usesColor && Process.isTerminal(STDOUT_FILENO)
      && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    // Notes of -v would stand in the middle of the line.
    showsProgress =
      Process.isTerminal(STDERR_FILENO) && !settings.isQuiet && settings.verbosity == 0
      && environment["TERM"] != "dumb"
  }
}
