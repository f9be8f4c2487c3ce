import Documents

/// Answers `config`: the profiles that the two AWS files hold.
func config(_ testCase: Document) -> Document { failure("config: not supported") }
