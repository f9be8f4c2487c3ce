import AWSWire
import Documents
import Simulator
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Compares the embedded cloud with moto, which was asked the same by boto3: `record.py`
/// makes the fixture.
@Suite struct ParityTests {
  @Test func everyAnswerIsMotosToo() async throws {
    let path = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let fixture = try JSON.parse(try Self.read("/" + path + "/Fixtures/Simulator/moto.json"))
    let cloud = TestCloud(start: try #require(fixture["now"]?.number))
    let steps = try #require(fixture["steps"])
    #expect(steps.count > 40)
    var ids: [String: String] = [:]
    for (index, step) in steps.elements.enumerated() {
      let (service, operation) = (step["service"]!.string!, step["operation"]!.string!)
      let input = Self.replacing(step["input"]!, ids)
      let comment = Comment(rawValue: "step \(index): \(operation) \(input)")
      if let code = step["error"]?.string {
        let error = try await cloud.failure(service, operation, input)
        #expect(error.code == code, comment)
      } else {
        let output = try await cloud.call(service, operation, input)
        for instance in (output["Instances"] ?? []).elements {
          ids[instance["InstanceType"]!.string!] = instance["InstanceId"]!.string!
        }
        for (path, expected) in step["expect"]!.entries {
          let got = Self.search(path, output)
          #expect(Self.isEqual(got, expected), "\(comment) \(path): \(got) != \(expected)")
        }
      }
      // Moto has no states in between.
      cloud.clock.advance(by: 20)
    }
  }

  /// The JMESPath subset of the fixture: names, and `[]` for every element.
  static func search(_ path: String, _ document: Document) -> Document {
    var values = [document]
    var isProjection = false
    for part in path.split(separator: ".") {
      let name = part.hasSuffix("[]") ? String(part.dropLast(2)) : String(part)
      values = values.compactMap { $0[name] }
      if part.hasSuffix("[]") {
        isProjection = true
        values = values.flatMap { Array($0.elements) }
      }
    }
    return isProjection ? Document(values) : values.first ?? nil
  }

  /// Equality in JSON's eyes: 80 is 80.0, and times are numbers.
  static func isEqual(_ a: Document, _ b: Document) -> Bool {
    if let x = a.number, let y = b.number { return abs(x - y) <= 1e-9 * max(abs(x), abs(y)) }
    switch (a.kind, b.kind) {
    case (.list, .list):
      return a.count == b.count && zip(a.elements, b.elements).allSatisfy(isEqual)
    case (.map, .map):
      return a.count == b.count
        && a.entries.allSatisfy { name, value in b[name].map { isEqual(value, $0) } ?? false }
    default:
      return a == b
    }
  }

  /// Puts ids where the fixture has `<TYPE>`.
  static func replacing(_ value: Document, _ ids: [String: String]) -> Document {
    switch value.kind {
    case .list: Document(value.elements.map { replacing($0, ids) })
    case .map: Document(entries: value.entries.map { ($0.key, replacing($0.value, ids)) })
    case .string where value.string!.hasPrefix("<"):
      Document(ids[String(value.string!.dropFirst().dropLast())]!)
    default: value
    }
  }

  static func read(_ path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "r"), "cannot open \(path)")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}
