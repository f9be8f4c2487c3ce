// Answers protocol conformance cases: one JSON line out for each JSON line in. Cases run without
// network and environment; whatever goes wrong becomes an {"error": …} line.

import AWSWire
import Documents

func answer(_ line: String) -> Document {
  let testCase: Document
  do {
    testCase = try JSON.parse(Array(line.utf8))
  } catch {
    return failure("a case is one JSON object a line: \(error)")
  }
  switch testCase["op"]?.string {
  case "serialize": return serialize(testCase)
  case "parse": return parse(testCase)
  case "sign": return sign(testCase)
  case "endpoint": return endpoint(testCase)
  case "config": return config(testCase)
  case "endpoint-config": return endpointConfig(testCase)
  case let op?: return failure("unknown op \(op.debugDescription)")
  case nil: return failure("the case has no op")
  }
}

/// An answer that says why there is none.
func failure(_ message: String) -> Document { ["error": Document(message)] }

var output: [UInt8] = []
while let line = readLine() {
  output += JSON.serialize(answer(line))
  output.append(UInt8(ascii: "\n"))
}
print(String(decoding: output, as: UTF8.self), terminator: "")
