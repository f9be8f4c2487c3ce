import Testing

@testable import Monitoring

@Suite struct CompositeGraphTests {
  private func graph(_ rules: [String: String]) throws -> CompositeGraph {
    CompositeGraph(try rules.mapValues { try CompositeRule($0) })
  }

  @Test func compositesComeAfterWhatTheyLookAt() throws {
    let graph = try graph([
      "site": "ALARM(web) OR ALARM(db)", "web": "ALARM(cpu)", "db": "ALARM(disk) AND OK(web)",
      "alone": "TRUE",
    ])
    #expect(graph.order == ["alone", "web", "db", "site"])
    #expect(graph.cycle == nil)
    #expect(graph.parents(of: "cpu") == ["web"])
    #expect(graph.parents(of: "web") == ["db", "site"])
    #expect(graph.parents(of: "unknown").isEmpty)
    #expect(graph.dependents(of: "cpu") == ["web", "db", "site"])
    #expect(graph.dependents(of: "disk") == ["db", "site"])
    #expect(graph.dependents(of: "site").isEmpty)
  }

  @Test func aCycleIsFoundAndNothingOnOrAboveItIsEvaluated() throws {
    let graph = try graph([
      "a": "ALARM(b)", "b": "ALARM(c) OR ALARM(cpu)", "c": "ALARM(a)", "above": "ALARM(a)",
      "free": "ALARM(cpu)",
    ])
    #expect(graph.order == ["free"])
    let cycle = try #require(graph.cycle)
    #expect(Set(cycle) == ["a", "b", "c"])
    #expect(graph.dependents(of: "cpu") == ["free"])
  }

  @Test func aRuleThatNamesItselfIsACycle() throws {
    #expect(try graph(["a": "NOT ALARM(a)"]).cycle == ["a"])
  }

  @Test func anARNAndANameAreTheSameChild() throws {
    let graph = try graph([
      "a": #"ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu") AND NOT OK(cpu)"#
    ])
    #expect(graph.parents(of: "cpu") == ["a"])
  }
}
