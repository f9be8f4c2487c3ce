import CLua
import Glibc

/// C's buffered standard output, which Lua's `print` writes to as well, so that what Swift and Lua
/// write keeps its order. For the Lua thread only.
public enum StandardOutput {
  /// Writes bytes; false where that failed, with `errno` set.
  public static func write(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    fwrite(bytes.baseAddress, 1, bytes.count, moonwatch_stdout()) == bytes.count
  }

  /// Hands on what is buffered; false where that failed, with `errno` set.
  @discardableResult
  public static func flush() -> Bool { fflush(moonwatch_stdout()) == 0 }
}
