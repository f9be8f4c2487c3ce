import AWSRuntime
import AWSWire
import Files
import Glibc
import LuaKit
import Simulator

/// Where a run's calls go, and where it keeps what outlives it.
struct RunModule: NativeModule {
  let caller: Caller

  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      // facts() → {embedded=, progress=}; embedded: nothing that a call changes outlives the run
      "facts": { [caller] thread in
        let options = caller.options
        var isEmbedded = options.replayFile != nil
        if case .simulator = options.cloud { isEmbedded = true }
        try thread.newTable(fields: 2)
        for (name, isSet) in [("embedded", isEmbedded), ("progress", options.showsProgress)] {
          thread.push(isSet)
          try thread.setField(name, at: -2)
        }
        return 1
      },
      // region(profile or nil, region or nil) → the Region of calls with these options; nil where
      // nothing names one
      "region": { [caller] thread in
        let options = caller.options
        var region = thread.string(at: 2) ?? options.region
        if case .simulator = options.cloud {
          region = region ?? SimulatedCloud.defaultRegion
        } else {
          let profile = thread.string(at: 1) ?? options.profile
          let given = region
          region = try caller.raising(on: thread) { () throws(AWSError) in
            try Configuration(environment: options.environment, profile: profile)
              .configuredRegion(explicit: given)
          }
        }
        guard let region else {
          thread.pushNil()
          return 1
        }
        try thread.push(region)
        return 1
      },
      // state_folder() → where this program keeps what outlives a run, or nil without a home
      "state_folder": { [caller] thread in
        let environment = caller.options.environment
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
          try thread.push(state + "/moonwatch")
        } else if let home = environment["HOME"], home.hasPrefix("/") {
          try thread.push(home + "/.local/state/moonwatch")
        } else {
          thread.pushNil()
        }
        return 1
      },
      // append(path, text), replace(path, text) → nil, or why it could not be written
      "append": { thread in
        try write(thread) { (path, bytes) throws(SystemFailure) in
          try PrivateFile.append(bytes, to: path)
        }
      },
      "replace": { thread in
        try write(thread) { (path, bytes) throws(SystemFailure) in
          try PrivateFile.replace(path, with: bytes)
        }
      },
      // progress(text): writes over the line of standard error
      "progress": { thread in
        var text = "\r\u{1B}[K" + (try thread.argument(1, as: String.self))
        // Where standard error is closed there is nobody to tell.
        text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        return 0
      },
    ]
  }
}

private func write(
  _ thread: LuaThread,
  _ body: (String, UnsafeBufferPointer<UInt8>) throws(SystemFailure) -> Void
) throws -> LuaReturn {
  let path = try thread.argument(1, as: String.self)
  var failure: SystemFailure?
  let isText: Void? = thread.withString(at: 2) { bytes in
    do throws(SystemFailure) { try body(path, bytes) } catch { failure = error }
  }
  guard isText != nil else {
    throw LuaError.argument(2, "string expected, got \(thread.typeName(at: 2))")
  }
  guard let failure else { return 0 }
  try thread.push(failure.message)
  return 1
}
