import Documents

#if canImport(Glibc)
  import Glibc
#endif

/// A JSON file on disk, as it is or in gzip: what botocore's data folder is made of.
public enum ModelFile {
  /// What a description may unpack to; the largest, EC2's, is some 5 MB.
  private static let limit = 256 << 20

  /// The path of a JSON file, or of the same in gzip; nil where there is neither.
  static func path(_ directory: String, _ name: String) -> String? {
    ["\(directory)/\(name).json", "\(directory)/\(name).json.gz"].first { access($0, R_OK) == 0 }
  }

  /// What a file says. Throws kind `config`, code `ModelUnreadable`.
  public static func read(_ path: String) throws(AWSError) -> Document {
    var bytes = try contents(path)
    do {
      if path.hasSuffix(".gz") { bytes = try Gzip.decompress(bytes, limit: limit) }
      return try JSON.parse(bytes)
    } catch {
      throw ModelFailure.unreadable("\(path): \(error)")
    }
  }

  private static func contents(_ path: String) throws(AWSError) -> [UInt8] {
    guard let file = fopen(path, "rbe") else {
      throw ModelFailure.unreadable("\(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      bytes += chunk[..<count]
      if count < chunk.count {
        if ferror(file) != 0 {
          throw ModelFailure.unreadable("\(path): \(String(cString: strerror(errno)))")
        }
        return bytes
      }
    }
  }

  /// The names in a folder, sorted; none where there is no such folder.
  static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
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
}
