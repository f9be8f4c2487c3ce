/// The id by which AWS's support finds a request.
public enum RequestID {
  private static let headers = ["x-amzn-requestid", "x-amz-request-id", "x-amz-requestid"]
  private static let elements = ["requestId", "RequestId", "RequestID"]

  /// The id of a response: from its headers, else from an element at either end of an XML body.
  public static func of(_ response: WireResponse) -> String? {
    for name in headers {
      if let id = response.headers[name], !id.isEmpty { return id }
    }
    let body = response.body
    guard body.first == UInt8(ascii: "<") else { return nil }
    // EC2 writes it first, the query protocol last.
    for part in [body.prefix(512), body.suffix(512)] {
      let text = String(decoding: part, as: UTF8.self)
      for element in elements {
        if let id = content(of: element, in: text) { return id }
      }
    }
    return nil
  }

  private static func content(of element: String, in text: String) -> String? {
    guard let start = text.firstRange(of: "<\(element)>")?.upperBound,
      let end = text[start...].firstRange(of: "</\(element)>")?.lowerBound
    else { return nil }
    let id = text[start..<end]
    return id.isEmpty || id.contains("<") ? nil : String(id)
  }
}
