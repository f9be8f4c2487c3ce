-- JSON text and Lua values.

local native = select(2, ...).json

---@class moonwatch.json
local json = {}

--- What null in a list decodes to; equal to nothing else.
json.null = native.null()

--- A value as JSON. Names are sorted; an empty table is `{}`, unless it is a list that AWS answered
--- with or one made by `json.list`.
---@param value any
---@param options { pretty: boolean? }?
---@return string
function json.encode(value, options) return native.encode(value, options and options.pretty) end

--- The value of a JSON text. null is `json.null`.
---@param text string
---@return any
function json.decode(text) return native.decode(text) end

local list = { __list = true }

--- Marks a table as a list, so that it is `[]` when empty.
---@param items table?
---@return table
function json.list(items) return setmetatable(items or {}, list) end

return json
