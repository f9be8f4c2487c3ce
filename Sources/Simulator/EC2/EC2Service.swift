/// EC2's operations that the embedded cloud answers.
enum EC2Service {
  static let operations: [String: Handler] = [
    "DescribeInstances": InstanceQueries.describe,
    "DescribeInstanceStatus": InstanceQueries.describeStatus,
    "RunInstances": RunInstances.handle,
    "StartInstances": InstanceOperations.start,
    "StopInstances": InstanceOperations.stop,
    "RebootInstances": InstanceOperations.reboot,
    "TerminateInstances": InstanceOperations.terminate,
    "MonitorInstances": InstanceOperations.monitor,
    "UnmonitorInstances": InstanceOperations.unmonitor,
    "CreateTags": TagOperations.create,
    "DeleteTags": TagOperations.delete,
    "DescribeTags": TagOperations.describe,
    "DescribeRegions": GeographyOperations.describeRegions,
    "DescribeAvailabilityZones": GeographyOperations.describeZones,
  ]
}
