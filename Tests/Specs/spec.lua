-- What the specs of the Lua library share. They run under stock Lua 5.4 and in the host's own state,
-- against the library's sources, with stand-ins for the little that those take from the host.

local spec = { count = 0, failures = {} }

--- Loads a module of the library with natives of its own, under the name that the host gives it.
function spec.load(name, natives)
  local file <close> = assert(io.open(assert(package.searchpath(name, package.path))))
  local module = assert(load(file:read("a"), "=moonwatch/" .. name .. ".lua", "t"))(name, natives)
  package.loaded[name] = module
  return module
end

-- `json`, as far as the specs need it: the real one is native.
local json = { null = io.stderr }

local function quoted(text) return '"' .. text:gsub('[\\"]', "\\%0") .. '"' end

function json.encode(value)
  if value == json.null then return "null" end
  if type(value) == "string" then return quoted(value) end
  if math.type(value) == "float" then
    local text = string.format("%.17g", value)
    return text:find("[%.e]") and text or text .. ".0"
  end
  if type(value) ~= "table" then return tostring(value) end
  local parts, is_list = {}, #value > 0
  for key, element in pairs(value) do
    parts[#parts + 1] = (is_list and "" or quoted(key) .. ":") .. json.encode(element)
  end
  table.sort(parts, function(a, b) return not is_list and a < b end)
  return is_list and "[" .. table.concat(parts, ",") .. "]" or "{" .. table.concat(parts, ",") .. "}"
end

package.loaded.json = json

--- One scenario: fails if its body raises.
function spec.it(scenario, body)
  spec.count = spec.count + 1
  local ok, failure = xpcall(body, debug.traceback)
  if not ok then spec.failures[#spec.failures + 1] = scenario .. ": " .. tostring(failure) end
end

function spec.equal(actual, expected)
  if actual ~= expected then
    error(string.format("expected:\n%s\ngot:\n%s", tostring(expected), tostring(actual)), 2)
  end
end

--- The error that a function raises.
function spec.failure(f, ...)
  local ok, failure = pcall(f, ...)
  if ok then error("expected an error, got none", 2) end
  return failure
end

--- Ends a spec: an error with every failure, or a line.
function spec.finish(name)
  if #spec.failures > 0 then error(name .. ":\n" .. table.concat(spec.failures, "\n"), 0) end
  assert(spec.count > 0, "no scenario ran")
  if not spec.is_quiet then print(string.format("%s: %d scenarios", name, spec.count)) end
  return spec.count
end

return spec
