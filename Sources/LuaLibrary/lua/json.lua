-- JSON text and Lua values.

local native = select(2, ...).json

---@class moonwatch.json
local json = {}

--- What null in a list decodes to; equal to nothing else.
---@type lightuserdata
json.null = native.null()

--- A value as JSON. Names are sorted, those of AWS's answers in the order of AWS's model; an
--- empty table is `{}`, unless it is a list that AWS answered with or one made by `json.list`.
--- Option: `pretty`. Raises for a function, a userdata, and a table within itself.
---
---     print(json.encode({ threshold = 80, names = { "a", "b" } })) -- {"names":["a","b"],"threshold":80}
---@type fun(value: any, options: { pretty: boolean? }?): string
json.encode = native.encode

--- The value of a JSON text. null is `json.null`. Raises for what is no JSON, with line and
--- column.
---
---     print(json.decode('{"state": "ALARM"}').state) -- ALARM
---@type fun(text: string): any
json.decode = native.decode

local list = { __list = true }

--- Marks a table as a list, so that it is `[]` when empty.
---
---     print(json.encode(json.list())) -- []
---@param items table?
---@return table
function json.list(items) return setmetatable(items or {}, list) end

return json
