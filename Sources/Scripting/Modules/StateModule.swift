import Files
import Glibc
import LuaKit

/// What `script.state` needs of the machine: whose state it is, and a lock.
struct StateModule: NativeModule {
  let options: HostOptions

  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      // whose() → {profile=, endpoint=}: beside the script and the Region, what a state belongs to
      "whose": { [options] thread in
        try thread.newTable(fields: 2)
        let environment = options.environment
        for (field, text) in [
          ("profile", options.profile ?? environment["AWS_PROFILE"]),
          ("endpoint", options.endpointURL ?? environment["AWS_ENDPOINT_URL"]),
        ] {
          try thread.push(text)
          try thread.setField(field, at: -2)
        }
        return 1
      },
      // lock(path) → a number for unlock; false where it is held; or nil and why it cannot be taken
      "lock": { thread in
        let path = try thread.argument(1, as: String.self)
        do throws(SystemFailure) {
          if let lock = try FileLock.take(path) {
            thread.push(Int(lock.detached()))
          } else {
            thread.push(false)
          }
          return 1
        } catch {
          thread.pushNil()
          try thread.push(error.message)
          return 2
        }
      },
      // unlock(number)
      "unlock": { thread in
        close(Int32(try thread.argument(1, as: Int.self)))
        return 0
      },
    ]
  }
}
