import LuaKit

/// What a script is told of its own run.
struct ScriptModule: NativeModule {
  let options: HostOptions
  /// When what runs will be interrupted, by `time.monotonic`; nil: never.
  let deadline: () -> Double?
  /// Ends the run with what was found, as one line.
  let fail: (String) -> Void

  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      // run() → {name=, run_id=, dry_run=, read_only=}
      "run": { [options] thread in
        try thread.newTable(fields: 4)
        for (field, text) in [("name", options.scriptName), ("run_id", options.runID)] {
          try thread.push(text)
          try thread.setField(field, at: -2)
        }
        for (field, isSo) in [("dry_run", options.isDryRun), ("read_only", options.isReadOnly)] {
          thread.push(isSo)
          try thread.setField(field, at: -2)
        }
        return 1
      },
      // deadline() → by time.monotonic, or nil
      "deadline": { [deadline] thread in
        if let time = deadline() { thread.push(time) } else { thread.pushNil() }
        return 1
      },
      // fail(what was found)
      "fail": { [fail] thread in
        fail(try thread.argument(1, as: String.self))
        return 0
      },
    ]
  }
}
