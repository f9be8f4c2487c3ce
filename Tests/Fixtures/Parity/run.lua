--- Makes the calls of a file one after the other and returns what each came to.
--- @arg steps string    a JSON list of {name, service, operation, input}
--- @arg now number      epoch seconds that "now", "now-300" and the like stand for
--- @needs cloudwatch:*
--- @needs ec2:*
--- @needs sns:*
--- @needs sts:*

local function filled(value)
  if type(value) == "string" then
    local offset = value:match("^now([+-]%d+)$") or (value == "now" and "0")
    return offset and args.now + tonumber(offset) or value
  elseif type(value) == "table" then
    local copy = {}
    for k, v in pairs(value) do copy[k] = filled(v) end
    return copy
  end
  return value
end

local file <close> = assert(io.open(args.steps))
local results = {}
for _, step in ipairs(json.decode(file:read("a"))) do
  local client = aws.client(step.service)
  local ok, value = pcall(function() return client[step.operation](client, filled(step.input)) end)
  if ok then
    results[#results + 1] = {name = step.name, output = value or {}}
  else
    results[#results + 1] = {name = step.name, error = value.code or tostring(value)}
  end
end
return results
