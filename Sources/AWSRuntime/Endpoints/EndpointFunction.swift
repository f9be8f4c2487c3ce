import Documents

/// The functions that endpoint rules call. nil stands for "not set".
///
/// https://smithy.io/2.0/additional-specs/rules-engine/standard-library.html
enum EndpointFunction {
  static func call(_ name: String, _ arguments: [Document?]) throws(EndpointRules.Failure)
    -> Document?
  {
    func argument(_ position: Int) -> Document? {
      position < arguments.count ? arguments[position] : nil
    }
    func text(_ position: Int) -> String? { argument(position)?.string }

    switch name {
    case "isSet": return Document(argument(0) != nil)
    case "not": return Document(argument(0)?.bool != true)
    case "booleanEquals", "stringEquals":
      guard let a = argument(0), let b = argument(1) else { return false }
      return Document(a == b)
    case "getAttr":
      guard let value = argument(0), let path = text(1) else { return nil }
      return attribute(of: value, Substring(path))
    case "substring":
      guard let text = text(0), let start = argument(1)?.integer, let stop = argument(2)?.integer
      else { return nil }
      return substring(text, Int(start), Int(stop), reversed: argument(3)?.bool == true)
    case "uriEncode": return text(0).map { Document(uriEncode($0)) }
    case "parseURL": return text(0).flatMap(parseURL)
    case "isValidHostLabel":
      guard let label = text(0) else { return false }
      return Document(HostLabel.isValid(label, allowingDots: argument(1)?.bool == true))
    case "aws.partition":
      return text(0).map { Partition.containing(region: $0).attributes }
    case "aws.parseArn": return text(0).flatMap(parseARN)
    case "aws.isVirtualHostableS3Bucket":
      guard let bucket = text(0) else { return false }
      return Document(isVirtualHostable(bucket, allowingDots: argument(1)?.bool == true))
    default:
      throw EndpointRules.Failure(
        message: "The endpoint rules call \(name), which this program does not know")
    }
  }

  /// The value below another at a path such as `resourceId[0].name`.
  static func attribute(of value: Document, _ path: Substring) -> Document? {
    var value: Document? = value
    for step in path.split(separator: ".") {
      let name = step.prefix { $0 != "[" }
      if !name.isEmpty { value = value?[String(name)] }
      for index in step[name.endIndex...].split(whereSeparator: { "[]".contains($0) }) {
        guard let position = Int(index) else { return nil }
        value = value?[position]
      }
    }
    return value
  }

  private static func substring(_ text: String, _ start: Int, _ stop: Int, reversed: Bool)
    -> Document?
  {
    let bytes = Array(text.utf8)
    guard start >= 0, start < stop, stop <= bytes.count, bytes.allSatisfy({ $0 < 0x80 })
    else { return nil }
    let range = reversed ? (bytes.count - stop)..<(bytes.count - start) : start..<stop
    return Document(String(decoding: bytes[range], as: UTF8.self))
  }

  private static func uriEncode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var result = ""
    for byte in text.utf8 {
      let character = Character(Unicode.Scalar(byte))
      if byte < 0x80 && (character.isLetter || character.isNumber || "-._~".contains(character)) {
        result.append(character)
      } else {
        result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return result
  }

  private static func parseURL(_ text: String) -> Document? {
    guard let url = EndpointURL(text) else { return nil }
    let path = url.path.isEmpty ? "/" : url.path
    return [
      "scheme": Document(url.scheme), "authority": Document(url.authority),
      "path": Document(url.path),
      "normalizedPath": Document(path.hasSuffix("/") ? path : path + "/"),
      "isIp": Document(url.isAddress),
    ]
  }

  private static func parseARN(_ text: String) -> Document? {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty,
      !parts[5].isEmpty
    else { return nil }
    let resource = parts[5].split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "/" }
    return [
      "partition": Document(String(parts[1])), "service": Document(String(parts[2])),
      "region": Document(String(parts[3])), "accountId": Document(String(parts[4])),
      "resourceId": Document(resource.map { Document(String($0)) }),
    ]
  }

  /// True where a bucket's name can be part of a host's.
  private static func isVirtualHostable(_ bucket: String, allowingDots: Bool) -> Bool {
    let labels = bucket.split(separator: ".", omittingEmptySubsequences: false)
    let isAddress = labels.count == 4 && labels.allSatisfy { UInt8($0) != nil }
    return (allowingDots || labels.count == 1) && (3...63).contains(bucket.utf8.count)
      && !isAddress && bucket == bucket.lowercased()
      && labels.allSatisfy { HostLabel.isValid(String($0)) && $0.last != "-" }
  }
}
