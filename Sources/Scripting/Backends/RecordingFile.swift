import AWSWire
import Documents
import Glibc

/// A file of JSON lines that calls are written to, each at once: a header, then a line for each call.
///
/// Only its owner may read it (mode 0600). A recording that is there is replaced; any other file that
/// is not empty is refused, as it was hardly meant.
final class RecordingFile {
  static let format = 1
  let mask: RecordingMask
  private let path: String
  private let descriptor: Int32
  private var failure: AWSError?

  /// Throws kind `config`, code `RecordingUnwritable`.
  init(path: String, mask: RecordingMask, startTime: Double) throws(AWSError) {
    self.path = path
    self.mask = mask
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.unwritable(path) }
    try prepare()
    var header: [(String, Document)] = [
      ("moonwatch_recording", Document(Self.format)), ("version", Document(Version.current)),
      ("time", Document(Timestamp.format(startTime.rounded(.down), as: .iso8601))),
    ]
    if mask.hidesAccounts { header.append(("masks", ["accounts"])) }
    write(Document(entries: header))
    try check()
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Empties what may be replaced. Pipes and terminals have nothing to replace.
  private func prepare() throws(AWSError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.unwritable(path) }
    guard status.st_mode & S_IFMT == S_IFREG else { return }
    if status.st_size > 0 {
      let start = Array(#"{"moonwatch_recording":"#.utf8)
      var bytes = [UInt8](repeating: 0, count: start.count)
      guard pread(descriptor, &bytes, bytes.count, 0) == bytes.count, bytes == start else {
        throw AWSError(
          .config, code: "RecordingUnwritable",
          "\(path): is there and no recording, so it is not replaced; name another file")
      }
    }
    guard ftruncate(descriptor, 0) == 0, fchmod(descriptor, 0o600) == 0 else {
      throw Self.unwritable(path)
    }
  }

  /// Throws what went wrong with an earlier line: no call goes out that could not be recorded.
  func check() throws(AWSError) {
    if let failure { throw failure }
  }

  /// Appends one line. A failure is kept for ``check()``: the call that it is about has been made.
  func write(_ line: Document) {
    guard failure == nil else { return }
    let bytes = JSON.serialize(line) + [UInt8(ascii: "\n")]
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + written, bytes.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        failure = Self.unwritable(path)
        return
      }
    }
  }

  private static func unwritable(_ path: String) -> AWSError {
    AWSError(
      .config, code: "RecordingUnwritable",
      "\(path): the recording cannot be written: \(String(cString: strerror(errno)))")
  }
}
