extension WireRequest {
  /// The request with its body in gzip, where the operation takes that and the body is large enough.
  ///
  /// - Parameter threshold: the smallest body, in bytes, to compress; nil compresses none.
  ///   <https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html>
  public func compressed(for operation: Operation, threshold: Int?) -> WireRequest {
    guard let threshold, operation.compressesRequest, !body.isEmpty, body.count >= threshold else {
      return self
    }
    var request = self
    request.body = Gzip.compress(body)
    // What the caller has encoded before comes first.
    if let index = headers.firstIndex(where: { $0.name.lowercased() == "content-encoding" }) {
      request.headers[index].value += ", gzip"
    } else {
      request.headers.append(("Content-Encoding", "gzip"))
    }
    return request
  }
}
