/// The metrics that EC2 has of an instance.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html>
enum InstanceMetric: String, CaseIterable {
  case cpuUtilization = "CPUUtilization"
  case networkIn = "NetworkIn"
  case networkOut = "NetworkOut"
  case networkPacketsIn = "NetworkPacketsIn"
  case networkPacketsOut = "NetworkPacketsOut"
  case diskReadOps = "DiskReadOps"
  case diskWriteOps = "DiskWriteOps"
  case diskReadBytes = "DiskReadBytes"
  case diskWriteBytes = "DiskWriteBytes"
  case ebsReadOps = "EBSReadOps"
  case ebsWriteOps = "EBSWriteOps"
  case ebsReadBytes = "EBSReadBytes"
  case ebsWriteBytes = "EBSWriteBytes"
  case ebsIOBalance = "EBSIOBalance%"
  case ebsByteBalance = "EBSByteBalance%"
  case metadataNoToken = "MetadataNoToken"
  case statusCheckFailed = "StatusCheckFailed"
  case statusCheckFailedInstance = "StatusCheckFailed_Instance"
  case statusCheckFailedSystem = "StatusCheckFailed_System"
  case statusCheckFailedAttachedEBS = "StatusCheckFailed_AttachedEBS"
  case cpuCreditUsage = "CPUCreditUsage"
  case cpuCreditBalance = "CPUCreditBalance"
  case cpuSurplusCreditBalance = "CPUSurplusCreditBalance"
  case cpuSurplusCreditsCharged = "CPUSurplusCreditsCharged"

  /// Those that an instance of a type has.
  static func all(of type: InstanceType) -> [InstanceMetric] {
    allCases.filter { metric in
      switch metric {
      case .diskReadOps, .diskWriteOps, .diskReadBytes, .diskWriteBytes: type.hasInstanceStore
      case .ebsReadOps, .ebsWriteOps, .ebsReadBytes, .ebsWriteBytes, .metadataNoToken,
        .statusCheckFailedAttachedEBS:
        type.isNitro
      case .ebsIOBalance, .ebsByteBalance: type.isNitro && type.burstsToVolumes
      case .cpuCreditUsage, .cpuCreditBalance, .cpuSurplusCreditBalance,
        .cpuSurplusCreditsCharged:
        type.credits != nil
      default: true
      }
    }
  }

  var isOfCredits: Bool { rawValue.contains("Credit") }

  var unit: String {
    switch self {
    case .cpuUtilization, .ebsIOBalance, .ebsByteBalance: "Percent"
    case .networkIn, .networkOut, .diskReadBytes, .diskWriteBytes, .ebsReadBytes, .ebsWriteBytes:
      "Bytes"
    default: "Count"
    }
  }

  /// Seconds between samples. Status checks come every minute whatever the monitoring, credits and
  /// the balance of volumes every five.
  func step(isDetailed: Bool) -> Double {
    switch self {
    case .statusCheckFailed, .statusCheckFailedInstance, .statusCheckFailedSystem,
      .statusCheckFailedAttachedEBS:
      60
    case .cpuCreditUsage, .cpuCreditBalance, .cpuSurplusCreditBalance, .cpuSurplusCreditsCharged,
      .ebsIOBalance, .ebsByteBalance:
      300
    default: isDetailed ? 60 : 300
    }
  }
}

/// What the name of an instance type says: `t3.micro`, `m7gd.2xlarge`.
struct InstanceType {
  let family: String
  let size: String

  init(_ name: String) {
    let parts = name.split(separator: ".", maxSplits: 1)
    family = parts.first.map(String.init) ?? name
    size = parts.count > 1 ? String(parts[1]) : ""
  }

  /// Families before the fifth generation, but t3 and those with a letter of their own, run on Xen.
  var isNitro: Bool {
    !["t1", "t2", "m1", "m2", "m3", "m4", "c1", "c3", "c4", "r3", "r4"].contains(family)
  }

  /// `m5d`, `i4i` and the like have disks of their own.
  var hasInstanceStore: Bool {
    let letters = family.drop { !$0.isNumber }.drop { $0.isNumber }
    return letters.contains("d") || ["i", "d", "h"].contains { family.hasPrefix($0) }
      || ["m1", "m2", "m3", "c1", "c3", "r3"].contains(family)
  }

  /// Smaller sizes reach their volumes' full speed for a while each day.
  var burstsToVolumes: Bool {
    ["nano", "micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge"].contains(size)
  }

  /// Of a burstable type: credits earned an hour, and virtual CPUs. A day's earnings are the most
  /// that it keeps. <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html>
  var credits: (earned: Double, processors: Double)? {
    switch family {
    case "t2":
      [
        "nano": (3, 1), "micro": (6, 1), "small": (12, 1), "medium": (24, 2), "large": (36, 2),
        "xlarge": (54, 4), "2xlarge": (81.6, 8),
      ][size]
    case "t3", "t3a", "t4g":
      [
        "nano": (6, 2), "micro": (12, 2), "small": (24, 2), "medium": (24, 2), "large": (36, 2),
        "xlarge": (96, 4), "2xlarge": (192, 8),
      ][size]
    default: nil
    }
  }
}
