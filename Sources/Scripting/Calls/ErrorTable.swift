import AWSWire
import Documents
import LuaKit

/// Makes the error tables that the library raises (`kind`, `code`, `message`, `where`, …).
///
/// The table's metatable, and the search for `where`, are Lua's: `moonwatch/errors.lua`.
final class ErrorTable {
  private var constructor: LuaReference?
  /// Calls that the budget stopped and a script was told of: a run with one fails even where the
  /// script caught the error. A page that was fetched ahead and never asked for does not count.
  private(set) var costRefusals = 0

  /// An error that carries the table, to be thrown by a Swift function.
  func error(_ failure: AWSError, on thread: LuaThread) -> LuaError {
    if failure.kind == .policy, failure.code == Meter.refusalCode { costRefusals += 1 }
    do throws(LuaError) {
      thread.push(try constructor(in: thread.state))
      do throws(LuaError) {
        try thread.push(fields(of: failure))
      } catch {
        thread.pop()
        throw error
      }
      try thread.call(arguments: 1, results: 1)
      let value = try thread.popReference()
      return LuaError(value: value, message: failure.message)
    } catch {
      // Out of memory, or of stack: the plain text is still better than that news alone.
      return LuaError("\(error.message) (while raising \(failure.code): \(failure.message))")
    }
  }

  /// `errors.new`, looked up at the first error.
  private func constructor(in lua: LuaState) throws(LuaError) -> LuaReference {
    if let constructor { return constructor }
    try Library.pushModule("moonwatch.errors", in: lua)
    defer { lua.main.pop() }
    try lua.main.getField("new", at: -1)
    let found = try lua.main.popReference()
    constructor = found
    return found
  }

  private func fields(of error: AWSError) -> Document {
    var entries: [(String, Document)] = [
      ("kind", Document(error.kind.rawValue)),
      ("code", Document(error.code)),
      ("message", Document(error.message)),
      ("retryable", Document(error.isRetryable)),
      ("attempts", Document(error.attempts)),
    ]
    if let status = error.status { entries.append(("status", Document(status))) }
    if let service = error.service { entries.append(("service", Document(service))) }
    if let operation = error.operation { entries.append(("operation", Document(operation))) }
    if let region = error.region { entries.append(("region", Document(region))) }
    if let requestID = error.requestID { entries.append(("request_id", Document(requestID))) }
    if error.mayHaveTakenEffect { entries.append(("may_have_taken_effect", true)) }
    if let fields = error.fields { entries.append(("fields", fields)) }
    return Document(entries: entries)
  }
}
