import Testing

@testable import Scripting

/// A call of AWS from wherever Lua lets a script put one.
struct WaitingPlacesTests {
  private static let prelude = """
    local sts = aws.sts()
    local function account() return sts:get_caller_identity().Account end
    local id = "123456789012"

    """

  @Test(arguments: [
    "a generator": """
    local names = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(account() .. i) end end)
    local seen = {}
    for name in names do seen[#seen + 1] = name end
    assert(#seen == 3 and seen[3] == id .. 3)
    """,
    "a generator in task.map": """
    local r = task.map({ 1, 2, 3 }, function(n)
      local total = 0
      for x in coroutine.wrap(function() for i = 1, n do account() coroutine.yield(i) end end) do total = total + x end
      return total
    end)
    assert(json.encode(r) == "[1,3,6]")
    """,
    "coroutine.resume": """
    local co = coroutine.create(function(a) local b = coroutine.yield(account() .. a) return account() .. b end)
    local _, one = coroutine.resume(co, 1)
    local _, two = coroutine.resume(co, 2)
    assert(one == id .. 1 and two == id .. 2 and coroutine.status(co) == "dead")
    """,
    "coroutines three deep": """
    local outer = coroutine.wrap(function()
      local middle = coroutine.wrap(function()
        local inner = coroutine.wrap(function() for i = 1, 2 do coroutine.yield(account() .. i) end end)
        for x in inner do coroutine.yield(x .. account()) end
      end)
      for x in middle do coroutine.yield(#(x .. account())) end
    end)
    assert(outer() == 37 and outer() == 37)
    """,
    "a sort comparator": """
    local t = { 3, 1, 2 }
    table.sort(t, function(a, b) account() return a < b end)
    assert(t[1] == 1 and t[3] == 3)
    """,
    "a generator in a sort comparator": """
    local t = { 3, 1, 2 }
    table.sort(t, function(a, b)
      local g = coroutine.wrap(function() account() coroutine.yield(1) account() return 2 end)
      return g() < g() and a < b
    end)
    assert(t[1] == 1 and t[3] == 3)
    """,
    "a gsub callback": "assert((('x'):gsub('x', account)) == id)",
    "__index": "assert(setmetatable({}, { __index = account }).anything == id)",
    "__index through a C function":
      "assert(table.concat(setmetatable({}, { __index = account, __len = function() return 2 end })) == id .. id)",
    "__tostring": "assert(tostring(setmetatable({}, { __tostring = account })) == id)",
    "__eq, __lt, __concat, __call": """
    local meta = { __lt = function() account() return true end, __eq = function() account() return true end }
    meta.__concat = account
    meta.__call = account
    local a, b = setmetatable({}, meta), setmetatable({}, meta)
    assert(a < b and a == b and a .. b == id and a() == id)
    """,
    "a module at its load": """
    package.preload.calls = function() return { account = account() } end
    assert(require("calls").account == id)
    """,
    "load's reader function": """
    local pieces = { "return ", account() and "1" }
    assert(load(function() account() return table.remove(pieces, 1) end)() == 1)
    """,
    "an iterator": """
    local function next_account(_, i) if i < 2 then return i + 1, account() end end
    local n = 0
    for _, a in next_account, nil, 0 do n = n + 1 assert(a == id) end
    assert(n == 2)
    """,
    "<close>": """
    local seen
    do local guard <close> = setmetatable({}, { __close = function() seen = account() end }) end
    assert(seen == id)
    """,
    "<close> after an error": """
    local seen
    local ok, err = pcall(function()
      local guard <close> = setmetatable({}, { __close = function() task.sleep(0.001) seen = account() end })
      error("boom", 0)
    end)
    assert(not ok and err == "boom" and seen == id)
    """,
    "<close> of an abandoned generator": """
    local seen
    local g = coroutine.create(function()
      local guard <close> = setmetatable({}, { __close = function() seen = account() end })
      coroutine.yield(1)
    end)
    coroutine.resume(g)
    assert(coroutine.close(g) and seen == id)
    """,
    "xpcall and its handler": """
    local ok, handled = xpcall(function() account() error("x") end, function() return account() end)
    assert(not ok and handled == id)
    """,
    "inside sort inside task.map": """
    local r = task.map({ 1, 2, 3 }, function()
      local t = { 2, 1 }
      table.sort(t, function(a, b) account() return a < b end)
      task.sleep(0)
      return t[1]
    end)
    assert(json.encode(r) == "[1,1,1]")
    """,
  ]) func aCallWorks(_ place: String, _ source: String) throws {
    try localHost().passes(Self.prelude + source)
  }

  @Test func aCallInAFinalizerIsRefusedAsAWarning() throws {
    let host = try localHost()
    var warnings: [String] = []
    host.lua.onWarning = { warnings.append($0) }
    host.passes(
      Self.prelude + """
        setmetatable({}, { __gc = function() account() end })
        collectgarbage() collectgarbage()
        setmetatable({}, { __gc = function() task.sleep(1) end })
        collectgarbage() collectgarbage()
        """)
    #expect(warnings.count == 2)
    #expect(warnings.allSatisfy { $0.contains("refused in a finalizer") }, "\(warnings)")
  }

  @Test func othersWaitWhileACallCannotYield() throws {
    try localHost().passes(
      Self.prelude + """
        local trace = {}
        task.spawn(function() trace[#trace + 1] = "other" end)
        local t = { 2, 1 }
        table.sort(t, function(a, b) account() trace[#trace + 1] = "sort" return a < b end)
        assert(not table.concat(trace):find("other"), table.concat(trace))
        task.sleep(0)
        assert(trace[#trace] == "other")
        """)
  }
}
