-- Texts by which values are the same: keys of tables.

local identity = {}

--- One text for values that are the same, whatever the order of their names.
---@param value any
---@return string
function identity.text(value)
  if type(value) ~= "table" then return type(value) .. ":" .. #tostring(value) .. ":" .. tostring(value) end
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  local parts = {}
  for _, key in ipairs(keys) do parts[#parts + 1] = identity.text(key) .. "=" .. identity.text(value[key]) end
  return "{" .. table.concat(parts, ",") .. "}"
end

--- The text of a metric: what it is, whatever statistic and period are asked of it.
---@param entry { namespace: string, metric: string, dimensions: table<string, string>, account: string? }
---@return string
function identity.metric(entry)
  return identity.text { entry.account or "", entry.namespace, entry.metric, entry.dimensions }
end

return identity
