import Documents

/// Answers `endpoint-config`: the endpoint URL that settings name.
func endpointConfig(_ testCase: Document) -> Document { failure("endpoint-config: not supported") }
