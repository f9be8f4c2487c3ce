import CCrypto

/// SHA-1, for names of cache files that other tools chose; nothing here is protected by it.
public enum SHA1 {
  /// 40 digits in lower case.
  public static func hexDigest(_ text: String) -> String {
    var text = text
    let digest = [UInt8](unsafeUninitializedCapacity: Int(SHA_DIGEST_LENGTH)) { output, count in
      text.withUTF8 { _ = CCrypto.SHA1($0.baseAddress, $0.count, output.baseAddress) }
      count = Int(SHA_DIGEST_LENGTH)
    }
    return SHA256.hex(digest)
  }
}
