-- What a result has come to when somebody stops it. At the prompt, Ctrl-C leaves it in `_`.

local errors = require("moonwatch.errors")
local list = require("moonwatch.list")

local unfinished = {}

-- True at the prompt; elsewhere nobody would look.
unfinished.is_kept = false

local Guard = {}

-- Outer results are closed after those that they are made of, and so are the ones that stay.
function Guard:__close(failure)
  if failure == nil then return end
  local rows, done, total = self.rows()
  local how_far = total and string.format("stopped with %d of %d done", done, total)
    or string.format("stopped after %d", #rows)
  unfinished.value = list.new(rows, errors.new({
    kind = "cancelled", code = "Cancelled", message = how_far, retryable = true, attempts = 0,
  }))
end

--- A variable to be closed that remembers what there is, where an error or a stop ends its block; nil
--- where nobody would look.
---
---     local guard <close> = unfinished.guard(function() return rows end)
---@param rows fun(): table, integer?, integer?   the rows so far; how many of how many are done
---@return table?
function unfinished.guard(rows)
  if not unfinished.is_kept then return nil end
  return setmetatable({ rows = rows }, Guard)
end

return unfinished
