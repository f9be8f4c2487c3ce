import Documents

extension Instance {
  /// Writes an Instance structure, with the members that a plain Linux instance in the default VPC
  /// has. What no longer applies to a terminated instance (network, storage) is absent.
  /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html>
  func write(to builder: DocumentBuilder) {
    let exists = state != .terminated
    builder.structure {
      builder.member("Architecture", architecture)
      writeVolumes(to: builder)
      builder.member("ClientToken", clientToken ?? "")
      builder.member("EbsOptimized", false)
      builder.member("EnaSupport", true)
      builder.member("Hypervisor", "xen")
      writeInterfaces(to: builder)
      builder.member("RootDeviceName", Self.rootDeviceName)
      builder.member("RootDeviceType", "ebs")
      writeGroups(to: builder, as: "SecurityGroups")
      if exists { builder.member("SourceDestCheck", true) }
      if let stateReason {
        builder.structure("StateReason") {
          builder.member("Code", stateReason.code)
          builder.member("Message", stateReason.message)
        }
      }
      if !tags.entries.isEmpty { tags.write(to: builder, as: "Tags") }
      builder.member("VirtualizationType", "hvm")
      builder.member("PlatformDetails", "Linux/UNIX")
      builder.member("UsageOperation", "RunInstances")
      builder.member("InstanceId", id)
      builder.member("ImageId", imageID)
      state.write(to: builder, as: "State")
      builder.member("PrivateDnsName", exists ? privateName : "")
      builder.member("PublicDnsName", publicName)
      builder.member("StateTransitionReason", transitionReason)
      builder.member("KeyName", keyName)
      builder.member("AmiLaunchIndex", launchIndex)
      builder.list("ProductCodes", EmptyCollection<String>()) { builder.string($0) }
      builder.member("InstanceType", type)
      builder.member("LaunchTime", time: launchTime)
      builder.structure("Placement") {
        builder.member("AvailabilityZoneId", Geography.zoneID(of: zone))
        builder.member("GroupName", "")
        builder.member("Tenancy", "default")
        builder.member("AvailabilityZone", zone)
      }
      writeMonitoring(to: builder)
      if exists {
        builder.member("SubnetId", subnetID)
        builder.member("VpcId", vpcID)
        builder.member("PrivateIpAddress", privateAddress)
        builder.member("PublicIpAddress", publicAddress)
      }
    }
  }

  func writeMonitoring(to builder: DocumentBuilder) {
    builder.structure("Monitoring") {
      builder.member("State", isMonitored ? "enabled" : "disabled")
    }
  }

  private func writeVolumes(to builder: DocumentBuilder) {
    builder.list("BlockDeviceMappings", state == .terminated ? [] : [volumeID]) { volume in
      builder.structure {
        builder.member("DeviceName", Self.rootDeviceName)
        builder.structure("Ebs") {
          builder.member("AttachTime", time: launchTime)
          builder.member("DeleteOnTermination", true)
          builder.member("Status", "attached")
          builder.member("VolumeId", volume)
        }
      }
    }
  }

  private func writeInterfaces(to builder: DocumentBuilder) {
    builder.list("NetworkInterfaces", state == .terminated ? [] : [networkInterfaceID]) { id in
      builder.structure {
        builder.structure("Attachment") {
          builder.member("AttachTime", time: launchTime)
          builder.member("DeleteOnTermination", true)
          builder.member("DeviceIndex", 0)
          builder.member("Status", "attached")
        }
        writeGroups(to: builder, as: "Groups")
        builder.member("NetworkInterfaceId", id)
        builder.member("OwnerId", Account.id)
        builder.member("PrivateDnsName", privateName)
        builder.member("PrivateIpAddress", privateAddress)
        builder.member("SourceDestCheck", true)
        builder.member("Status", "in-use")
        builder.member("SubnetId", subnetID)
        builder.member("VpcId", vpcID)
        builder.member("InterfaceType", "interface")
      }
    }
  }

  private func writeGroups(to builder: DocumentBuilder, as name: String) {
    builder.list(name, state == .terminated ? [] : [Self.securityGroup]) { group in
      builder.structure {
        builder.member("GroupId", group.id)
        builder.member("GroupName", group.name)
      }
    }
  }
}
