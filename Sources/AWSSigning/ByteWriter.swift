#if canImport(Glibc)
  import Glibc
#endif

/// Writes text as bytes into memory whose size was counted before: no check of room for each piece, no
/// copy when it grows.
struct ByteWriter {
  private var next: UnsafeMutablePointer<UInt8>
  private let start: UnsafeMutablePointer<UInt8>
  private let end: UnsafeMutablePointer<UInt8>

  /// Of the memory, which has to outlive the writer.
  init(_ memory: UnsafeMutableBufferPointer<UInt8>) {
    start = memory.baseAddress!
    next = start
    end = start + memory.count
  }

  /// Bytes written so far.
  var count: Int { next - start }

  /// An array of at most `capacity` bytes.
  static func bytes(capacity: Int, _ write: (inout ByteWriter) -> Void) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: max(capacity, 1)) { memory, count in
      var writer = ByteWriter(memory)
      write(&writer)
      count = writer.count
    }
  }

  /// A string of at most `capacity` bytes.
  static func string(capacity: Int, _ write: (inout ByteWriter) -> Void) -> String {
    String(unsafeUninitializedCapacity: max(capacity, 1)) { memory in
      var writer = ByteWriter(memory)
      write(&writer)
      return writer.count
    }
  }

  @inline(__always)
  mutating func write(_ byte: UInt8) {
    precondition(next < end, "more is written than was counted")
    next.initialize(to: byte)
    next += 1
  }

  @inline(__always)
  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    precondition(bytes.count <= end - next, "more is written than was counted")
    next.initialize(from: base, count: bytes.count)
    next += bytes.count
  }

  mutating func write(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { write($0) } }
  mutating func write(_ text: StaticString) {
    write(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { write($0) }
  }

  /// Two lower-case digits for each byte.
  mutating func writeHex(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
    precondition(2 * bytes.count <= end - next, "more is written than was counted")
    let digit = ("0123456789abcdef" as StaticString).utf8Start
    for byte in bytes {
      next[0] = digit[Int(byte >> 4)]
      next[1] = digit[Int(byte & 15)]
      next += 2
    }
  }
}
