import Glibc

/// A file that is written whole, or not at all.
enum NewFile {
  /// Writes a file that is not there yet; EEXIST where one is.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(SystemError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw .last }
    var failure: SystemError?
    do throws(SystemError) { try write(bytes, to: descriptor) } catch { failure = error }
    // Some file systems tell only now that there was no room.
    if close(descriptor) != 0, failure == nil { failure = .last }
    guard let failure else { return }
    unlink(path)
    throw failure
  }

  /// Writes all bytes to an open file.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset)
      }
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw .last }
      offset += count
    }
  }
}
