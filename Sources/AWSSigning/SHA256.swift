import CCrypto

/// SHA-256 and its HMAC, by libcrypto's low-level functions: their state is plain memory that can be
/// kept and copied, where EVP's would be allocated, looked up and wiped for each short digest.
///
/// One object is used from one thread, as it keeps the last digest.
final class SHA256 {
  static let blockLength = Int(SHA256_CBLOCK)
  static let length = Int(SHA256_DIGEST_LENGTH)

  private var state = SHA256_CTX()
  /// The last digest: 32 bytes.
  let digest = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: SHA256.length)

  deinit { digest.deallocate() }

  /// Makes a digest of bytes.
  func hash(_ bytes: UnsafeBufferPointer<UInt8>) {
    check(SHA256_Init(&state))
    finish(bytes)
  }

  /// Makes a digest of bytes.
  func hash(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { hash($0) } }

  /// Makes an HMAC of bytes, as in RFC 2104.
  func hmac(_ key: HMACKey, _ bytes: [UInt8]) {
    state = key.inner
    bytes.withUnsafeBufferPointer { finish($0) }
    state = key.outer
    finish(UnsafeBufferPointer(digest))
  }

  private func finish(_ bytes: UnsafeBufferPointer<UInt8>) {
    check(SHA256_Update(&state, bytes.baseAddress, bytes.count))
    check(SHA256_Final(digest.baseAddress, &state))
  }

  /// The state after one block.
  fileprivate static func state(after block: [UInt8]) -> SHA256_CTX {
    var state = SHA256_CTX()
    precondition(SHA256_Init(&state) == 1 && SHA256_Update(&state, block, block.count) == 1)
    return state
  }

  private func check(_ result: Int32) {
    precondition(result == 1, "libcrypto cannot compute SHA-256")
  }
}

/// A key, as far as both of HMAC's digests go before there is a message.
struct HMACKey {
  let inner: SHA256_CTX
  let outer: SHA256_CTX

  init(_ key: [UInt8], _ sha256: SHA256) {
    var key = key
    if key.count > SHA256.blockLength {
      sha256.hash(key)
      key = Array(sha256.digest)
    }
    func state(_ padding: UInt8) -> SHA256_CTX {
      SHA256.state(
        after: key.map { $0 ^ padding }
          + [UInt8](repeating: padding, count: SHA256.blockLength - key.count))
    }
    inner = state(0x36)
    outer = state(0x5C)
  }
}
