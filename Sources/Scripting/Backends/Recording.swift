import AWSWire
import Documents
import Files

/// What a recording holds.
struct Recording {
  let path: String
  private(set) var calls: [RecordedCall] = []
  private(set) var mask = RecordingMask()

  /// Reads a file. Throws kind `config`, code `RecordingUnreadable`, with file and line.
  init(path: String) throws(AWSError) {
    self.path = path
    let bytes: [UInt8]
    do throws(SystemFailure) {
      bytes = try LocalFile.contents(ofExisting: path)
    } catch {
      throw Self.unreadable(error.message)
    }
    var number = 0
    for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      // The end of the last line.
      if text.isEmpty { continue }
      do throws(RecordedCall.Problem) {
        let value = try Self.parse(Array(text))
        if number == 1 {
          try readHeader(value)
        } else {
          calls.append(try RecordedCall(value, line: number))
        }
      } catch {
        throw Self.unreadable("\(path):\(number): \(error.message)")
      }
    }
    if bytes.isEmpty {
      throw Self.unreadable("\(path):1: expected a recording, got an empty file")
    }
  }

  private mutating func readHeader(_ value: Document) throws(RecordedCall.Problem) {
    guard let format = value["moonwatch_recording"] else {
      throw RecordedCall.Problem("expected the header of a recording, {\"moonwatch_recording\":…}")
    }
    guard format.integer == Int64(RecordingFile.format) else {
      throw RecordedCall.Problem(
        "expected a recording of format \(RecordingFile.format), got \(format)")
    }
    for name in value["masks"]?.elements.compactMap(\.string) ?? [] {
      guard name == "accounts" else { throw RecordedCall.Problem("unknown mask '\(name)'") }
      mask.hidesAccounts = true
    }
  }

  private static func parse(_ text: [UInt8]) throws(RecordedCall.Problem) -> Document {
    do throws(JSON.Failure) {
      return try JSON.parse(text)
    } catch {
      throw RecordedCall.Problem("column \(error.column): \(error.reason)")
    }
  }

  static func unreadable(_ message: String) -> AWSError {
    AWSError(.config, code: "RecordingUnreadable", message)
  }
}
