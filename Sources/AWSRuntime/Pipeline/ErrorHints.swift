import AWSWire

/// What to do about AWS's commonest refusals, which AWS's own messages leave out.
enum ErrorHints {
  static func hint(for code: String, _ operation: Operation, region: String) -> String? {
    switch code {
    case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized",
      "AuthorizationError":
      return "the identity in use needs permission for "
        + "\(policyPrefix(of: operation.service)):\(operation.name)"
    case "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature":
      return "the secret key does not belong to the access key, or something on the way changed "
        + "the request"
    case "InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId",
      "AuthFailure":
      return "AWS does not accept these credentials: check the access key and its secret, the "
        + "session token, and that the account has enabled \(region)"
    case "401", "403":
      return "the request was refused without an explanation that can be read: check the "
        + "credentials, their permission for \(policyPrefix(of: operation.service)):"
        + "\(operation.name), and whether a proxy or firewall answered"
    case "ExpiredToken", "ExpiredTokenException":
      return "the session is over: get new credentials (`aws sso login`, or whatever made them)"
    case "RequestExpired", "RequestTimeTooSkewed":
      return "this machine's clock and AWS's are too far apart: set it"
    case "OptInRequired":
      return "the account has not enabled this service or \(region)"
    default: return nil
    }
  }

  /// What IAM policies call a service. It is the signing name, but for these.
  /// https://docs.aws.amazon.com/service-authorization/latest/reference/
  private static func policyPrefix(of service: ServiceMetadata) -> String {
    switch service.signingName {
    case "monitoring": "cloudwatch"
    case "tagging": "tag"
    default: service.signingName
    }
  }
}
