import Glibc

/// A question that a person answers on the terminal.
enum Confirmation {
  /// True for `y` and `yes`; everything else, the end of input and Ctrl-C are no.
  static func ask(_ question: String) -> Bool {
    Output.error("\(question) [y/N] ")
    return ["y", "yes"].contains(answer()?.lowercased())
  }

  /// True where a name is typed as it is.
  static func ask(typing name: String) -> Bool {
    Output.error("This is production. To make the change, type \(name): ")
    return answer() == name
  }

  /// A line, without blanks at its ends; nil where Ctrl-C or the end of input came first.
  private static func answer() -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      // Unlike read, poll ends at a signal that has a handler: Ctrl-C.
      var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, -1) > 0, read(STDIN_FILENO, &byte, 1) == 1 else {
        Output.error("\n")
        return nil
      }
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self).trimmed }
      bytes.append(byte)
    }
  }
}
