-- Lists that know whether they are whole. Everything but the rows is in the metatable, so that ipairs,
-- pairs, # and JSON see the rows alone.

local errors = require("moonwatch.errors")

---@class moonwatch.List
---@field complete boolean            false where rows are missing
---@field errors moonwatch.Error[]    why they are
local List = {}

--- The list itself where it is whole; raises otherwise, with the list in the error's `partial`. For
--- what would do harm by a row that is missing, such as deleting what is on no list.
---
---     local alarms = aws.cloudwatch():collect("DescribeAlarms", {}, { partial = true })
---     print(#alarms:assert_complete() == #alarms) -- true
---@return moonwatch.List
function List:assert_complete()
  if self.complete then return self end
  local failure = self.errors[1]
  error(errors.new({
    kind = failure.kind, code = "IncompleteList", partial = self,
    message = "a whole list was asked for, and this one is " .. List.note(self),
    service = failure.service, operation = failure.operation, region = failure.region,
    retryable = failure.retryable, attempts = failure.attempts,
  }), 0)
end

--- What is wrong with an incomplete list, as one line: "incomplete: 40 rows, then Throttling: …".
---
---     print(alarms.list():note()) -- nil
---@return string?   nil for a whole one
function List:note()
  if self.complete then return nil end
  local rows = string.format("incomplete: %d row%s", #self, #self == 1 and "" or "s")
  if #self.errors == 1 then return rows .. ", then " .. tostring(self.errors[1]) end
  return string.format("%s, and %d errors, such as %s", rows, #self.errors, tostring(self.errors[1]))
end

local list = {}

--- Makes a list of rows; with an error, or some of them, it is incomplete.
---@param rows table
---@param failure (moonwatch.Error|moonwatch.Error[])?
---@return moonwatch.List
function list.new(rows, failure)
  local failures = failure == nil and {} or errors.is(failure) and { failure } or failure
  local state = setmetatable({ complete = #failures == 0, errors = failures }, { __index = List })
  return setmetatable(rows, { __list = true, __name = "List", __index = state })
end

--- Gives a list fields beside its rows, such as counts, which `ipairs`, `pairs` and JSON do not see.
---@param rows moonwatch.List
---@param fields table
---@return moonwatch.List
function list.with(rows, fields)
  local state = getmetatable(rows).__index
  for name, value in pairs(fields) do state[name] = value end
  return rows
end

--- What is wrong with a value that is an incomplete list; nil for every other.
---@param value any
---@return string?
function list.note(value)
  local meta = type(value) == "table" and getmetatable(value)
  if type(meta) ~= "table" or rawget(meta, "__name") ~= "List" then return nil end
  return List.note(value)
end

return list
