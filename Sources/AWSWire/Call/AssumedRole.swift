/// A role that calls are made in, assumed when a call first needs it and again before it expires.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
public struct AssumedRole: Sendable, Hashable {
  public var roleARN: String
  /// nil: a name that tells the script and the run.
  public var sessionName: String?
  public var externalID: String?
  /// Seconds; nil: as STS has it, an hour.
  public var duration: Int?
  /// The profile whose keys assume it; nil: those of the call.
  public var profile: String?
  /// Where STS is asked; nil: the Region of the configuration, or else of the call.
  public var region: String?

  public init(
    roleARN: String, sessionName: String? = nil, externalID: String? = nil, duration: Int? = nil,
    profile: String? = nil, region: String? = nil
  ) {
    self.roleARN = roleARN
    self.sessionName = sessionName
    self.externalID = externalID
    self.duration = duration
    self.profile = profile
    self.region = region
  }
}
