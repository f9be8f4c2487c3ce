import AWSWire
import Documents
import Testing

@Suite struct WaiterJudgeTests {
  private func judge(_ service: String, _ name: String) throws -> WaiterJudge {
    try WaiterJudge(try ModelStore().service(service).waiter(name))
  }

  private func answer(_ states: String...) -> Result<Response, AWSError> {
    let instances = states.map {
      Document(entries: [("State", Document(entries: [("Name", Document($0))]))])
    }
    let reservation = Document(entries: [("Instances", Document(instances))])
    return .success(
      Response(output: Document(entries: [("Reservations", Document([reservation]))])))
  }

  @Test func allHaveToBeThereAndOneFailureIsEnough() throws {
    let judge = try judge("ec2", "instance_running")
    #expect(judge.outcome(of: answer("running", "running")) == .success)
    #expect(judge.outcome(of: answer("running", "pending")) == nil)
    #expect(judge.outcome(of: answer("running", "terminated")) == .failure)
    #expect(judge.outcome(of: .success(Response(output: ["Reservations": []]))) == nil)
  }

  @Test func anErrorMayMeanToGoOn() throws {
    let judge = try judge("ec2", "InstanceRunning")
    let notYet = AWSError(.aws, code: "InvalidInstanceID.NotFound", "", status: 400)
    #expect(judge.outcome(of: .failure(notYet)) == .retry)
    #expect(judge.outcome(of: .failure(AWSError(.aws, code: "AuthFailure", ""))) == nil)
    let unreachable = AWSError(.network, code: "InvalidInstanceID.NotFound", "")
    #expect(judge.outcome(of: .failure(unreachable)) == nil)
  }

  @Test func aLengthIsComparedAndNothingHasNone() throws {
    let judge = try judge("cloudwatch", "AlarmExists")
    #expect(
      judge.outcome(of: .success(Response(output: ["MetricAlarms": [["AlarmName": "x"]]])))
        == .success)
    #expect(judge.outcome(of: .success(Response(output: ["MetricAlarms": []]))) == nil)
    #expect(judge.outcome(of: .success(Response(output: [:]))) == nil)
  }

  @Test func anUnknownWaiterIsNamedWithTheNearest() throws {
    let service = try ModelStore().service("ec2")
    let error = try #require(throws: AWSError.self) { try service.waiter("instance_runing") }
    #expect(error.code == "UnknownWaiter")
    #expect(
      error.message.hasPrefix(
        "ec2 has no waiter 'instance_runing' (did you mean 'instance_running'?); there are: "))
  }

  @Test func everyEmbeddedWaiterCanBeRead() throws {
    for name in ModelStore.embeddedServices {
      for waiter in try ModelStore().service(name).waiters.values { _ = try WaiterJudge(waiter) }
    }
  }
}
