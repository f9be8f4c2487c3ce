"""A DescribeInstances answer as EC2 writes it: about 3.3 KB an instance."""


def instance(n):
    """One reservation with one instance; what differs between instances differs here."""
    iid, eni, vol = f"i-{n:017x}", f"eni-{n:017x}", f"vol-{n:017x}"
    private = f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
    public = f"54.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
    zone = "us-east-1" + "abcdf"[n % 5]
    tags = {
        "Name": f"web-{n:06d}",
        "environment": ("production", "staging")[n % 2],
        "service": f"checkout-{n % 40}",
        "owner": "payments@example.com",
        "aws:autoscaling:groupName": f"checkout-{n % 40}-asg",
    }
    tag_items = "".join(
        f"""
            <item>
              <key>{key}</key>
              <value>{value}</value>
            </item>"""
        for key, value in tags.items()
    )
    return f"""
    <item>
      <reservationId>r-{n:017x}</reservationId>
      <ownerId>123456789012</ownerId>
      <groupSet/>
      <instancesSet>
        <item>
          <instanceId>{iid}</instanceId>
          <imageId>ami-0abcdef1234567890</imageId>
          <instanceState><code>16</code><name>running</name></instanceState>
          <privateDnsName>ip-{private.replace('.', '-')}.ec2.internal</privateDnsName>
          <dnsName>ec2-{public.replace('.', '-')}.compute-1.amazonaws.com</dnsName>
          <reason/>
          <keyName>operators</keyName>
          <amiLaunchIndex>0</amiLaunchIndex>
          <productCodes/>
          <instanceType>{("m7g.large", "c7g.xlarge", "t3.micro")[n % 3]}</instanceType>
          <launchTime>2026-0{n % 9 + 1}-{n % 28 + 1:02d}T{n % 24:02d}:15:22.000Z</launchTime>
          <placement>
            <availabilityZone>{zone}</availabilityZone>
            <groupName/>
            <tenancy>default</tenancy>
          </placement>
          <monitoring><state>disabled</state></monitoring>
          <subnetId>subnet-{n % 6:017x}</subnetId>
          <vpcId>vpc-0123456789abcdef0</vpcId>
          <privateIpAddress>{private}</privateIpAddress>
          <ipAddress>{public}</ipAddress>
          <sourceDestCheck>true</sourceDestCheck>
          <groupSet>
            <item><groupId>sg-0123456789abcdef0</groupId><groupName>web</groupName></item>
          </groupSet>
          <architecture>arm64</architecture>
          <rootDeviceType>ebs</rootDeviceType>
          <rootDeviceName>/dev/xvda</rootDeviceName>
          <blockDeviceMapping>
            <item>
              <deviceName>/dev/xvda</deviceName>
              <ebs>
                <volumeId>{vol}</volumeId>
                <status>attached</status>
                <attachTime>2026-01-15T09:15:23.000Z</attachTime>
                <deleteOnTermination>true</deleteOnTermination>
              </ebs>
            </item>
          </blockDeviceMapping>
          <virtualizationType>hvm</virtualizationType>
          <tagSet>{tag_items}
          </tagSet>
          <hypervisor>xen</hypervisor>
          <networkInterfaceSet>
            <item>
              <networkInterfaceId>{eni}</networkInterfaceId>
              <subnetId>subnet-{n % 6:017x}</subnetId>
              <vpcId>vpc-0123456789abcdef0</vpcId>
              <ownerId>123456789012</ownerId>
              <status>in-use</status>
              <macAddress>0a:ff:{n >> 16 & 255:02x}:{n >> 8 & 255:02x}:{n & 255:02x}:01</macAddress>
              <privateIpAddress>{private}</privateIpAddress>
              <sourceDestCheck>true</sourceDestCheck>
            </item>
          </networkInterfaceSet>
          <ebsOptimized>true</ebsOptimized>
          <enaSupport>true</enaSupport>
          <cpuOptions><coreCount>2</coreCount><threadsPerCore>1</threadsPerCore></cpuOptions>
        </item>
      </instancesSet>
    </item>"""


def page(first, count, token):
    """The answer with instances `first` and on; `token` names the next page, None ends the list."""
    head = """<?xml version="1.0" encoding="UTF-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>8f7724cf-496f-496e-8fe3-0123456789ab</requestId>
  <reservationSet>"""
    tail = "\n  </reservationSet>\n"
    if token is not None:
        tail += f"  <nextToken>{token}</nextToken>\n"
    items = "".join(instance(first + n) for n in range(count))
    return (head + items + tail + "</DescribeInstancesResponse>\n").encode()
