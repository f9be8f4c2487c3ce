import Glibc

/// Files of this machine, whole.
package enum LocalFile {
  /// The bytes of a file, or nil where there is none.
  package static func contents(of path: String) throws(SystemFailure) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw SystemFailure(path)
    }
    defer { close(descriptor) }
    return try contents(of: descriptor, path: path)
  }

  /// The bytes of a file; ENOENT where there is none.
  package static func contents(ofExisting path: String) throws(SystemFailure) -> [UInt8] {
    guard let bytes = try contents(of: path) else { throw SystemFailure(path, number: ENOENT) }
    return bytes
  }

  /// What is left to read of an open file, a pipe or a terminal.
  package static func contents(of descriptor: Int32, path: String? = nil) throws(SystemFailure)
    -> [UInt8]
  {
    // A byte more than the file has shows its end without another chunk.
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    var size = isFile ? Int(status.st_size) + 1 : 1 << 16
    var bytes: [UInt8] = []
    while true {
      var count = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: size) { buffer, used in
        repeat {
          count = read(descriptor, buffer.baseAddress, size)
        } while count < 0 && errno == EINTR
        used = max(count, 0)
      }
      if count < 0 { throw SystemFailure(path) }
      if count == 0 { return bytes }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      size = min(max(size * 2, 1 << 16), 1 << 20)
    }
  }

  /// The names in a folder, sorted, without those that begin with a dot; none where there is no such
  /// folder.
  package static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// Writes all bytes to an open file.
  package static func write(
    _ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32, path: String? = nil
  ) throws(SystemFailure) {
    var offset = 0
    while offset < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw SystemFailure(path) }
      offset += count
    }
  }

  /// Writes all bytes to an open file.
  package static func write(_ bytes: [UInt8], to descriptor: Int32, path: String? = nil)
    throws(SystemFailure)
  {
    // The error's type would be lost by the closure itself.
    try bytes.withUnsafeBufferPointer { bytes in
      Result { () throws(SystemFailure) in try write(bytes, to: descriptor, path: path) }
    }.get()
  }
}
