import Documents

/// Answers `serialize`: the HTTP request that an input becomes.
func serialize(_ testCase: Document) -> Document { failure("serialize: not supported") }
