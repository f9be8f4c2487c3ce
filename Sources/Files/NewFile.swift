import Glibc

/// A file that is written whole, or not at all.
package enum NewFile {
  /// Writes a file that is not there yet; EEXIST where one is.
  package static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(SystemFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw SystemFailure(path) }
    var failure: SystemFailure?
    do throws(SystemFailure) {
      try LocalFile.write(bytes, to: descriptor, path: path)
    } catch {
      failure = error
    }
    // Some file systems tell only now that there was no room.
    if close(descriptor) != 0, failure == nil { failure = SystemFailure(path) }
    guard let failure else { return }
    unlink(path)
    throw failure
  }
}
