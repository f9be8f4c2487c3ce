import Glibc

/// A file that is written whole, or not at all.
enum NewFile {
  /// Writes a file that is not there yet; EEXIST where one is.
  static func write(_ text: String, to path: String, mode: mode_t) throws(SystemError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw .last }
    let failure = write(Array(text.utf8), to: descriptor)
    let closed = close(descriptor)
    guard let error = failure ?? (closed == 0 ? nil : .last) else { return }
    unlink(path)
    throw error
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> SystemError? {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset)
      }
      if count < 0, errno == EINTR { continue }
      if count < 0 { return .last }
      offset += count
    }
    return nil
  }
}
