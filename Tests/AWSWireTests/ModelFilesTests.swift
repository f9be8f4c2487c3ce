import AWSWire
import Documents
import Foundation
import Testing

/// Descriptions on disk.
@Suite final class ModelFilesTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "moonwatch-models-\(UUID().uuidString)").path

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func write(_ path: String, _ bytes: [UInt8]) throws {
    let url = URL(filePath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  private func model(_ operation: String) -> [UInt8] {
    Array(
      """
      {"metadata":{"apiVersion":"1","endpointPrefix":"boats","protocol":"rest-json","serviceId":"Boats"},
       "operations":{"\(operation)":{"name":"\(operation)","http":{"method":"GET","requestUri":"/{Id}"},
         "input":{"shape":"In"},"output":{"shape":"Out"}}},
       "shapes":{"In":{"type":"structure","required":["Id"],"members":{"Id":{"shape":"S","location":"uri"}}},
         "Out":{"type":"structure","members":{"Names":{"shape":"L"}}},
         "L":{"type":"list","member":{"shape":"S"}},"S":{"type":"string"}}}
      """.utf8)
  }

  private var store: ModelStore {
    ModelStore(environment: ["AWS_DATA_PATH": "\(folder)/a:~/b", "HOME": folder])
  }

  @Test func theNewestVersionCountsWhereverItIs() throws {
    try write("a/boats/2020-01-01/service-2.json", model("ListOld"))
    try write("b/boats/2021-01-01/service-2.json.gz", Gzip.compress(model("ListNew")))
    try write("b/boats/2022-01-01/other.json", [])
    try write(".aws/models/boats/2021-01-01/service-2.json", model("ListHidden"))
    let boats = try store.service("boats")
    #expect(boats.operationNames == ["ListNew"])
    #expect(boats.source == "\(folder)/b/boats/2021-01-01/service-2.json.gz")
    #expect(boats.isReadOnly("ListNew"))
    #expect(try store.service("boats", apiVersion: "2020-01-01").operationNames == ["ListOld"])
    #expect(store.serviceNames() == (["boats"] + ModelStore.embeddedServices).sorted())
    let error = try #require(throws: AWSError.self) {
      try store.service("boats", apiVersion: "1999-01-01")
    }
    #expect(error.code == "UnknownVersion")
    #expect(error.message.contains("there are: 2020-01-01, 2021-01-01; looked in \(folder)/a, "))
  }

  @Test func pagesAndWaitersStandBeside() throws {
    try write("a/boats/1/service-2.json", model("ListBoats"))
    try write(
      "a/boats/1/paginators-1.json",
      Array(
        #"{"pagination":{"ListBoats":{"input_token":"T","output_token":"N","result_key":"Names"}}}"#
          .utf8))
    try write(
      "a/boats/1/waiters-2.json",
      Array(
        #"""
        {"version":2,"waiters":{"BoatAfloat":{"operation":"ListBoats","delay":1,"maxAttempts":3,
         "acceptors":[{"matcher":"path","argument":"length(Names)>`0`","expected":true,"state":"success"}]}}}
        """#.utf8))
    let boats = try store.service("boats")
    #expect(try boats.paginator(of: "ListBoats")?.resultKeys == ["Names"])
    #expect(try boats.waiter("boat_afloat").operation == "ListBoats")
    let operation = try boats.operation(try boats.resolve("list_boats"))
    let request = try Codecs.codec(for: operation).encode(operation, ["Id": "a b/ü"])
    #expect(request.uri == "/a%20b%2F%C3%BC")
    let empty = try #require(throws: AWSError.self) {
      try Codecs.codec(for: operation).encode(operation, ["Id": ""])
    }
    #expect(
      empty.message == "ListBoats: Id: expected a value for the path, got an empty string")
  }

  @Test func anEmbeddedServiceIsCompletedFromDisk() throws {
    try write("a/ec2/2016-11-15/service-2.json", model("CreateVpc"))
    let ec2 = try store.service("ec2")
    #expect(try ec2.resolve("create_vpc") == "CreateVpc")
    #expect(try ec2.operation("CreateVpc").isReadOnly == false)
    #expect(try ec2.operation("DescribeVpcs").service.wireProtocol == .ec2)
    #expect(try ec2.paginator(of: "CreateVpc") == nil)
  }

  @Test(arguments: [
    ("service-2.json", Array("{".utf8), "the text ends too early"),
    ("service-2.json.gz", Array("{}".utf8), "not gzip data"),
    ("service-2.json.gz", Array(Gzip.compress(Array("{}".utf8)).dropLast(9)), "cut short"),
    ("service-2.json", Array("{}".utf8), "no metadata"),
  ])
  func whatCannotBeReadIsNamed(file: String, bytes: [UInt8], problem: String) throws {
    try write("a/boats/1/\(file)", bytes)
    let error = try #require(throws: AWSError.self) { try store.service("boats") }
    #expect(error.kind == .config)
    #expect(error.message.contains("\(folder)/a/boats/1/\(file)"), "\(error.message)")
    #expect(error.message.contains(problem), "\(error.message)")
  }

  @Test func aNameIsNoWayOutOfTheFolder() throws {
    try write("a/boats/1/service-2.json", model("ListBoats"))
    for name in ["../a/boats", "boats/1/..", ".", ""] {
      let error = try #require(throws: AWSError.self) { try store.service(name) }
      #expect(error.code == "UnknownService")
    }
  }

  @Test func whatIsPackedIsUnpackedUpToALimit() throws {
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    #expect(try Gzip.decompress(Gzip.compress(bytes), limit: 300_000) == bytes)
    #expect(try Gzip.decompress(Gzip.compress([]), limit: 0) == [])
    #expect(throws: Gzip.Failure.self) {
      try Gzip.decompress(Gzip.compress(bytes), limit: 299_999)
    }
  }
}
