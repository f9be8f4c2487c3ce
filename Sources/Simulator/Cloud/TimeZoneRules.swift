import Files

/// How far local time is from UTC, now and in times to come: a fixed offset, or what the system's
/// time zone files say (`tzfile(5)`, RFC 9636).
struct TimeZoneRules {
  /// From when an offset held; ascending.
  private var transitions: [(time: Int, offset: Int)] = []
  /// Before the first transition.
  private var first = 0
  /// After the last transition.
  private var footer: PosixTimeZone

  static let utc = TimeZoneRules(footer: PosixTimeZone(offset: 0))

  private init(footer: PosixTimeZone) { self.footer = footer }

  /// Finds a zone by name: `UTC`, `+02:00`, `UTC-5`, or one of the system's (`Europe/London`); nil
  /// where it is not known, or where the system's files are not there.
  init?(named name: String) {
    if ["UTC", "Z", "GMT"].contains(name) {
      self = .utc
    } else if let offset = Self.fixedOffset(name) {
      self.init(footer: PosixTimeZone(offset: offset))
    } else {
      // A name is no way out of the folder.
      guard !name.hasPrefix("/"), !name.split(separator: "/").contains(".."),
        // A zone that cannot be read is as good as one that is not there.
        let bytes = try? LocalFile.contents(of: "/usr/share/zoneinfo/\(name)"),
        let parsed = Self.parse(bytes)
      else { return nil }
      self = parsed
    }
  }

  /// Seconds that local time is ahead of UTC.
  func offset(at time: Double) -> Int {
    guard let last = transitions.last, time < Double(last.time) else {
      return footer.offset(at: time)
    }
    return transitions.last { Double($0.time) <= time }?.offset ?? first
  }

  /// The moment at which clocks show a local time, given as seconds since 1970-01-01T00:00 of that
  /// clock. A time that comes twice is the first one; one that clocks jump over is that much later.
  func moment(ofLocal local: Double) -> Double {
    let before = Double(offset(at: local - 86_400))
    let candidate = local - before
    if Double(offset(at: candidate)) == before { return candidate }
    let after = local - Double(offset(at: candidate))
    return Double(offset(at: after)) == Double(offset(at: candidate)) ? after : candidate
  }

  /// `+02:00`, `-0530`, `UTC+2`, `GMT-5`.
  private static func fixedOffset(_ name: String) -> Int? {
    var rest = name[...]
    for prefix in ["UTC", "GMT"] where rest.hasPrefix(prefix) { rest = rest.dropFirst(3) }
    guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
    let digits = rest.dropFirst().filter { $0 != ":" }
    guard (1...4).contains(digits.count), let number = Int(digits),
      digits.allSatisfy({ ("0"..."9").contains($0) })
    else { return nil }
    let (hours, minutes) = digits.count > 2 ? (number / 100, number % 100) : (number, 0)
    guard hours <= 14, minutes < 60 else { return nil }
    return (hours * 3_600 + minutes * 60) * (sign == "-" ? -1 : 1)
  }

  /// Reads the second, 64-bit block of a version 2 file, and its footer.
  private static func parse(_ bytes: [UInt8]) -> TimeZoneRules? {
    func number(at offset: Int, bytes count: Int) -> Int {
      let raw = bytes[offset..<offset + count].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return count == 8 ? Int(Int64(bitPattern: raw)) : Int(Int32(bitPattern: UInt32(raw)))
    }
    func header(at offset: Int) -> [Int]? {
      guard bytes.count >= offset + 44, bytes[offset..<offset + 4].elementsEqual("TZif".utf8) else {
        return nil
      }
      // isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt
      return (0..<6).map { number(at: offset + 20 + 4 * $0, bytes: 4) }
    }
    guard let old = header(at: 0), bytes[4] >= UInt8(ascii: "2") else { return nil }
    let start = 44 + old[3] * 5 + old[4] * 6 + old[5] + old[2] * 8 + old[1] + old[0]
    guard let new = header(at: start) else { return nil }
    let times = start + 44
    let types = times + new[3] * 8
    let infos = types + new[3]
    let end = infos + new[4] * 6 + new[5] + new[2] * 12 + new[1] + new[0]
    guard new[4] > 0, bytes.count > end, bytes[end] == UInt8(ascii: "\n") else { return nil }
    let text = String(
      decoding: bytes[(end + 1)...].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    func offset(ofType type: Int) -> Int { number(at: infos + 6 * type, bytes: 4) }
    let transitions = (0..<new[3]).map { index in
      (
        time: number(at: times + 8 * index, bytes: 8),
        offset: offset(ofType: Int(bytes[types + index]))
      )
    }
    let last = transitions.last?.offset ?? offset(ofType: 0)
    guard let footer = text.isEmpty ? PosixTimeZone(offset: last) : PosixTimeZone(text) else {
      return nil
    }
    var rules = TimeZoneRules(footer: footer)
    rules.transitions = transitions
    rules.first = offset(ofType: 0)
    return rules
  }
}
