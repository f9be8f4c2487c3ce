-- Asking for what may not be had.

local errors = require("moonwatch.errors")

-- What may keep an answer away; every other error is one of the script's, or of what surrounds it.
local cuts_short = { aws = true, network = true, timeout = true, credentials = true }

--- Calls a function; gives its value, or nil and the error where an answer could not be had.
---@param f fun(): any
---@return any value, moonwatch.Error? failure
return function(f)
  local ok, result = pcall(f)
  if ok then return result end
  if errors.is(result) and cuts_short[result.kind] then return nil, result end
  error(result, 0)
end
