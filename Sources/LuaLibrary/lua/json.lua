-- JSON text and Lua values.

local native = select(2, ...).json

---@class moonwatch.json
local json = {}

--- What null in a list decodes to; equal to nothing else.
---@type lightuserdata
json.null = native.null()

--- A value as JSON. Names are sorted, those of AWS's answers in the order of AWS's model; an empty
--- table is `{}`, unless it is a list that AWS answered with or one made by `json.list`. Option:
--- `pretty`.
---@type fun(value: any, options: { pretty: boolean? }?): string
json.encode = native.encode

--- The value of a JSON text. null is `json.null`.
---@type fun(text: string): any
json.decode = native.decode

local list = { __list = true }

--- Marks a table as a list, so that it is `[]` when empty.
---@param items table?
---@return table
function json.list(items) return setmetatable(items or {}, list) end

return json
