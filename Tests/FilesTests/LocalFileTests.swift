import Files
import Glibc
import Testing

/// Files in a folder of their own.
@Suite final class LocalFileTests {
  private let folder: String

  init() throws {
    var template = Array("/tmp/moonwatch-files-XXXXXX".utf8CString)
    folder = String(cString: try #require(mkdtemp(&template)))
  }

  deinit {
    for name in LocalFile.names(in: folder) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  @Test func whatIsWrittenIsRead() throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for path in ["\(folder)/a", "\(folder)/b"] {
      try NewFile.write(bytes, to: path, mode: 0o600)
      #expect(try LocalFile.contents(of: path) == bytes)
    }
    try PrivateFile.replace("\(folder)/b", with: [1, 2])
    #expect(try LocalFile.contents(ofExisting: "\(folder)/b") == [1, 2])
    #expect(LocalFile.names(in: folder) == ["a", "b"])
  }

  @Test func anEmptyFileAndOneWithoutASizeAreReadToTheirEnd() throws {
    try NewFile.write([], to: "\(folder)/empty", mode: 0o600)
    #expect(try LocalFile.contents(of: "\(folder)/empty") == [])
    // The kernel says that its files have no bytes.
    #expect(
      try LocalFile.contents(of: "/proc/self/status")?.starts(with: Array("Name:".utf8)) == true)
  }

  @Test func aFileThatIsThereIsNotWrittenAnew() throws {
    let path = "\(folder)/once"
    try NewFile.write([1], to: path, mode: 0o600)
    #expect(throws: SystemFailure(path, number: EEXIST)) {
      try NewFile.write([2], to: path, mode: 0o600)
    }
    #expect(try LocalFile.contents(of: path) == [1])
  }

  @Test func aFileThatCannotBeWrittenWholeIsNotThere() throws {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    #expect(throws: SystemFailure("/dev/full", number: ENOSPC)) {
      try LocalFile.write([1], to: full, path: "/dev/full")
    }
    #expect(throws: SystemFailure("/dev/full", number: EINVAL)) {
      try PrivateFile.replace("/dev/full", with: [1])
    }
    #expect(throws: SystemFailure(folder, number: EISDIR)) {
      try PrivateFile.replace(folder, with: [1])
    }
  }

  @Test func whatIsNotThereIsNoFailureUnlessItHasToBe() throws {
    #expect(try LocalFile.contents(of: "\(folder)/none") == nil)
    #expect(throws: SystemFailure("\(folder)/none", number: ENOENT)) {
      try LocalFile.contents(ofExisting: "\(folder)/none")
    }
    #expect(throws: SystemFailure(folder, number: EISDIR)) { try LocalFile.contents(of: folder) }
    #expect(LocalFile.names(in: "\(folder)/none") == [])
  }

  @Test func aLockIsHeldOnceAndFreeAfterItsValue() throws {
    let path = "\(folder)/lock"
    #expect(try isFree(path))
    let lock = try FileLock.take(path)
    #expect(try !isFree(path))
    _ = consume lock
    #expect(try isFree(path))
  }

  private func isFree(_ path: String) throws -> Bool {
    let lock = try FileLock.take(path)
    return lock != nil
  }
}
