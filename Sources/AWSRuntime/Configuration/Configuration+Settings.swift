import AWSWire

/// How calls are tried again.
public enum RetryMode: String, Sendable {
  case standard
  /// As standard, with a client-side rate.
  case adaptive
}

extension Configuration {
  /// The Region of calls: given by hand, `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile's.
  public func region(explicit: String? = nil) throws(AWSError) -> String {
    guard let region = try configuredRegion(explicit: explicit) else {
      throw AWSError(
        .config, code: "NoRegion",
        "no Region: set AWS_REGION, pass --region or region=, or add `region = us-east-1` to "
          + "profile '\(profileName)' in \(files.configPath ?? "the config file")")
    }
    return region
  }

  /// As ``region(explicit:)``, but nil where nothing names a Region.
  public func configuredRegion(explicit: String? = nil) throws(AWSError) -> String? {
    try regionSetting(explicit: explicit)?.text
  }

  /// The Region and what names it; nil where nothing does.
  public func regionSetting(explicit: String? = nil) throws(AWSError) -> Setting? {
    let setting =
      if let explicit {
        Setting(text: explicit, origin: "Region")
      } else {
        try setting("AWS_REGION", "AWS_DEFAULT_REGION", key: "region")
      }
    guard let setting else { return nil }
    // It becomes part of a host's name: anything else could send a signed request elsewhere.
    guard HostLabel.isValid(setting.text) else {
      throw AWSError(
        .config, code: "InvalidRegion",
        "\(setting.origin): expected a Region such as us-east-1, got "
          + setting.text.debugDescription)
    }
    return setting
  }

  /// `AWS_RETRY_MODE`, `retry_mode`; `standard` unless set. `legacy` counts as standard.
  public func retryMode() throws(AWSError) -> RetryMode {
    guard let setting = try setting("AWS_RETRY_MODE", key: "retry_mode") else { return .standard }
    if setting.text.lowercased() == "legacy" { return .standard }
    guard let mode = RetryMode(rawValue: setting.text.lowercased()) else {
      throw invalid(setting, expected: "standard or adaptive")
    }
    return mode
  }

  /// `AWS_MAX_ATTEMPTS`, `max_attempts`: total attempts, the first included; 3 unless set.
  public func maxAttempts() throws(AWSError) -> Int {
    try integer("AWS_MAX_ATTEMPTS", key: "max_attempts", in: 1...Int.max) ?? 3
  }

  /// `AWS_CA_BUNDLE`, `ca_bundle`: a PEM file to trust in place of the system's.
  public func caBundle() throws(AWSError) -> String? {
    try caBundleSetting()?.text
  }

  /// The file of ``caBundle()`` and what names it.
  public func caBundleSetting() throws(AWSError) -> Setting? {
    try setting("AWS_CA_BUNDLE", key: "ca_bundle")
  }

  public func usesFIPS() throws(AWSError) -> Bool {
    try flag("AWS_USE_FIPS_ENDPOINT", key: "use_fips_endpoint")
  }

  public func usesDualStack() throws(AWSError) -> Bool {
    try flag("AWS_USE_DUALSTACK_ENDPOINT", key: "use_dualstack_endpoint")
  }

  /// `AWS_STS_REGIONAL_ENDPOINTS`, `sts_regional_endpoints`: true for `legacy`, which sends STS
  /// calls of the older Regions to sts.amazonaws.com.
  public func usesGlobalSTS() throws(AWSError) -> Bool {
    guard
      let setting = try setting("AWS_STS_REGIONAL_ENDPOINTS", key: "sts_regional_endpoints")
    else { return false }
    switch setting.text.lowercased() {
    case "regional": return false
    case "legacy": return true
    default: throw invalid(setting, expected: "regional or legacy")
    }
  }

  /// The smallest body, in bytes, that is compressed where an operation allows it; nil: none is.
  public func compressionThreshold() throws(AWSError) -> Int? {
    if try flag("AWS_DISABLE_REQUEST_COMPRESSION", key: "disable_request_compression") {
      return nil
    }
    return try integer(
      "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", key: "request_min_compression_size_bytes",
      in: 0...10_485_760) ?? 10_240
  }
}
