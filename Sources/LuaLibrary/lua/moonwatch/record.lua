-- Rows with methods: instances, alarms. A row's own values are its fields; how it is shown, and the
-- account and Region that it came from, are in its metatable.

local errors = require("moonwatch.errors")

local record = {}

---@class moonwatch.Kind
---@field name string           what messages call it
---@field methods table
---@field members string[]      every field, in the order in which they are shown
---@field columns string[]      what a table shows
---@field varying string[]?     of these, what it shows only where the rows differ
---@field times string[]?       fields that are times

local function set_of(names)
  local set = {}
  for _, name in ipairs(names or {}) do set[name] = true end
  return set
end

--- The metatable of the rows of one kind that came from one target of a fan-out. AWS's own table, in
--- the field `raw`, is shown only where it is asked for.
---@param kind moonwatch.Kind
---@param target moonwatch.Target
---@param columns string[]?   in place of the kind's
---@return table
function record.class(kind, target, columns)
  return {
    __name = kind.name, __list = false, __index = kind.methods, __members = kind.members,
    __columns = columns or kind.columns, __varying = columns and {} or set_of(kind.varying),
    __times = set_of(kind.times), __hidden = set_of(columns and {} or { "raw" }),
    __target = target, __clients = {},
  }
end

--- The target that a row came from; nil for what is no row.
---@param row any
---@return moonwatch.Target?
function record.target(row)
  local meta = type(row) == "table" and getmetatable(row)
  return type(meta) == "table" and rawget(meta, "__target") or nil
end

--- The client of a service for the account and Region that a row came from.
---@param row table
---@param service string
---@return moonwatch.Client
function record.client(row, service)
  local clients = getmetatable(row).__clients
  if not clients[service] then
    clients[service] = require("aws").client(service, record.target(row).client)
  end
  return clients[service]
end

--- Raises unless a method was called on a row that has a field, which `fields` may have left out.
---@param row any
---@param method string   such as "instance:stop"
---@param field string
---@return any
function record.need(row, method, field)
  if not record.target(row) then
    errors.raise("argument", "InvalidArgument", string.format(
      "%s: expected a row before it, got %s; methods are called with a colon", method, type(row)))
  end
  if row[field] == nil then
    errors.raise("argument", "InvalidArgument", string.format(
      "%s: the row has no %s; name it in the fields that are asked for", method, field))
  end
  return row[field]
end

return record
