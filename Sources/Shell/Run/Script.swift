import Files
import Glibc

/// A script's text, as it was found.
struct Script {
  /// What messages and help call it.
  let name: String
  /// The file; nil for standard input and `-e`.
  let path: String?
  /// Lua's name of the chunk.
  let chunkName: String
  private let text: String

  /// Code of the command line.
  init(commandLine code: String) {
    name = "(command line)"
    path = nil
    chunkName = "=(command line)"
    text = code
  }

  init(name: String, path: String?, bytes: [UInt8]) throws(Failure) {
    self.name = name
    self.path = path
    chunkName = path.map { "@" + $0 } ?? "=stdin"
    text = try Self.decode(bytes, name: name)
  }

  /// Reads a file, or standard input for nil.
  static func load(_ path: String?) throws(Failure) -> Script {
    guard let path else {
      return try Script(
        name: "stdin", path: nil, bytes: try bytes(of: STDIN_FILENO, named: "standard input"))
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let hints = errno == ENOENT ? ["To run Lua code from the command line, use -e."] : []
      throw Failure("cannot open '\(path)': \(SystemFailure().reason)", hints: hints)
    }
    defer { close(descriptor) }
    return try Script(
      name: path, path: path, bytes: try bytes(of: descriptor, named: "'\(path)'"))
  }

  func header() throws(Failure) -> ScriptHeader { try HeaderParser.parse(text, file: name) }

  /// The text for Lua: a `#!` line is empty, so that lines keep their numbers.
  var source: String {
    guard text.utf8.first == UInt8(ascii: "#") else { return text }
    return String(Substring(text.utf8.drop { $0 != UInt8(ascii: "\n") }))
  }

  // MARK: Bytes

  private static func decode(_ bytes: [UInt8], name: String) throws(Failure) -> String {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    if bytes.first == 0x1B {
      throw Failure(
        "\(name): this is precompiled Lua (bytecode), which is not run; give the source",
        status: .script)
    }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var line = 1
    for row in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if String(validating: row, as: UTF8.self) == nil { break }
      line += 1
    }
    throw Failure(
      "\(name):\(line): the text is not UTF-8",
      hints: ["Save it as UTF-8; for other bytes in a string write escapes, such as \\xE9."],
      status: .script)
  }

  static func bytes(of descriptor: Int32, named name: String) throws(Failure) -> [UInt8] {
    do throws(SystemFailure) {
      return try LocalFile.contents(of: descriptor)
    } catch {
      throw Failure("cannot read \(name): \(error.reason)")
    }
  }
}
