import Glibc

/// Files that only their owner may read, and that are on the disk when a call returns.
package enum PrivateFile {
  /// Adds bytes at the end of a file. It and the folders above it are made where they are not there.
  package static func append(_ bytes: UnsafeBufferPointer<UInt8>, to path: String)
    throws(SystemFailure)
  {
    try makeFolder(of: path)
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemFailure(path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw SystemFailure(path) }
    try write(bytes, to: file, path)
    if status.st_size == 0 { try syncFolder(of: path) }
  }

  /// Puts bytes in the place of a file at one blow: a reader sees the old one or the new one whole.
  package static func replace(_ path: String, with bytes: UnsafeBufferPointer<UInt8>)
    throws(SystemFailure)
  {
    try makeFolder(of: path)
    // What is no file, such as a device, is not to be taken from its place.
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw SystemFailure(path, number: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    // In the same folder, since a file cannot be renamed onto another disk.
    let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemFailure(path) }
    do throws(SystemFailure) {
      defer { close(file) }
      try write(bytes, to: file, path)
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let failure = SystemFailure(path)
      unlink(temporary)
      throw failure
    }
    try syncFolder(of: path)
  }

  /// Puts bytes in the place of a file, as above.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(SystemFailure) {
    // The error's type would be lost by the closure itself.
    try bytes.withUnsafeBufferPointer { bytes in
      Result { () throws(SystemFailure) in try replace(path, with: bytes) }
    }.get()
  }

  private static func write(
    _ bytes: UnsafeBufferPointer<UInt8>, to file: Int32, _ path: String
  ) throws(SystemFailure) {
    try LocalFile.write(bytes, to: file, path: path)
    guard fsync(file) == 0 else { throw SystemFailure(path) }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Makes the folder of a file, and those above it, for their owner alone.
  package static func makeFolder(of path: String) throws(SystemFailure) {
    let folder = folder(of: path)
    var status = stat()
    if stat(folder, &status) == 0 { return }
    guard errno == ENOENT else { throw SystemFailure(folder) }
    try makeFolder(of: folder)
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw SystemFailure(folder) }
  }

  /// A file that is new is there after a power failure once its folder is on the disk, too.
  private static func syncFolder(of path: String) throws(SystemFailure) {
    let descriptor = open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFailure(path) }
    defer { close(descriptor) }
    // Some file systems cannot, and do so by themselves.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw SystemFailure(path) }
  }
}
