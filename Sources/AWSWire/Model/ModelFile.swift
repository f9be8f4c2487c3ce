import Documents
import Files

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
    var bytes: [UInt8]
    do throws(SystemFailure) {
      bytes = try LocalFile.contents(ofExisting: path)
    } catch {
      throw ModelFailure.unreadable(error.message)
    }
    do {
      if path.hasSuffix(".gz") { bytes = try Gzip.decompress(bytes, limit: limit) }
      return try JSON.parse(bytes)
    } catch {
      throw ModelFailure.unreadable("\(path): \(error)")
    }
  }
}
