import Documents

/// Answers `endpoint`: the URL that a service and its parameters resolve to.
func endpoint(_ testCase: Document) -> Document { failure("endpoint: not supported") }
