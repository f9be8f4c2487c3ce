import Testing

@testable import Shell

@Suite struct CompletionPlaceTests {
  private func kind(_ text: String) -> CompletionPlace.Kind { PlaceReader.place(in: text).kind }

  private func site(_ text: String) -> CompletionPlace.Site? {
    switch kind(text) {
    case .option(let site), .value(let site), .text(let site): site
    default: nil
    }
  }

  private func chain(_ root: String, _ steps: Chain.Step...) -> Chain {
    Chain(root: .name(root), steps: steps)
  }

  // MARK: Names

  @Test(arguments: ["", "al", "x = al", "if al", "f(x, 1 + al", "return al", "a .. al", "{ al"])
  func aName(_ text: String) {
    let place = PlaceReader.place(in: text)
    #expect(place.kind == .name)
    #expect(text.hasSuffix(place.word))
    #expect(place.start == text.utf8.count - place.word.utf8.count)
  }

  @Test(arguments: [
    "-- al", "--[[ al", "--[[ a\nb", "local al", "local a, al", "for al", "function al", "goto al",
    "12", "0x", "\"done\"", "function t.al",
  ])
  func noPlace(_ text: String) { #expect(kind(text) == .nothing) }

  @Test func whatTheEntryDeclares() {
    let text = "local one, two = 1\nfor i, v in x do\nlocal function f(a, b) function g.h(c) w"
    #expect(PlaceReader.place(in: text).locals == ["one", "two", "i", "v", "f", "a", "b", "c"])
  }

  @Test func afterAnOperatorNoStatementBegins() {
    #expect(PlaceReader.place(in: "x = f").wantsValue)
    #expect(PlaceReader.place(in: "x + (f").wantsValue)
    #expect(!PlaceReader.place(in: "f() l").wantsValue)
    #expect(!PlaceReader.place(in: "x = 1\nl").wantsValue)
  }

  // MARK: Members

  @Test func membersOfAnExpression() {
    #expect(kind("a.b.c") == .member(chain("a", .field("b")), isMethod: false))
    #expect(kind("x = a[1]:m") == .member(chain("a", .index(1)), isMethod: true))
    #expect(kind("a['b c'].d") == .member(chain("a", .field("b c")), isMethod: false))
    #expect(kind("a[i].d") == .member(chain("a", .index(nil)), isMethod: false))
    #expect(kind("(a.b):m") == .member(chain("a", .field("b")), isMethod: true))
    #expect(kind("('text'):m") == .member(Chain(root: .text), isMethod: true))
    #expect(kind("(a + b):m") == .nothing)
    #expect(
      kind("aws.ec2 { region = 'eu-west-1' }:describe")
        == .member(
          chain("aws", .field("ec2"), .call(.init(texts: [nil], given: ["region": "eu-west-1"]))),
          isMethod: true))
    #expect(
      kind("aws.client('ec2', 5).x")
        == .member(
          chain("aws", .field("client"), .call(.init(texts: ["ec2", nil]))), isMethod: false))
    #expect(
      kind("f'x'(y){}.z")
        == .member(
          chain("f", .call(.init(texts: ["x"])), .call(.init(texts: [nil]))), isMethod: false)
        || kind("f'x'.z") == .member(chain("f", .call(.init(texts: ["x"]))), isMethod: false))
  }

  @Test func acrossLines() {
    let text = "x = alarms\n  .list {\n  st"
    #expect(
      kind(text)
        == .option(.init(callee: chain("alarms", .field("list")), argument: 0, given: [[:]])))
    #expect(PlaceReader.place(in: text).word == "st")
  }

  // MARK: Options and values

  @Test func theTableOfACallAndTablesInIt() {
    #expect(site("f { ")?.path == [])
    #expect(site("f({ a = 1, ")?.path == [])
    #expect(site("f(1, { ")?.argument == 1)
    #expect(site("f { a = { ")?.path == [.name("a")])
    #expect(site("f { a = { { b = { ")?.path == [.name("a"), .element, .name("b")])
    #expect(site("f { { x = 1 }, { ")?.path == [.element])
    #expect(site("f { ['a'] = { ")?.path == [.name("a")])
    #expect(kind("f { a = ") == .value(site("f { a = ")!))
    #expect(site("f { a = ")?.path == [.name("a")])
    #expect(site("f { a = 1 + ") == nil)
    #expect(kind("x = { ") == .name)
    #expect(kind("f(x + { ") == .name)
  }

  @Test func aFunctionInATableIsNoPlaceForOptions() {
    #expect(kind("f { each = function() lo") == .name)
    #expect(kind("f { each = function() return 1 end, st") != .name)
  }

  @Test func whatTheTablesAroundSayAlready() {
    let site = site("f { n = 'N', x = { { k = 'K', t = 5, [[q]], ")
    #expect(site?.given == [["n": "N"], [:], ["k": "K"]])
    #expect(self.site("g('a', \"b\", { ")?.texts == ["a", "b"])
  }

  // MARK: Texts

  @Test func withinQuotes() {
    #expect(site("f('")?.path == [])
    #expect(site("f(x, \"")?.argument == 1)
    #expect(site("f\"")?.argument == 0)
    #expect(site("f { a = '")?.path == [.name("a")])
    #expect(site("f { a = { 'x', '")?.path == [.name("a"), .element])
    #expect(kind("t.x['") == .key(chain("t", .field("x"))))
    #expect(kind("x.state == '") == .compared(chain("x", .field("state"))))
    #expect(kind("x = '") == .nothing)
    #expect(kind("f { a = 'x' .. '") == .nothing)
  }

  @Test func theWordGoesFromTheQuotes() {
    let place = PlaceReader.place(in: "alarms.get(\"über: a/b-c (")
    #expect(place.word == "über: a/b-c (")
    #expect(place.start == 12)
    #expect(place.quote == "\"")
    #expect(PlaceReader.place(in: "f [==[x y").quote == "]==]")
    #expect(PlaceReader.place(in: "f [==[x y").word == "x y")
    #expect(PlaceReader.place(in: "f('it\\'s").word == "it\\'s")
  }
}
