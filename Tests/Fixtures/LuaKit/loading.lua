-- load, loadfile, dofile and require with text, printed. Returns what it printed.
local out = {}
local function show(value)
  local kind = type(value)
  if kind == "thread" or kind == "table" or kind == "function" then return kind end
  return tostring(value)
end
local function say(label, ...)
  local values = table.pack(...)
  for i = 1, values.n do values[i] = show(values[i]) end
  out[#out + 1] = label .. ": " .. table.concat(values, " ", 1, values.n)
end

say("text", load("return 1 + 1")())
say("name", load("x = = 1", "=name"))
say("file name", load("x = = 1", "@file.lua"))
say("no name", load("x = = 1"))
say("long name", load("x = = 1 -- " .. ("y"):rep(100)))
say("mode t", load("return 't'", "n", "t")())
say("environment", load("return x", "n", "t", {x = "mine"})())
say("environment nil", pcall(load("return x", "n", "t", nil)))
say("no mode", load("return 'bt'", "n", nil)())
local parts = {"return ", "'in ", "parts'"}
local i = 0
say("function", load(function() i = i + 1 return parts[i] end)())
i = 0
say("function with an empty piece", load(function() i = i + 1 return ({"return 1", "", " + 1"})[i] end)())
say("function gives a table", load(function() return {} end))
say("function fails", load(function() error("no more", 0) end))
say("function error name", load(function() i = i + 1 return i == 4 and "x = =" or nil end, "=pieces"))
say("number", pcall(load, 12))
say("nil", pcall(load))
say("table", pcall(load, {}))
say("bad mode", pcall(load, "return 1", "n", {}))

local name = os.tmpname()
local function file(text) local f = assert(io.open(name, "w")) f:write(text) f:close() end
local function hide(...)
  local values = table.pack(...)
  for k = 1, values.n do
    if type(values[k]) == "string" then values[k] = values[k]:gsub(name, "FILE", nil) end
  end
  return table.unpack(values, 1, values.n)
end
file("return ..., 'loaded'")
say("loadfile", loadfile(name)("argument"))
say("loadfile environment", pcall(loadfile(name, "t", {})))
say("dofile", dofile(name))
file("#!/usr/bin/env lua\nreturn 'after the first line'")
say("shebang", dofile(name))
file("x = =")
say("loadfile syntax", hide(loadfile(name)))
say("dofile syntax", hide(pcall(dofile, name)))
file("error('inside')")
say("dofile error", hide(pcall(dofile, name)))
file("coroutine.yield('from the file') return 'end'")
local co = coroutine.wrap(dofile)
say("dofile yields", co(name), co())
os.remove(name)
say("missing", hide(loadfile(name)))
say("dofile missing", hide(pcall(dofile, name)))

local folder = name .. ".d/"
package.path = name:gsub("[^/]*$", "") .. "?.moonwatch_test"
local module = name:match("[^/]*$")
local function module_file(text) local f = assert(io.open(name .. ".moonwatch_test", "w")) f:write(text) f:close() end
module_file("return {name = ..., path = select(2, ...)}")
local loaded, where = require(module)
say("require", hide(loaded.name == module, loaded.path == where, require(module) == loaded))
package.loaded[module] = nil
module_file("x = =")
say("require syntax", (tostring(select(2, pcall(require, module))):gsub(module, "MODULE")):gsub("/[%w/]*/", ""))
module_file("error('inside module')")
say("require error", (tostring(select(2, pcall(require, module))):gsub(module, "MODULE")):gsub("/[%w/]*/", ""))
os.remove(name .. ".moonwatch_test")
say("require missing", (select(2, pcall(require, "no.such.module")):match("^[^\n]*")))
package.path = nil
say("require without a path", pcall(require, "x"))
return table.concat(out, "\n") .. "\n"
