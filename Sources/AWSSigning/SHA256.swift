import CCrypto

/// SHA-256 and its HMAC, by libcrypto.
enum SHA256 {
  static let length = 32

  static func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let digest = [UInt8](unsafeUninitializedCapacity: length) { output, count in
      let contiguous: Void? = bytes.withContiguousStorageIfAvailable { input in
        _ = CCrypto.SHA256(input.baseAddress, input.count, output.baseAddress)
      }
      if contiguous == nil {
        let copy = Array(bytes)
        _ = CCrypto.SHA256(copy, copy.count, output.baseAddress)
      }
      count = length
    }
    return digest
  }

  static func hmac(key: [UInt8], _ text: String) -> [UInt8] {
    var text = text
    return [UInt8](unsafeUninitializedCapacity: length) { output, count in
      var written: UInt32 = 0
      let result = text.withUTF8 { input in
        HMAC(
          EVP_sha256(), key, Int32(key.count), input.baseAddress, input.count, output.baseAddress,
          &written)
      }
      guard result != nil else { fatalError("libcrypto cannot compute HMAC-SHA256") }
      count = Int(written)
    }
  }

  static func hexDigest(_ bytes: some Collection<UInt8>) -> String { hex(digest(bytes)) }

  static func hex(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { output in
      for (index, byte) in bytes.enumerated() {
        output[index * 2] = hexDigits.lower[Int(byte >> 4)]
        output[index * 2 + 1] = hexDigits.lower[Int(byte & 15)]
      }
      return bytes.count * 2
    }
  }
}

let hexDigits = (lower: Array("0123456789abcdef".utf8), upper: Array("0123456789ABCDEF".utf8))
