/// What a service's model says of the service as a whole.
public struct ServiceMetadata: Sendable, Equatable {
  /// The name that boto3 and Lua use, such as `cloudwatch`.
  public var name: String
  public var serviceID: String
  public var apiVersion: String
  public var endpointPrefix: String
  public var signingName: String
  public var wireProtocol: WireProtocol
  /// Every protocol that the service speaks, in the model's order of preference.
  public var protocols: [String]
  public var jsonVersion: String
  public var targetPrefix: String
  public var xmlNamespace: String?
  public var isQueryCompatible: Bool
  public var globalEndpoint: String?
  /// The file with the service's endpoint rules, beside a description that was found on disk.
  public var endpointRuleFile: String?

  public init(
    name: String, serviceID: String = "", apiVersion: String = "", endpointPrefix: String = "",
    signingName: String = "", wireProtocol: WireProtocol, protocols: [String] = [],
    jsonVersion: String = "1.0", targetPrefix: String = "", xmlNamespace: String? = nil,
    isQueryCompatible: Bool = false, globalEndpoint: String? = nil
  ) {
    self.name = name
    self.serviceID = serviceID
    self.apiVersion = apiVersion
    self.endpointPrefix = endpointPrefix
    self.signingName = signingName
    self.wireProtocol = wireProtocol
    self.protocols = protocols
    self.jsonVersion = jsonVersion
    self.targetPrefix = targetPrefix
    self.xmlNamespace = xmlNamespace
    self.isQueryCompatible = isQueryCompatible
    self.globalEndpoint = globalEndpoint
  }
}

/// The protocols that AWS's models name.
public enum WireProtocol: String, Sendable, CaseIterable {
  case json
  case query
  case ec2
  case restJSON = "rest-json"
  case restXML = "rest-xml"
  case rpcV2CBOR = "smithy-rpc-v2-cbor"
}
