--- Makes the calls of a file one after the other and returns what each came to.
---
--- A step is {name, service, operation, input}. With `only`, a list of paths (`Instances[].State.Name`),
--- just these are returned, for answers in which much is random. `save` names values by path, as
--- {web = "Instances[1].InstanceId"}: from then on "<web>" stands for it, in inputs and in results. The
--- embedded cloud's clock goes on by `advance`, as moto's resources are in their last state at once.
--- @arg steps string    a JSON list of {name, service, operation, input}
--- @arg now number      epoch seconds that "now", "now-300" and the like stand for
--- @needs cloudwatch:*
--- @needs ec2:*
--- @needs sns:*
--- @needs sts:*

local saved, names = {}, {}

local function filled(value)
  if type(value) == "string" then
    local offset = value:match("^now([+-]%d+)$") or (value == "now" and "0")
    return offset and args.now + tonumber(offset) or saved[value:match("^<(.*)>$")] or value
  elseif type(value) == "table" then
    local copy = {}
    for k, v in pairs(value) do copy[k] = filled(v) end
    return copy
  end
  return value
end

-- The value at a path; `[]` makes a list of every element's, and `[1]` takes one.
local function at(value, path)
  if path == "" then return value end
  local position, rest = path:match("^%[(%d*)%]%.?(.*)$")
  if position then
    if position ~= "" then return value[tonumber(position)] and at(value[tonumber(position)], rest) end
    local all = {}
    for i, element in ipairs(value) do all[i] = at(element, rest) or json.null end
    return all
  end
  local name
  name, rest = path:match("^([^.%[]+)%.?(.*)$")
  if type(value) ~= "table" or value[name] == nil then return nil end
  return at(value[name], rest)
end

-- Puts names where saved values are.
local function named(value)
  if type(value) ~= "table" then return names[value] or value end
  local copy = setmetatable({}, getmetatable(value))
  for k, v in pairs(value) do copy[k] = named(v) end
  return copy
end

local function result(step, output)
  for name, path in pairs(step.save or {}) do
    saved[name] = at(output, path)
    names[saved[name]] = "<" .. name .. ">"
  end
  if step.only then
    local part = {}
    for _, path in ipairs(step.only) do part[path] = at(output, path) end
    output = part
  end
  return { name = step.name, output = named(output) }
end

local file <close> = assert(io.open(args.steps))
local results = {}
for _, step in ipairs(json.decode(file:read("a"))) do
  if sim and step.advance then sim.advance(step.advance) end
  local client = aws.client(step.service)
  local ok, value = pcall(function() return client[step.operation](client, filled(step.input)) end)
  if ok then
    results[#results + 1] = result(step, value or {})
  else
    results[#results + 1] = { name = step.name, error = value.code or tostring(value) }
  end
end
return results
