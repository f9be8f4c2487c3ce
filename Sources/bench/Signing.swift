import AWSSigning
import Glibc

/// Signs a PutMetricAlarm request over and over, each time at another second, with a body of its own.
enum Signing {
  /// Prints signatures a second of processor time, and the last of them for comparison.
  static func run(_ bodies: Int) {
    let signer = Signer()
    let credentials = Credentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
      sessionToken: nil)
    let requests = (0..<100).map { number in
      SignableRequest(
        method: "POST", path: "/",
        headers: [
          ("X-Amz-Target", "GraniteServiceVersion20100801.PutMetricAlarm"),
          ("Content-Type", "application/x-amz-json-1.0"), ("x-amzn-query-mode", "true"),
          ("Host", "monitoring.eu-west-1.amazonaws.com"),
          ("User-Agent", "bench"),
        ],
        payload: .bytes(Array(#"{"AlarmName":"cpu-\#(number)","Period":300,"Threshold":80}"#.utf8)))
    }
    var last = ""
    let began = clock()
    for number in 0..<bodies {
      // Midnight of 2026-02-03 and on; one day only, as in a run.
      let date = 1_770_076_800.0 + Double(number % 86_400)
      let context = SigningContext(region: "eu-west-1", service: "monitoring", date: date)
      last =
        signer.sign(requests[number % 100], credentials: credentials, context: context)
        .signature
    }
    let seconds = Double(clock() - began) / Double(CLOCKS_PER_SEC)
    print(#"{"per_second": \#(Double(bodies) / seconds), "signature": "\#(last)"}"#)
  }
}
