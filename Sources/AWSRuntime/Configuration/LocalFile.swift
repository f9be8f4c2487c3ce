#if canImport(Glibc)
  import Glibc
#endif

/// An error number of the C library, as it was when a call failed.
struct SystemFailure: Error {
  let number: Int32

  static var last: SystemFailure { SystemFailure(number: errno) }
  var reason: String { String(cString: strerror(number)) }
}

/// Files of this machine, whole.
enum LocalFile {
  /// The bytes of a file, or nil where there is none.
  static func contents(of path: String) throws(SystemFailure) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .last
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = read(file, &chunk, chunk.count)
      if count > 0 { bytes += chunk[..<count] }
      if count == 0 { return bytes }
      if count < 0 && errno != EINTR { throw .last }
    }
  }

  /// Puts a file in the place of another at one blow, so that a reader sees the old one or the new
  /// one whole. Only its owner can read it.
  static func replace(_ path: String, with bytes: [UInt8]) throws(SystemFailure) {
    // In the same folder, since a file cannot be renamed onto another disk.
    let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .last }
    do throws(SystemFailure) {
      defer { close(file) }
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes {
          write(file, $0.baseAddress! + written, bytes.count - written)
        }
        if count > 0 { written += count }
        if count < 0 && errno != EINTR { throw .last }
      }
      guard fsync(file) == 0 else { throw .last }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let failure = SystemFailure.last
      unlink(temporary)
      throw failure
    }
  }
}

/// An exclusive `flock` on a file, among all processes; it ends with this value or the process.
struct FileLock: ~Copyable {
  private let file: Int32

  private init(holding file: Int32) { self.file = file }

  deinit { close(file) }

  /// The lock, or nil where another holds it. The file is made where there is none, and stays: to
  /// remove it would let two processes lock two files of one name.
  static func acquire(_ path: String) throws(SystemFailure) -> FileLock? {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .last }
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      let failure = SystemFailure.last
      close(file)
      if failure.number == EWOULDBLOCK { return nil }
      throw failure
    }
    return FileLock(holding: file)
  }
}
