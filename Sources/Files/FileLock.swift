import Glibc

/// An exclusive lock on a file, among all processes. It ends with this value, or with the process,
/// however that comes about; the file stays: to remove it would let two processes lock two files of
/// one name.
///
/// See flock(2).
package struct FileLock: ~Copyable {
  private let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// The lock without waiting, or nil where another process, or this one, holds it. The file, and the
  /// folders above it, are made where they are not there.
  package static func take(_ path: String) throws(SystemFailure) -> FileLock? {
    try acquire(path, LOCK_EX | LOCK_NB)
  }

  /// The lock, as soon as nobody else holds it.
  package static func wait(_ path: String) throws(SystemFailure) -> FileLock {
    // Nil only where asked not to wait.
    try acquire(path, LOCK_EX)!
  }

  private static func acquire(_ path: String, _ how: Int32) throws(SystemFailure) -> FileLock? {
    try PrivateFile.makeFolder(of: path)
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemFailure(path) }
    while flock(descriptor, how) != 0 {
      if errno == EINTR { continue }
      let failure = SystemFailure(path)
      close(descriptor)
      if failure.number == EWOULDBLOCK { return nil }
      throw failure
    }
    return FileLock(descriptor)
  }

  /// The descriptor that holds the lock: closing it frees it.
  package consuming func detached() -> Int32 {
    let descriptor = descriptor
    discard self
    return descriptor
  }
}
