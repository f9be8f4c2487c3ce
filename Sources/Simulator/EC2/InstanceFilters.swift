import AWSWire

/// The filters of DescribeInstances and DescribeInstanceStatus.
enum InstanceFilters {
  /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html>; the names
  /// of things that no instance here has (hosts, spot requests, IPv6, …) are known and match
  /// nothing.
  static let instances = FilterTable<Instance>(
    "DescribeInstances", tags: \.tags, described.merging(absent) { known, _ in known })

  /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html>
  static let status = FilterTable<Instance>(
    "DescribeInstanceStatus",
    [
      "availability-zone": { [$0.zone] },
      "availability-zone-id": { [Geography.zoneID(of: $0.zone)] },
      "instance-state-code": { [String($0.state.code)] },
      "instance-state-name": { [$0.state.rawValue] },
      "instance-status.status": { [$0.status(of: .instance).summary] },
      "instance-status.reachability": { [$0.status(of: .instance).reachability].compactMap { $0 } },
      "system-status.status": { [$0.status(of: .system).summary] },
      "system-status.reachability": { [$0.status(of: .system).reachability].compactMap { $0 } },
      "attached-ebs-status.status": { [$0.status(of: .attachedEBS).summary] },
      "event.code": { _ in [] }, "event.description": { _ in [] },
      "event.instance-event-id": { _ in [] }, "event.not-after": { _ in [] },
      "event.not-before": { _ in [] }, "event.not-before-deadline": { _ in [] },
    ])

  private static let described: [String: @Sendable (Instance) -> [String]] = [
    "affinity": { _ in ["default"] },
    "architecture": { [$0.architecture] },
    "availability-zone": { [$0.zone] },
    "availability-zone-id": { [Geography.zoneID(of: $0.zone)] },
    "block-device-mapping.delete-on-termination": { $0.ifPresent("true") },
    "block-device-mapping.device-name": { $0.ifPresent(Instance.rootDeviceName) },
    "block-device-mapping.status": { $0.ifPresent("attached") },
    "block-device-mapping.volume-id": { $0.ifPresent($0.volumeID) },
    "client-token": { [$0.clientToken].compactMap { $0 } },
    "dns-name": { [$0.publicName] },
    "group-id": { $0.ifPresent(Instance.securityGroup.id) },
    "group-name": { $0.ifPresent(Instance.securityGroup.name) },
    "hypervisor": { _ in ["xen"] },
    "image-id": { [$0.imageID] },
    "instance-id": { [$0.id] },
    "instance-state-code": { [String($0.state.code)] },
    "instance-state-name": { [$0.state.rawValue] },
    "instance-type": { [$0.type] },
    "instance.group-id": { $0.ifPresent(Instance.securityGroup.id) },
    "instance.group-name": { $0.ifPresent(Instance.securityGroup.name) },
    "ip-address": { [$0.publicAddress].compactMap { $0 } },
    "key-name": { [$0.keyName].compactMap { $0 } },
    "launch-index": { [String($0.launchIndex)] },
    "launch-time": { [$0.launchTimeText] },
    "monitoring-state": { [$0.isMonitored ? "enabled" : "disabled"] },
    "network-interface.network-interface-id": { $0.ifPresent($0.networkInterfaceID) },
    "network-interface.subnet-id": { $0.ifPresent($0.subnetID) },
    "network-interface.vpc-id": { $0.ifPresent($0.vpcID) },
    "network-interface.status": { $0.ifPresent("in-use") },
    "network-interface.addresses.private-ip-address": { $0.ifPresent($0.privateAddress) },
    "owner-id": { _ in [Account.id] },
    "platform-details": { _ in ["Linux/UNIX"] },
    "private-dns-name": { $0.ifPresent($0.privateName) },
    "private-ip-address": { $0.ifPresent($0.privateAddress) },
    "reason": { [$0.transitionReason] },
    "reservation-id": { [$0.reservationID] },
    "root-device-name": { _ in [Instance.rootDeviceName] },
    "root-device-type": { _ in ["ebs"] },
    "source-dest-check": { $0.ifPresent("true") },
    "state-reason-code": { [$0.stateReason?.code].compactMap { $0 } },
    "state-reason-message": { [$0.stateReason?.message].compactMap { $0 } },
    "subnet-id": { $0.ifPresent($0.subnetID) },
    "tenancy": { _ in ["default"] },
    "usage-operation": { _ in ["RunInstances"] },
    "virtualization-type": { _ in ["hvm"] },
    "vpc-id": { $0.ifPresent($0.vpcID) },
  ]

  private static let absent = Dictionary(
    uniqueKeysWithValues: [
      "boot-mode", "capacity-reservation-id", "host-id", "iam-instance-profile.arn",
      "iam-instance-profile.id", "iam-instance-profile.name", "instance-lifecycle", "ipv6-address",
      "kernel-id", "network-interface.ipv6-addresses.ipv6-address", "outpost-arn",
      "placement-group-name", "placement-partition-number", "platform", "product-code",
      "product-code.type", "ramdisk-id", "requester-id", "spot-instance-request-id",
    ].map { name in (name, { @Sendable (_: Instance) -> [String] in [] }) })
}

extension Instance {
  /// A value that a terminated instance no longer has.
  fileprivate func ifPresent(_ value: String) -> [String] { state == .terminated ? [] : [value] }

  fileprivate var launchTimeText: String {
    // Filters spell times with milliseconds: 2026-11-23T09:30:00.000Z.
    Timestamp.format(launchTime, as: .iso8601).dropLast() + ".000Z"
  }

  /// How a status check stands: AWS runs them on running instances.
  func status(of check: InstanceActivity.Check) -> (summary: String, reachability: String?) {
    switch state {
    case .running:
      if activity.failingSince(check) != nil { return ("impaired", "failed") }
      return initializingUntil == nil ? ("ok", "passed") : ("initializing", "initializing")
    case .pending: return ("initializing", "initializing")
    default: return ("not-applicable", nil)
    }
  }
}
