import Glibc
import Scripting

/// Asks a person on the terminal for the code of an MFA device.
enum MFAPrompt {
  /// The line that was typed; nil where it is empty, the input ends or the run is stopped.
  static func ask(_ question: MFAQuestion) async -> String? {
    Output.error("MFA code of \(question.serial) (profile \(question.profile)): ")
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 256)
    while bytes.last != UInt8(ascii: "\n") {
      guard await question.waitUntilReadable(STDIN_FILENO) else {
        Output.error("\n")
        return nil
      }
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      // The end of the input, by Ctrl-D.
      if count <= 0 {
        Output.error("\n")
        break
      }
      bytes += chunk[..<count]
    }
    let answer = trimmed(String(decoding: bytes, as: UTF8.self))
    return answer.isEmpty ? nil : answer
  }
}
