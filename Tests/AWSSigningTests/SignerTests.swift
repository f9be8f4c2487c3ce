import AWSSigning
import Testing

@Suite struct SignerTests {
  let credentials = Credentials(
    accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
  /// 2015-08-30T12:36:00Z
  let date = 1_440_938_160.0

  func context(_ service: String = "service") -> SigningContext {
    SigningContext(region: "us-east-1", service: service, date: date)
  }

  /// The walk-through of AWS's documentation: IAM's ListUsers.
  @Test func theListUsersExampleOfTheDocumentation() {
    let signature = Signer().sign(
      SignableRequest(
        method: "GET", path: "/", query: "Action=ListUsers&Version=2010-05-08",
        headers: [
          ("Host", "iam.amazonaws.com"),
          ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
        ]),
      credentials: credentials, context: context("iam"))
    #expect(
      signature.canonicalRequest == """
        GET
        /
        Action=ListUsers&Version=2010-05-08
        content-type:application/x-www-form-urlencoded; charset=utf-8
        host:iam.amazonaws.com
        x-amz-date:20150830T123600Z

        content-type;host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """)
    #expect(
      signature.stringToSign == """
        AWS4-HMAC-SHA256
        20150830T123600Z
        20150830/us-east-1/iam/aws4_request
        f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59
        """)
    #expect(
      signature.signature == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
    #expect(
      signature.headers.first { $0.name == "Authorization" }?.value
        == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        + "SignedHeaders=content-type;host;x-amz-date, "
        + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
  }

  /// Amazon S3's documented presigned URL: an object's path is signed as it is, the body not at all.
  @Test func thePresignedObjectOfTheDocumentation() {
    var context = SigningContext(region: "us-east-1", service: "s3", date: 1_369_353_600)
    context.normalizesPath = false
    context.escapesPath = false
    let signature = Signer().presign(
      SignableRequest(
        method: "GET", path: "/test.txt", headers: [("Host", "examplebucket.s3.amazonaws.com")],
        payload: .unsigned),
      credentials: Credentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
      context: context, lifetime: 86_400)
    #expect(
      signature.signature == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    #expect(signature.query.hasSuffix("&X-Amz-Signature=\(signature.signature)"))
    #expect(signature.headers.isEmpty)
  }

  @Test func anObjectsPathIsSignedAsItIs() {
    var context = context("s3")
    context.normalizesPath = false
    context.escapesPath = false
    let signature = Signer().sign(
      SignableRequest(method: "GET", path: "/a//b/../c%20d", headers: [("Host", "h")]),
      credentials: credentials, context: context)
    #expect(signature.canonicalRequest.hasPrefix("GET\n/a//b/../c%20d\n"))
  }

  @Test func aRequestThatWasSignedBeforeIsSignedAnew() {
    let request = SignableRequest(method: "POST", path: "/", headers: [("Host", "h")])
    var temporary = credentials
    temporary.sessionToken = "first"
    let signer = Signer()
    let first = signer.sign(request, credentials: temporary, context: context())
    var again = request
    again.headers += first.headers
    var later = context()
    later.date += 60
    temporary.sessionToken = "second"
    #expect(
      signer.sign(again, credentials: temporary, context: later).canonicalRequest
        == Signer().sign(request, credentials: temporary, context: later).canonicalRequest)
    #expect(
      signer.sign(again, credentials: credentials, context: later).signedHeaders
        == "host;x-amz-date")
  }

  @Test func keptKeysServeOnlyTheirDayRegionServiceAndSecret() {
    let request = SignableRequest(method: "POST", path: "/", headers: [("Host", "h")])
    let signer = Signer()
    var otherDay = context()
    otherDay.date += 86_400
    var otherRegion = context()
    otherRegion.region = "eu-west-1"
    var otherSecret = credentials
    otherSecret.secretAccessKey = "other"
    // Twice: the second round finds every key kept.
    for _ in 0..<2 {
      for (keys, context) in [
        (credentials, context()), (credentials, otherDay), (credentials, otherRegion),
        (credentials, context("other")), (otherSecret, context()),
      ] {
        #expect(
          signer.sign(request, credentials: keys, context: context).signature
            == Signer().sign(request, credentials: keys, context: context).signature)
      }
    }
  }

  @Test func aHashStandsForABody() {
    let headers = [(name: "Host", value: "h")]
    let bytes = Array("Param1=value1".utf8)
    let hash = "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"
    let signed = [SignableRequest.Payload.bytes(bytes), .hash(hash)].map { payload in
      Signer().sign(
        SignableRequest(method: "POST", path: "/", headers: headers, payload: payload),
        credentials: credentials, context: context()
      ).canonicalRequest
    }
    #expect(signed[0] == signed[1])
    #expect(signed[0].hasSuffix("\n\(hash)"))
  }

  @Test func headersThatProxiesChangeAreNotSigned() {
    let unsigned = [
      "Authorization", "Connection", "Expect", "Keep-Alive", "Proxy-Authorization", "TE", "Trailer",
      "Transfer-Encoding", "Upgrade", "User-Agent", "X-Amzn-Trace-Id", "amz-sdk-invocation-id",
      "amz-sdk-request",
    ]
    let signature = Signer().sign(
      SignableRequest(
        method: "GET", path: "/",
        headers: [("Host", "h"), ("X-Other", "1")] + unsigned.map { ($0, "x") }),
      credentials: credentials, context: context())
    #expect(signature.signedHeaders == "host;x-amz-date;x-other")
  }

  @Test func noDescriptionShowsASecret() {
    let keys = Credentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: "TOPSECRET", sessionToken: "TOPTOKEN")
    let signature = Signer().sign(
      SignableRequest(method: "GET", path: "/", headers: [("Host", "h")]), credentials: keys,
      context: context())
    var dumped = ""
    dump(keys, to: &dumped)
    dump([signature], to: &dumped)
    let texts = [
      "\(keys)", String(reflecting: keys), "\(Optional(keys) as Any)", "\(signature)",
      String(reflecting: signature), dumped,
    ]
    for text in texts {
      #expect(!text.contains("TOPSECRET") && !text.contains("TOPTOKEN"), Comment(rawValue: text))
    }
    #expect("\(keys)".contains("AKIDEXAMPLE"))
  }
}
