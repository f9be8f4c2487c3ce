import Documents

/// Answers `sign`: the canonical request, string to sign and signature of a request.
func sign(_ testCase: Document) -> Document { failure("sign: not supported") }
