import Glibc

/// What libFuzzer calls with each input that it makes up; `scripts/fuzz` builds and runs it.
///
/// `MOONWATCH_FUZZ` names the format. A crash, a broken promise (`precondition`), an input that takes
/// too long or too much memory: libFuzzer reports each and keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  Formats.chosen(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

/// The formats by name. A new one is a function here and a folder in `Tests/Fixtures/fuzz`.
enum Formats {
  static let all: [String: @Sendable ([UInt8]) -> Void] = [
    "xml": Answers.xml,
    "json": Answers.json,
    "cbor": Answers.cbor,
    "rest": Answers.rest,
    "config": Texts.config,
    "sso": Texts.sso,
    "command": Texts.command,
    "paths": Texts.paths,
    "gzip": Texts.gzip,
  ]

  static let chosen: @Sendable ([UInt8]) -> Void = {
    let name = getenv("MOONWATCH_FUZZ").map { String(cString: $0) } ?? ""
    guard let format = all[name] else {
      fatalError("MOONWATCH_FUZZ: expected one of \(all.keys.sorted()), got '\(name)'")
    }
    return format
  }()
}
