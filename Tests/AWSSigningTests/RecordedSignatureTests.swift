import AWSSigning
import AWSWire
import Documents
import Testing

/// Signatures that botocore computed.
@Suite struct RecordedSignatureTests {
  @Test func everyStepIsBotocoresForOddRequests() throws {
    // 2026-02-03T04:05:06Z
    let context = SigningContext(region: "eu-west-1", service: "monitoring", date: 1_770_091_506)
    let cases = try Recorded.botocoreSignatures()
    #expect(cases.count > 50)
    for recorded in cases {
      let name = Comment(rawValue: "\(recorded["name"]!) \(recorded["mode"]!)")
      let key = try #require(recorded["key"])
      let credentials = Credentials(
        accessKeyID: try #require(key["id"]?.string),
        secretAccessKey: try #require(key["secret"]?.string),
        sessionToken: key["token"]?.string)
      let request = SignableRequest(
        method: recorded["method"]!.string!, path: recorded["path"]!.string!,
        query: recorded["query"]!.string!, headers: headers(recorded["headers"]),
        payload: .bytes(Array(recorded["body"]!.string!.utf8)))
      let isPresigned = recorded["mode"]?.string == "query"
      let signature =
        isPresigned
        ? Signer().presign(request, credentials: credentials, context: context, lifetime: 900)
        : Signer().sign(request, credentials: credentials, context: context)

      let expected = try #require(recorded["expect"])
      #expect(signature.canonicalRequest == expected["canonical_request"]?.string, name)
      #expect(signature.stringToSign == expected["string_to_sign"]?.string, name)
      #expect(signature.signature == expected["signature"]?.string, name)
      if isPresigned {
        let sent = signature.query.split(separator: "&").sorted()
        #expect(sent == expected["query"]?.string?.split(separator: "&").sorted(), name)
      } else {
        let authorization = signature.headers.first { $0.name == "Authorization" }?.value
        #expect(authorization == expected["authorization"]?.string, name)
      }
    }
  }

  @Test(.enabled(if: Recorded.hasBoto3Requests, "../shared/conformance is not there"))
  func requestsThatBoto3SentAreSignedAlike() throws {
    let requests = try Recorded.boto3Requests()
    let credentials = Credentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    var compared = 0
    for recorded in requests {
      let all = headers(recorded["headers"])
      guard let authorization = all.first(where: { $0.name == "Authorization" })?.value,
        let date = all.first(where: { $0.name == "X-Amz-Date" })?.value
      else { continue }
      // AWS4-HMAC-SHA256 Credential=ID/DAY/REGION/SERVICE/aws4_request, SignedHeaders=…
      let scope = authorization.split(separator: ",")[0].split(separator: "/")
      let context = SigningContext(
        region: String(scope[2]), service: String(scope[3]), date: try seconds(date))
      // http.client adds these two after signing.
      let signed = all.filter { !["Accept-Encoding", "Content-Length"].contains($0.name) }
      let target = recorded["path"]!.string!.split(separator: "?", maxSplits: 1)
      let signature = Signer().sign(
        SignableRequest(
          method: recorded["method"]!.string!, path: String(target[0]),
          query: target.count > 1 ? String(target[1]) : "", headers: signed,
          payload: .bytes(
            try #require(Base64.decode((recorded["body_base64"]?.string ?? "").utf8)))),
        credentials: credentials, context: context)
      #expect(
        signature.headers.first { $0.name == "Authorization" }?.value == authorization,
        Comment(rawValue: recorded["label"]!.string!))
      compared += 1
    }
    #expect(compared > 20)
  }

  private func seconds(_ date: String) throws -> Double {
    let d = Array(date).map(String.init)
    func part(_ range: Range<Int>) -> String { d[range].joined() }
    return try #require(
      Timestamp.parse(
        "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z"
      ))
  }
}
