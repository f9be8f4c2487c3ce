import AWSWire
import Documents

/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html>
enum RunInstances {
  static let instanceLimit = 1_000

  /// Members that have an effect here; others are refused, so that none is silently without one.
  private static let simulated: Set<String> = [
    "ImageId", "InstanceType", "MinCount", "MaxCount", "KeyName", "Monitoring", "Placement",
    "SubnetId", "SecurityGroupIds", "SecurityGroups", "TagSpecifications", "ClientToken", "DryRun",
    "DisableApiTermination", "UserData",
  ]

  static func handle(_ call: Call) throws(AWSError) -> Document {
    for (name, _) in call.input.entries where !simulated.contains(name) {
      try call.refuse(unsimulated: name)
    }
    let store = call.region.instances
    if let token = call.string("ClientToken") {
      let earlier = store.instances(clientToken: token)
      if !earlier.isEmpty { return answer(earlier) }
    }
    let image = try image(of: call)
    let count = try count(of: call)
    let zone = try zone(of: call)
    try checkGroups(of: call)
    let tags = try tags(of: call)
    try call.refuseDryRun()

    let reservation = store.makeReservationID()
    var instances: [Instance] = []
    for index in 0..<count {
      let serial = store.makeSerial()
      var instance = Instance(
        serial: serial, id: store.makeInstanceID(serial: serial), reservationID: reservation,
        imageID: image, type: call.string("InstanceType") ?? "m1.small", zone: zone,
        privateAddress: store.makeAddress(serial: serial, zone: zone), state: .pending,
        launchTime: call.now.rounded(.down), load: store.makeLoad(serial: serial))
      instance.launchIndex = index
      instance.keyName = call.string("KeyName")
      instance.clientToken = call.string("ClientToken")
      instance.publicAddress = store.makePublicAddress(serial: serial)
      instance.setMonitoring(call["Monitoring"]?["Enabled"]?.bool ?? false, at: call.now)
      instance.isProtectedFromTermination = call.bool("DisableApiTermination") ?? false
      instance.tags = tags
      store[instance.id] = instance
      instances.append(instance)
    }
    return answer(instances)
  }

  private static func answer(_ instances: [Instance]) -> Document {
    .structure { InstanceQueries.write(reservation: instances[...], to: $0) }
  }

  private static func image(of call: Call) throws(AWSError) -> String {
    guard let image = call.string("ImageId") else { throw .missing("ImageId: required") }
    guard image.hasPrefix("ami-"), image.count > 4 else {
      throw .service("InvalidAMIID.Malformed", "Invalid id: '\(image)' (expected ami-…)")
    }
    return image
  }

  private static func count(of call: Call) throws(AWSError) -> Int {
    let (least, most) = (call.integer("MinCount") ?? 0, call.integer("MaxCount") ?? 0)
    guard least >= 1, most >= least else {
      throw .invalidValue(
        "expected MinCount of at least 1 and MaxCount not below it, got \(least) and \(most)")
    }
    guard least <= instanceLimit else {
      throw .service(
        "InstanceLimitExceeded", "MinCount: expected at most \(instanceLimit), got \(least)")
    }
    return min(most, instanceLimit)
  }

  private static func zone(of call: Call) throws(AWSError) -> String {
    let zones = Geography.zones(of: call.region.name)
    for (name, _) in call["Placement"]?.entries.map({ $0 }) ?? [] where name != "AvailabilityZone" {
      throw .notSimulated("RunInstances with Placement.\(name)")
    }
    let wanted = call["Placement"]?["AvailabilityZone"]?.string
    if let wanted, !zones.contains(wanted) {
      throw .invalidValue(
        "Placement.AvailabilityZone: expected one of \(zones.joined(separator: ", ")), got "
          + "'\(wanted)'")
    }
    guard let subnet = call.string("SubnetId") else { return wanted ?? zones[0] }
    guard let zone = zones.first(where: { Geography.defaultSubnet(of: $0) == subnet }) else {
      throw .service(
        "InvalidSubnetID.NotFound",
        "no subnet in \(call.region.name) has the id '\(subnet)'; the default ones are "
          + zones.map(Geography.defaultSubnet).joined(separator: ", "))
    }
    guard wanted == nil || wanted == zone else {
      throw .invalidValue("Placement.AvailabilityZone: '\(subnet)' is in \(zone), not \(wanted!)")
    }
    return zone
  }

  private static func checkGroups(of call: Call) throws(AWSError) {
    let group = Instance.securityGroup
    for id in call.strings("SecurityGroupIds") ?? [] where id != group.id {
      throw .service(
        "InvalidGroup.NotFound", "no security group has the id '\(id)'; there is \(group.id)")
    }
    for name in call.strings("SecurityGroups") ?? [] where name != group.name {
      throw .service(
        "InvalidGroup.NotFound", "no security group is named '\(name)'; there is \(group.name)")
    }
  }

  private static func tags(of call: Call) throws(AWSError) -> Tags {
    var tags = Tags()
    for specification in call["TagSpecifications"]?.elements ?? Document([]).elements {
      let type = specification["ResourceType"]?.string ?? ""
      // What else is launched with an instance exists here only as part of it.
      guard ["instance", "volume", "network-interface"].contains(type) else {
        throw .invalidValue("TagSpecifications: '\(type)' is not tagged by RunInstances")
      }
      try Tags.check(specification["Tags"])
      if type == "instance" { tags.merge(Tags(specification["Tags"])) }
    }
    try TagOperations.checkCount(tags)
    return tags
  }
}
