import AWSWire
import Documents
import Testing

@Suite struct ModelStoreTests {
  let store = ModelStore(environment: ["HOME": "/nowhere"])

  @Test func embeddedServicesAreThoseOfTheImporter() {
    #expect(
      ModelStore.embeddedServices == [
        "autoscaling", "cloudwatch", "ec2", "elbv2", "events", "lambda", "logs", "rds",
        "resourcegroupstaggingapi", "sns", "ssm", "sts",
      ])
  }

  @Test func cloudWatchSpeaksJSONAndNamesItsPaginators() throws {
    let service = try store.service("cloudwatch")
    #expect(service.metadata.wireProtocol == .json)
    #expect(service.metadata.protocols == ["smithy-rpc-v2-cbor", "json", "query"])
    #expect(service.metadata.targetPrefix == "GraniteServiceVersion20100801")
    #expect(service.metadata.isQueryCompatible)
    #expect(service.metadata.endpointPrefix == "monitoring")
    #expect(service.metadata.signingName == "monitoring")
    #expect(service.source.hasPrefix("botocore 1."))
    let pages = try #require(service.paginators["DescribeAlarms"])
    #expect(pages.inputTokens == ["NextToken"])
    #expect(pages.resultKeys == ["MetricAlarms", "CompositeAlarms"])
    let waiter = try #require(service.waiters["AlarmExists"])
    #expect(waiter.operation == "DescribeAlarms")
    #expect(waiter.acceptors.first?.expected == true)
  }

  @Test func everyEmbeddedOperationLoadsAndItsNumbersFitItsVocabulary() throws {
    var count = 0
    for name in ModelStore.embeddedServices {
      let service = try store.service(name)
      for operationName in service.operationNames {
        let operation = try service.operation(operationName)
        #expect(operation.name == operationName)
        #expect(operation.service == service.metadata)
        count += 1
        for root in [operation.input, operation.output].compactMap({ $0 }) + operation.errors {
          checkNumbers(root, operation.vocabulary)
        }
      }
    }
    #expect(count > 200)
  }

  private func checkNumbers(_ root: Shape, _ vocabulary: Vocabulary) {
    var seen: Set<ObjectIdentifier> = []
    var pending = [root]
    while let shape = pending.popLast() {
      guard seen.insert(ObjectIdentifier(shape)).inserted else { continue }
      for member in shape.members { #expect(vocabulary.members[member.number] == member.name) }
      if shape.number != 0 {
        #expect(vocabulary.shapes[Int(shape.number) - 1].name == shape.name)
        #expect(vocabulary.shapes[Int(shape.number) - 1].isList == (shape.kind == .list))
      }
      pending += shape.members.map(\.shape)
      pending += [shape.element, shape.key, shape.value].compactMap { $0?.shape }
    }
  }

  @Test func theVocabularyKnowsWhichMembersAreTimes() throws {
    let describe = try store.service("cloudwatch").operation("DescribeAlarms")
    let alarm = try #require(describe.vocabulary.shapes.first { $0.name == "MetricAlarm" })
    #expect(
      Set(alarm.timestamps) == [
        "AlarmConfigurationUpdatedTimestamp", "StateUpdatedTimestamp",
        "StateTransitionedTimestamp",
      ])
    let data = try store.service("cloudwatch").operation("GetMetricData")
    let times = try #require(data.vocabulary.shapes.first { $0.name == "Timestamps" })
    #expect(times.isList && times.timestamps == [""])
  }

  @Test func constraintsAndTraitsOfPutMetricAlarmAreRead() throws {
    let operation = try store.service("cloudwatch").operation("PutMetricAlarm")
    let input = try #require(operation.input)
    #expect(input.member(named: "AlarmName")?.isRequired == true)
    #expect(input.member(named: "Threshold")?.isRequired == false)
    #expect(input.member(named: "AlarmName")?.shape.maximum == 255)
    #expect(
      input.member(named: "Statistic")?.shape.enumValues
        == ["SampleCount", "Average", "Sum", "Minimum", "Maximum"])
    #expect(operation.errors.map(\.errorCode) == ["LimitExceeded"])
    #expect(!operation.isReadOnly)
    #expect(try store.service("cloudwatch").operation("PutMetricData").compressesRequest)
    let run = try store.service("ec2").operation("RunInstances")
    #expect(run.input?.member(named: "ClientToken")?.isIdempotencyToken == true)
    #expect(run.input?.member(named: "TagSpecifications")?.locationName == "TagSpecification")
    #expect(try store.service("sts").operation("AssumeRoleWithWebIdentity").isUnsigned)
    #expect(
      try store.service("sts").operation("GetCallerIdentity").outputWrapper
        == "GetCallerIdentityResult")
  }

  @Test func anUnknownServiceIsNamedWithTheNearestAndAll() throws {
    let error = #expect(throws: AWSError.self) { try store.service("cloudwach") }
    #expect(error?.kind == .argument)
    #expect(error?.code == "UnknownService")
    #expect(
      error?.message
        == "unknown service 'cloudwach' (did you mean 'cloudwatch'?); embedded: "
        + "\(ModelStore.embeddedServices.joined(separator: ", ")); \(Self.account)")
  }

  /// Where the store looks that these tests have.
  private static let account =
    "looked in /nowhere/.aws/models; AWS_DATA_PATH is not set: point it at the data folder of "
    + "botocore for every service of AWS"

  @Test(arguments: [
    (
      "PutMetricAlrm",
      "cloudwatch has no operation 'PutMetricAlrm' (did you mean 'PutMetricAlarm'?)"
    ),
    (
      "put_metric_alrm",
      "cloudwatch has no operation 'put_metric_alrm' (did you mean 'put_metric_alarm'?)"
    ),
    ("Frobnicate", "cloudwatch has no operation 'Frobnicate'"),
  ])
  func anUnknownOperationIsNamedWithTheNearest(name: String, message: String) throws {
    let service = try store.service("cloudwatch")
    let error = #expect(throws: AWSError.self) { try service.operation(name) }
    #expect(error?.message == message)
    #expect(error?.code == "UnknownOperation")
  }

  @Test(arguments: ["CreateVpc", "create_vpc"])
  func anOperationThatIsNotEmbeddedIsToldFromATypingError(name: String) throws {
    let error = #expect(throws: AWSError.self) { try store.service("ec2").operation(name) }
    #expect(
      error?.message
        == "ec2 has the operation 'CreateVpc', but its description is not embedded; "
        + Self.account)
  }

  @Test func readAndWriteFollowTheVerbExceptWhereTheImporterKnowsBetter() throws {
    var exceptions: Set<String> = []
    for name in ModelStore.embeddedServices {
      let service = try store.service(name)
      for operation in service.operationNames
      where service.isReadOnly(operation) != OperationEffect.isReadOnly(operation) {
        exceptions.insert("\(name):\(operation)")
      }
    }
    #expect(
      exceptions == [
        "logs:StartQuery", "logs:StopQuery", "logs:TestMetricFilter",
        "rds:DownloadDBLogFilePortion", "sts:AssumeRole", "sts:AssumeRoleWithSAML",
        "sts:AssumeRoleWithWebIdentity",
        "sts:AssumeRoot", "sts:DecodeAuthorizationMessage",
      ])
    #expect(!(try store.service("cloudwatch").isReadOnly("StartMetricStreams")))
    #expect(try store.service("cloudwatch").isReadOnly("GetMetricData"))
    #expect(OperationEffect.isReadOnly("BatchGetItem"))
    for write in ["BatchWriteItem", "Invoke", "StartQuery", "Getaway", "CancelSpotFleet", ""] {
      #expect(!OperationEffect.isReadOnly(write))
    }
  }

  /// The right-hand names are what boto3's clients have.
  @Test(arguments: [
    ("PutMetricAlarm", "put_metric_alarm"), ("ListTopicARNs", "list_topic_arns"),
    ("DescribeVpcs", "describe_vpcs"), ("GetSMSAttributes", "get_sms_attributes"),
    ("GetOTelEnrichment", "get_otel_enrichment"), ("AssumeRoleWithSAML", "assume_role_with_saml"),
    ("CreateSMSSandboxPhoneNumber", "create_sms_sandbox_phone_number"),
    ("DescribeDBInstances", "describe_db_instances"), ("ListObjectsV2", "list_objects_v2"),
    ("UpdateSSHPublicKey", "update_ssh_public_key"), ("DescribeIdFormat", "describe_id_format"),
    ("DescribeStorediSCSIVolumes", "describe_stored_iscsi_volumes"),
    ("ListHITsForQualificationType", "list_hits_for_qualification_type"),
    ("ExecutePartiQLStatement", "execute_partiql_statement"),
    ("SendWhatsAppMessage", "send_whatsapp_message"),
  ])
  func methodNamesAreBoto3s(operation: String, method: String) {
    #expect(methodName(of: operation) == method)
  }

  @Test func aMethodLeadsBackToItsOperation() throws {
    for name in ModelStore.embeddedServices {
      let service = try store.service(name)
      for operation in service.operationNames {
        #expect(service.operationName(forMethod: methodName(of: operation)) == operation)
      }
    }
  }

  @Test(arguments: [
    ("cloudwatch", "DescribeAlarms", true), ("cloudwatch", "PutMetricAlarm", true),
    ("cloudwatch", "SetAlarmState", true), ("cloudwatch", "DeleteAlarms", true),
    ("cloudwatch", "TagResource", true), ("cloudwatch", "PutMetricData", false),
    // With a ClientToken, which every attempt carries alike.
    ("ec2", "RunInstances", true), ("ec2", "StartInstances", true), ("ec2", "StopInstances", true),
    ("ec2", "CreateTags", true), ("ec2", "RebootInstances", false), ("sns", "Publish", false),
  ])
  func whatCanBeRepeatedIsKnown(service: String, operation: String, isIdempotent: Bool) throws {
    let operation = try store.service(service).operation(operation)
    #expect(OperationEffect.isIdempotent(operation) == isIdempotent)
  }
}
