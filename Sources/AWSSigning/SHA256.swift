import CCrypto

/// SHA-256 and its HMAC, by libcrypto. One object is used from one thread: it keeps a context and the
/// last digest, since making room for them costs more than a short digest does.
final class SHA256 {
  static let blockLength = 64

  /// `nonisolated(unsafe)`: fetched once, never freed, and libcrypto only reads it.
  nonisolated(unsafe) private static let algorithm: OpaquePointer = {
    guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
      fatalError("libcrypto has no SHA-256")
    }
    return algorithm
  }()

  private let context: OpaquePointer
  private let algorithm = SHA256.algorithm

  init() {
    guard let context = EVP_MD_CTX_new() else { fatalError("EVP_MD_CTX_new: out of memory") }
    self.context = context
  }

  deinit {
    EVP_MD_CTX_free(context)
    digest.deallocate()
  }

  /// The last digest: 32 bytes.
  let digest = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 32)

  /// The last digest in lower-case digits.
  var hexDigest: String {
    String(unsafeUninitializedCapacity: 64) { text in
      Bytes.writeHex(digest, to: text.baseAddress!)
      return 64
    }
  }

  /// Makes a digest of `block` and `bytes` together.
  func hash(_ bytes: [UInt8], after block: [UInt8] = []) {
    bytes.withUnsafeBufferPointer { hash($0, after: block) }
  }

  private func hash(_ bytes: UnsafeBufferPointer<UInt8>, after block: [UInt8]) {
    check(EVP_DigestInit_ex2(context, algorithm, nil))
    if !block.isEmpty { check(EVP_DigestUpdate(context, block, block.count)) }
    check(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
    check(EVP_DigestFinal_ex(context, digest.baseAddress, nil))
  }

  /// HMAC as in RFC 2104.
  func hmac(_ key: HMACKey, _ bytes: [UInt8]) {
    hash(bytes, after: key.inner)
    hash(UnsafeBufferPointer(digest), after: key.outer)
  }

  private func check(_ result: Int32) {
    precondition(result == 1, "libcrypto cannot compute SHA-256")
  }
}

/// A key, padded as both of HMAC's digests begin with it.
struct HMACKey {
  let inner: [UInt8]
  let outer: [UInt8]

  init(_ key: [UInt8], _ sha256: SHA256) {
    var key = key
    if key.count > SHA256.blockLength {
      sha256.hash(key)
      key = Array(sha256.digest)
    }
    func padded(_ padding: UInt8) -> [UInt8] {
      key.map { $0 ^ padding }
        + [UInt8](repeating: padding, count: SHA256.blockLength - key.count)
    }
    inner = padded(0x36)
    outer = padded(0x5C)
  }
}
