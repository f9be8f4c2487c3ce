-- The error tables that the library raises.

---@class moonwatch.Error
---@field kind string        aws, network, timeout, validation, argument, policy, credentials, config, cancelled, internal
---@field code string        AWS's code, such as Throttling, or this program's, such as UnknownMember
---@field message string
---@field where string?      file:line of the script
---@field service string?
---@field operation string?
---@field region string?
---@field status integer?    HTTP status
---@field request_id string?
---@field retryable boolean  true where the same call may succeed later
---@field attempts integer   how often the call was sent; 0: never
---@field fields table?      members of AWS's error beside code and message
---@field may_have_taken_effect boolean?   true: a change was sent, and no answer says what became of it
---@field partial any        what there is, where a whole was asked for
---@field answer table?      of a waiter: the last answer

local errors = {}

local Error = { __name = "error" }

--- One line: where, code and message, and what was called.
function Error:__tostring()
  local line = string.format("%s: %s", self.code, self.message)
  if self.where then line = self.where .. ": " .. line end
  local context = {}
  if self.service and self.operation then
    context[#context + 1] = self.service .. ":" .. self.operation
  end
  if self.region then context[#context + 1] = self.region end
  if self.request_id then context[#context + 1] = "request " .. self.request_id end
  if #context > 0 then line = line .. " (" .. table.concat(context, ", ") .. ")" end
  return (line:gsub("[\r\n]+", " "))
end

-- The library's own chunks are named =moonwatch/…; the first frame that is not one of them is the
-- script's. A function of the library that the script called last (`return f()`) has taken the place
-- of the script's frame, so that the line is then that of the script's caller.
local function script_location()
  local level = 2
  while true do
    local info = debug.getinfo(level, "Sl")
    if not info then return nil end
    if info.currentline > 0 and not info.source:find("^=moonwatch/") then
      return info.short_src .. ":" .. info.currentline
    end
    level = level + 1
  end
end

--- Makes an error of its fields; `where` is the line of the script that runs.
---@param fields table
---@return moonwatch.Error
function errors.new(fields)
  fields.where = fields.where or script_location()
  return setmetatable(fields, Error)
end

--- Raises an error of the library's.
---@param kind string
---@param code string
---@param message string
function errors.raise(kind, code, message)
  error(errors.new({ kind = kind, code = code, message = message, retryable = false, attempts = 0 }), 0)
end

--- True for an error table of the library's.
---@param value any
---@return boolean
function errors.is(value) return getmetatable(value) == Error end

return errors
