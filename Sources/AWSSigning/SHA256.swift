import CCrypto

/// SHA-256 and its HMAC, by libcrypto. One object is used from one thread: it keeps a context, since
/// making one costs more than a short digest.
final class SHA256 {
  static let length = 32
  private static let blockLength = 64

  /// `nonisolated(unsafe)`: fetched once, never freed, and libcrypto only reads it.
  nonisolated(unsafe) private static let algorithm: OpaquePointer = {
    guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
      fatalError("libcrypto has no SHA-256")
    }
    return algorithm
  }()

  private let context: OpaquePointer

  init() {
    guard let context = EVP_MD_CTX_new() else { fatalError("EVP_MD_CTX_new: out of memory") }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
    begin()
    add(bytes)
    return end()
  }

  func hexDigest(_ bytes: some Collection<UInt8>) -> String { Self.hex(digest(bytes)) }

  /// HMAC as in RFC 2104.
  func hmac(key: [UInt8], _ text: String) -> [UInt8] {
    let key = key.count > Self.blockLength ? digest(key) : key
    begin()
    add(Self.padded(key, 0x36))
    add(text.utf8)
    let inner = end()
    begin()
    add(Self.padded(key, 0x5C))
    add(inner)
    return end()
  }

  private static func padded(_ key: [UInt8], _ padding: UInt8) -> [UInt8] {
    var block = [UInt8](repeating: padding, count: blockLength)
    for (index, byte) in key.enumerated() { block[index] ^= byte }
    return block
  }

  // MARK: Steps

  private func begin() {
    check(EVP_DigestInit_ex2(context, Self.algorithm, nil))
  }

  private func add(_ bytes: some Collection<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable {
      check(EVP_DigestUpdate(context, $0.baseAddress, $0.count))
    }
    if done == nil {
      let copy = Array(bytes)
      check(EVP_DigestUpdate(context, copy, copy.count))
    }
  }

  private func end() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.length) { output, count in
      check(EVP_DigestFinal_ex(context, output.baseAddress, nil))
      count = Self.length
    }
  }

  private func check(_ result: Int32) {
    precondition(result == 1, "libcrypto cannot compute SHA-256")
  }

  static func hex(_ bytes: [UInt8]) -> String {
    func digit(_ value: UInt8) -> UInt8 {
      value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
    }
    return String(unsafeUninitializedCapacity: bytes.count * 2) { output in
      for (index, byte) in bytes.enumerated() {
        output[index * 2] = digit(byte >> 4)
        output[index * 2 + 1] = digit(byte & 15)
      }
      return bytes.count * 2
    }
  }
}
