import AWSWire

extension AWSError {
  /// An answer of the service that says no.
  static func service(_ code: String, _ message: String, status: Int = 400) -> AWSError {
    AWSError(.aws, code: code, message, status: status, attempts: 1)
  }

  /// A value that breaks a rule; CloudWatch's most common answer.
  static func validation(_ message: String) -> AWSError { service("ValidationError", message) }

  static func invalidValue(_ message: String) -> AWSError {
    service("InvalidParameterValue", message)
  }

  static func invalidCombination(_ message: String) -> AWSError {
    service("InvalidParameterCombination", message)
  }

  static func missing(_ message: String) -> AWSError { service("MissingParameter", message) }

  /// Something real that this cloud does not have. Never retried, never a made-up answer.
  static func notSimulated(_ what: String) -> AWSError {
    service(
      "NotSimulated",
      "\(what) is not simulated by the embedded cloud; "
        + "run it against live AWS, or replay a recording", status: 501)
  }
}
