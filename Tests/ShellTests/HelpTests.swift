import Testing

@testable import Shell

@Suite struct HelpTests {
  static let source = """
    -- Series of datapoints: what metrics
    -- are made of.

    local native = select(2, ...)

    ---@class moonwatch.Options: moonwatch.Base   how much
    ---@field last (string|number)?   such as "3h"
    ---@field by table<string, number>

    ---@class moonwatch.series
    local series = {}

    ---@class moonwatch.Series
    local Series = {}

    --- Gets it. Or not: nil then.
    ---
    --- A second paragraph.
    ---
    ---     print(series.get("a"))
    ---     print(1)
    ---@param name string            which one
    ---@param options moonwatch.Options?
    ---@param with { every: (number|string)?, deep: fun(a: integer, b: string): boolean }?   when
    ---@return moonwatch.Series[] # all of them
    function series.get(name, options, with) end

    --- The newest value.
    ---@return number?
    function Series:latest() end

    --- Waits.
    ---@type fun(self: moonwatch.Series, seconds: number|string): boolean
    Series.wait = native.wait

    --- What is none.
    ---@type lightuserdata
    series.null = native.null()

    ---@package
    ---@class moonwatch.Inner
    local Inner = {}

    --- Of a class that is private.
    function Inner:step() end

    --- Private to the file.
    local function helper() end

    --- Not for scripts.
    function series._inner() end
    """

  let index = LibraryIndex(sources: [("series", Self.source)])

  @Test func whatScriptsCanCallIsThereUnderItsName() {
    #expect(
      index.entries.map(\.path) == [
        "Options", "series", "Series", "series.get", "Series:latest", "Series:wait", "series.null",
      ])
    #expect(
      index.entries.map(\.kind) == [.class, .module, .class, .function, .method, .method, .value])
    #expect(index["Series.latest"]?.path == "Series:latest")
    #expect(index["series.helper"] == nil)
  }

  @Test func aModuleIsWhatItsFileBeginsWith() {
    #expect(index["series"]?.summary == "Series of datapoints: what metrics are made of.")
  }

  @Test func aFunctionHasItsWordsParametersResultAndExample() throws {
    let entry = try #require(index["series.get"])
    #expect(entry.summary == "Gets it.")
    #expect(entry.example == "print(series.get(\"a\"))\nprint(1)")
    #expect(entry.signature == "series.get(name, [options], [with])")
    #expect(entry.parameters.map(\.type).prefix(2) == ["string", "moonwatch.Options?"])
    #expect(entry.parameters.map(\.text) == ["which one", "", "when"])
    #expect(entry.results == [.init(name: "", type: "moonwatch.Series[]", text: "all of them")])
    #expect(
      AnnotationType.fields(entry.parameters[2].type) == [
        .init(name: "every", type: "(number|string)?", text: ""),
        .init(name: "deep", type: "fun(a: integer, b: string): boolean", text: ""),
      ])
  }

  @Test func aTypeThatIsAFunctionGivesParametersAndResult() throws {
    let entry = try #require(index["Series:wait"])
    #expect(entry.signature == "Series:wait(seconds)")
    #expect(entry.results.map(\.type) == ["boolean"])
  }

  @Test func helpShowsTheFieldsOfATableThatIsAParameter() {
    let text = HelpText(index: index).text(of: index["series.get"]!)
    #expect(text.hasPrefix("series.get(name, [options], [with]) → Series[]\n\nGets it."))
    #expect(text.contains("options:\n  last  (string|number)?"))
    #expect(text.contains("such as \"3h\""))
    #expect(text.contains("Returns all of them"))
    #expect(text.contains("Example:\n    print(series.get(\"a\"))\n    print(1)\n"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test(
    arguments: [
      ("string what", "string", "what"), ("string|number  a | b", "string|number", "a | b"),
      ("fun(a: integer): table<string, any>? when", "fun(a: integer): table<string, any>?", "when"),
      ("\"a\"|\"b c\" text", "\"a\"|\"b c\"", "text"), ("{ a: string }", "{ a: string }", ""),
      ("moonwatch.X[] # the rest", "moonwatch.X[]", "the rest"), ("", "", ""),
    ])
  func typeAndTextAreToldApart(line: String, type: String, text: String) {
    let split = AnnotationType.split(line)
    #expect(split.type == type)
    #expect(split.text == text)
  }

  @Test func everyFunctionOfTheLibrarySaysWhatItDoes() {
    let library = LibraryIndex()
    for entry in library.entries where entry.kind == .function || entry.kind == .method {
      #expect(!entry.summary.isEmpty, "\(entry.path) has no words")
    }
    for module in library.modules {
      #expect(!module.summary.isEmpty, "\(module.path) has no words")
    }
  }
}
