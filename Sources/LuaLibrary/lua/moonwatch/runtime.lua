-- What the host runs around a script.

local runtime = {}

-- What a chunk returns is its result; nil shows nothing.
local function shown(...)
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    if value ~= nil then require("show").show(value) end
  end
end

--- Runs a chunk; what it returns is dropped.
---@param chunk function
function runtime.run(chunk) chunk() end

--- Runs a chunk that builds the embedded cloud. Its globals stay its own; a table that it returns is
--- what `sim.cloud` takes.
---@param chunk function
function runtime.run_cloud(chunk)
  debug.setupvalue(chunk, 1, setmetatable({}, { __index = _G }))
  local contents = chunk()
  if contents ~= nil then require("sim").cloud(contents) end
end

--- Runs a chunk and shows what it returns.
---@param chunk function
function runtime.run_and_show(chunk) shown(chunk()) end

local kept = 0

local function keep(...)
  if select("#", ...) == 0 then return end
  -- `_` is the last result, `_1`, `_2`, … are all of them.
  local result = ...
  kept = kept + 1
  rawset(_G, "_", result)
  rawset(_G, "_" .. kept, result)
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    if value == nil then print("nil") else require("show").show(value) end
  end
end

--- Runs an entry of the prompt: every value is shown, and the first kept in `_`.
---@param chunk function
function runtime.run_entry(chunk) keep(chunk()) end

return runtime
