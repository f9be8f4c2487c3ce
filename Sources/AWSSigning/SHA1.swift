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
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
