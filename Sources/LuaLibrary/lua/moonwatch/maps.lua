-- Tables from names to values: their names in order, and AWS's dimensions as one.

local maps = {}

--- The keys of a table, sorted.
---@param map table
---@return any[]
function maps.sorted_keys(map)
  local keys = {}
  for key in pairs(map) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

--- Whether two tables have the same keys.
---@param a table
---@param b table
---@return boolean
function maps.same_keys(a, b)
  for key in pairs(a) do
    if b[key] == nil then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

--- AWS's list of dimensions as a table from name to value.
---@param dimensions { Name: string, Value: string }[]?   nil: none
---@param into table?   that they are added to; a new table unless given
---@return table<string, string>
function maps.of_dimensions(dimensions, into)
  local map = into or {}
  for _, dimension in ipairs(dimensions or {}) do map[dimension.Name] = dimension.Value end
  return map
end

return maps
