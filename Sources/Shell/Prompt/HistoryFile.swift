import Files
import Glibc

/// The prompt's history on disk: each entry below a line `#SECONDS` that says when it was made, as
/// Readline and bash write it; an entry may have several lines.
///
/// Entries are appended, each with one write under a lock, so that several prompts share the file.
struct HistoryFile {
  struct Entry: Equatable {
    /// Epoch seconds; 0 where the file does not say.
    var time: Int
    var text: String
  }

  let path: String
  /// How many different entries are kept.
  let limit: Int

  /// Makes the file, and the folders above it, where they are not there, for its owner alone.
  init(path: String, limit: Int) throws(SystemFailure) {
    self.path = path
    self.limit = limit
    try PrivateFile.makeFolder(of: path)
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemFailure() }
    defer { close(descriptor) }
    guard fchmod(descriptor, 0o600) == 0 else { throw SystemFailure() }
  }

  // MARK: Reading

  /// The entries, oldest first; of equal ones the last. A file that has grown to twice what is kept is
  /// written anew.
  func read() throws(SystemFailure) -> [Entry] {
    let bytes = try LocalFile.contents(ofExisting: path)
    let (all, kept) = bytes.withUnsafeBytes { text in
      let all = Self.parts(text)
      var seen: Set<Text> = []
      seen.reserveCapacity(min(all.count, limit))
      var kept: [Entry] = []
      for part in all.reversed()
      where kept.count < limit
        && seen.insert(Text(bytes: .init(rebasing: text[part.text]))).inserted
      {
        let entry = String(decoding: text[part.text], as: UTF8.self)
        kept.append(Entry(time: part.time, text: entry))
      }
      return (all.count, kept.reversed() as [Entry])
    }
    if all > 2 * limit { try rewrite(kept, over: bytes.count) }
    return kept
  }

  /// Bytes that are hashed and compared at once: an array's would be one by one.
  private struct Text: Hashable {
    let bytes: UnsafeRawBufferPointer

    func hash(into hasher: inout Hasher) { hasher.combine(bytes: bytes) }

    static func == (a: Text, b: Text) -> Bool {
      a.bytes.count == b.bytes.count
        && memcmp(a.bytes.baseAddress!, b.bytes.baseAddress!, a.bytes.count) == 0
    }
  }

  private struct Part {
    var time: Int
    var text: Range<Int>
  }

  /// Where the entries stand in the file; none is empty.
  private static func parts(_ text: UnsafeRawBufferPointer) -> [Part] {
    var parts: [Part] = []
    var time = 0
    var entry: Range<Int>?
    var position = 0
    // Without any time each line is an entry.
    let isTimed = text.first == UInt8(ascii: "#")
    while position < text.count {
      let rest = text.count - position
      let newline = memchr(text.baseAddress! + position, Int32(UInt8(ascii: "\n")), rest)
      let end = newline.map { UnsafeRawPointer($0) - text.baseAddress! } ?? text.count
      if isTimed, let stamp = stamp(text[position..<end]) {
        if let entry, !entry.isEmpty { parts.append(Part(time: time, text: entry)) }
        time = stamp
        entry = nil
      } else if isTimed {
        entry = (entry?.lowerBound ?? position)..<end
      } else if end > position {
        parts.append(Part(time: 0, text: position..<end))
      }
      position = end + 1
    }
    if let entry, !entry.isEmpty { parts.append(Part(time: time, text: entry)) }
    return parts
  }

  /// The seconds of a line `#1764000000`.
  private static func stamp(_ line: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard line.first == UInt8(ascii: "#"), line.count > 1, line.count < 18 else { return nil }
    var seconds = 0
    for byte in line.dropFirst() {
      guard (0x30...0x39).contains(byte) else { return nil }
      seconds = seconds * 10 + Int(byte - 0x30)
    }
    return seconds
  }

  // MARK: Writing

  func append(_ entry: Entry) throws(SystemFailure) {
    try locked { () throws(SystemFailure) in
      let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw SystemFailure() }
      defer { close(descriptor) }
      try LocalFile.write(Self.bytes(of: entry), to: descriptor)
    }
  }

  private static func bytes(of entry: Entry) -> [UInt8] {
    Array("#\(entry.time)\n\(entry.text)\n".utf8)
  }

  /// Puts the entries in the place of the file, unless another prompt has added to it meanwhile.
  private func rewrite(_ entries: [Entry], over size: Int) throws(SystemFailure) {
    try locked { () throws(SystemFailure) in
      var status = stat()
      guard stat(path, &status) == 0, status.st_size == size else { return }
      try PrivateFile.replace(path, with: entries.flatMap(Self.bytes))
    }
  }

  /// Runs a body while no other prompt writes. The lock has a file of its own: the history's may be
  /// replaced.
  private func locked(_ body: () throws(SystemFailure) -> Void) throws(SystemFailure) {
    let lock = try FileLock.wait(path + ".lock")
    try body()
    // Held until here.
    _ = consume lock
  }
}
