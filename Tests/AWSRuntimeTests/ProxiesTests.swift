import Testing

@testable import AWSRuntime

@Suite struct ProxiesTests {
  func proxy(_ url: String, _ environment: [String: String]) -> String? {
    Proxies(environment: environment).proxy(for: url)
  }

  @Test func theSchemeDecides() {
    let environment = ["HTTPS_PROXY": "http://secure:3128", "http_proxy": "http://plain:8080"]
    #expect(
      proxy("https://monitoring.eu-west-1.amazonaws.com/", environment) == "http://secure:3128")
    #expect(proxy("http://internal.example/x", environment) == "http://plain:8080")
    #expect(proxy("https://a.example/", ["http_proxy": "http://plain:8080"]) == nil)
    #expect(proxy("https://a.example/", [:]) == nil)
  }

  @Test func smallLettersWinOverCapitals() {
    let environment = ["HTTPS_PROXY": "http://capital:1", "https_proxy": "http://small:2"]
    #expect(proxy("https://a.example/", environment) == "http://small:2")
    #expect(proxy("https://a.example/", ["HTTPS_PROXY": ""]) == nil)
  }

  @Test func whatIsLeftOutIsCompleted() {
    #expect(proxy("https://a.example/", ["https_proxy": "gate:3128"]) == "http://gate:3128")
    #expect(proxy("https://a.example/", ["https_proxy": "http://gate"]) == "http://gate:80")
    #expect(
      proxy("https://a.example/", ["https_proxy": "http://me:pw@gate/"]) == "http://me:pw@gate:80")
    #expect(proxy("https://a.example/", ["https_proxy": "http://[::1]"]) == "http://[::1]:80")
    #expect(proxy("https://a.example/", ["https_proxy": "socks5://gate"]) == "socks5://gate")
  }

  @Test(arguments: [
    ("https://a.example/", "a.example", true), ("https://x.a.example:8443/", "a.example", true),
    ("https://x.a.example/", ".a.example", true), ("https://ba.example/", "a.example", false),
    ("https://a.example:8443/", "a.example:8443", true),
    ("https://a.example:8444/", "a.example:8443", false),
    ("https://A.Example/", "b.example, a.EXAMPLE", true), ("https://anything/", "*", true),
    ("https://127.0.0.1:5000/", "localhost,127.0.0.1", true), ("https://[::1]:5/", "::1", true),
    ("https://a.example/", "", false), ("https://a.example/", ",", false),
  ])
  func hostsAreExceptedByName(url: String, exceptions: String, isDirect: Bool) {
    let environment = ["https_proxy": "http://gate:3128", "no_proxy": exceptions]
    #expect((proxy(url, environment) == nil) == isDirect)
    let capitals = ["https_proxy": "http://gate:3128", "NO_PROXY": exceptions]
    #expect((proxy(url, capitals) == nil) == isDirect)
  }

  @Test(arguments: [
    "http://169.254.169.254/latest/api/token", "http://[fd00:ec2::254]/latest/api/token",
    "http://169.254.170.2/v2/credentials", "http://169.254.170.23/v1/credentials",
  ])
  func credentialsOfAMachineAreNeverAskedForThroughAProxy(url: String) {
    #expect(proxy(url, ["http_proxy": "http://gate:3128"]) == nil)
  }

  @Test func aRequestsHeaderIsNotTakenForASetting() {
    let environment = ["HTTP_PROXY": "http://evil:1", "REQUEST_METHOD": "GET"]
    #expect(proxy("http://a.example/", environment) == nil)
  }
}
