import Glibc
import LuaKit

/// What `show` in the Lua library stands on: where results go, and in which form.
///
/// Results go through C's standard output, as Lua's `print` does, so that the two keep their order.
struct OutputModule: NativeModule {
  /// The host's, as they are now: a terminal's width changes.
  let options: () -> HostOptions

  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      "write": { thread in
        let written = thread.withString(at: 1) { StandardOutput.write($0) }
        guard let written else {
          throw LuaError.argument(1, "string expected, got \(thread.typeName(at: 1))")
        }
        if !written {
          throw LuaError("cannot write to standard output: \(String(cString: strerror(errno)))")
        }
        return 0
      },
      // settings() → {format=, width=, color=, verbosity=}
      "settings": { [options] thread in
        let options = options()
        try thread.push([
          "format": options.output.rawValue
        ])
        if let width = options.width {
          thread.push(width)
          try thread.setField("width", at: -2)
        }
        thread.push(options.color)
        try thread.setField("color", at: -2)
        thread.push(options.verbosity)
        try thread.setField("verbosity", at: -2)
        return 1
      },
    ]
  }
}
