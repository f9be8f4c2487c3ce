import AWSWire
import Documents
import Glibc
import LuaKit

/// One answer, from the bytes that came to the tables that a script sees.
enum Decoding {
  static func run(file path: String, seconds limit: Double) throws {
    let body = try read(path)
    let operation = try ModelStore().service("ec2").operation("DescribeInstances")
    let codec = try Codecs.codec(for: .ec2)
    let response = WireResponse(status: 200, headers: ["content-type": "text/xml"], body: body)
    let lua = try LuaState()
    let thread = lua.main

    let began = Bench.now()
    var rounds = 0
    var instances = 0
    var elapsed = 0.0
    repeat {
      try thread.push(codec.decode(operation, response))
      try thread.getField("Reservations", at: -1)
      instances = thread.rawLength(at: -1)
      thread.settop(0)
      rounds += 1
      elapsed = Bench.now() - began
    } while elapsed < limit
    let speed = Double(rounds) * Double(body.count) / 1e6 / elapsed
    print("{\"mb_per_second\": \(speed), \"instances\": \(instances)}")
  }

  static func read(_ path: String) throws(Unreadable) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    rewind(file)
    let bytes = [UInt8](unsafeUninitializedCapacity: max(size, 0)) { buffer, count in
      count = fread(buffer.baseAddress, 1, buffer.count, file)
    }
    guard bytes.count == size else { throw Unreadable(path: path) }
    return bytes
  }

  struct Unreadable: Error {
    var path: String
  }
}
