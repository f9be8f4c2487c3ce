import Glibc

/// A lock that one process holds at a time. The kernel frees it when the process ends, however that
/// comes about; the file stays, since removing it could free somebody else's.
///
/// See flock(2).
enum FileLock {
  /// Takes the lock of a file, which is made where it is not there, without waiting.
  ///
  /// Gives a descriptor for ``free(_:)``; nil where another process, or this one, holds it.
  static func take(_ path: String) throws(PrivateFile.Failure) -> Int32? {
    try PrivateFile.makeFolder(of: path)
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw PrivateFile.Failure(path) }
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      let failure = PrivateFile.Failure(path)
      close(file)
      if failure.number == EWOULDBLOCK { return nil }
      throw failure
    }
    return file
  }

  static func free(_ file: Int32) { close(file) }
}
