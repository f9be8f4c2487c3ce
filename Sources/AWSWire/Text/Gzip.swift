import CZlib

/// Data in gzip's format (RFC 1952), by way of zlib.
public enum Gzip {
  /// Why data cannot be unpacked.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// The bytes, packed.
  public static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    // The only causes of failure are a wrong argument and no memory.
    precondition(moonwatch_zlib_deflate_gzip(&stream) == Z_OK, "deflateInit2: out of memory")
    defer { deflateEnd(&stream) }
    // zlib counts in 32 bits; what is packed here is far smaller.
    precondition(bytes.count < Int(Int32.max), "a body of at most 2 GiB")
    var bytes = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let code = bytes.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    precondition(code == Z_STREAM_END, "deflateBound is enough for all of it")
    return Array(output.prefix(Int(stream.total_out)))
  }

  /// The bytes that were packed. Throws for data that is not gzip, that is cut short, or that unpacks
  /// to more than `limit` bytes.
  public static func decompress(_ packed: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
    var stream = z_stream()
    guard moonwatch_zlib_inflate_gzip(&stream) == Z_OK else {
      throw Failure(description: "out of memory")
    }
    defer { inflateEnd(&stream) }
    guard let size = UInt32(exactly: packed.count) else {
      throw Failure(description: "larger than 4 GiB")
    }
    var packed = packed
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var problem: Failure?
    packed.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = size
      while true {
        let (code, count) = chunk.withUnsafeMutableBufferPointer { room in
          stream.next_out = room.baseAddress
          stream.avail_out = UInt32(room.count)
          let code = inflate(&stream, Z_NO_FLUSH)
          return (code, room.count - Int(stream.avail_out))
        }
        output += chunk[..<count]
        if output.count > limit {
          problem = Failure(description: "unpacks to more than \(limit) bytes")
          return
        }
        if code == Z_STREAM_END { return }
        guard code == Z_OK else {
          problem = Failure(
            description: code == Z_BUF_ERROR ? "the gzip data is cut short" : "not gzip data")
          return
        }
      }
    }
    if let problem { throw problem }
    return output
  }
}
