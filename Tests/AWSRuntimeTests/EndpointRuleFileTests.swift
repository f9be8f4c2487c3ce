import AWSWire
import Foundation
import Testing

@testable import AWSRuntime

/// Endpoint rules beside a description that was found on disk.
@Suite final class EndpointRuleFileTests {
  private let path = FileManager.default.temporaryDirectory
    .appending(path: "moonwatch-rules-\(UUID().uuidString).json").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private func url(_ rules: String) throws -> String {
    try Data(rules.utf8).write(to: URL(filePath: path))
    var service = ServiceMetadata(
      name: "boats", endpointPrefix: "boats", signingName: "boats", wireProtocol: .json)
    service.endpointRuleFile = path
    return try EndpointResolver().resolve(service, .init(region: "eu-west-1")).url.description
  }

  @Test func simpleRulesAreFollowed() throws {
    let rules = """
      {"version":"1.0","parameters":{"Region":{"type":"string","required":true}},
       "rules":[{"conditions":[],"endpoint":{"url":"https://boats-{Region}.example.com"},"type":"endpoint"}]}
      """
    #expect(try url(rules) == "https://boats-eu-west-1.example.com")
  }

  @Test func rulesThatWantMoreGiveWayToTheCommonOnes() throws {
    let rules = """
      {"version":"1.0","parameters":{"Harbour":{"type":"string","required":true}},
       "rules":[{"conditions":[],"endpoint":{"url":"https://{Harbour}.example.com"},"type":"endpoint"}]}
      """
    #expect(try url(rules) == "https://boats.eu-west-1.amazonaws.com")
  }

  @Test func rulesThatCannotBeReadAreAnError() throws {
    let error = try #require(throws: AWSError.self) { try url("{") }
    #expect(error.code == "ModelUnreadable")
    #expect(error.message.contains(path))
  }
}
