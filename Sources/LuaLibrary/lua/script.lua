-- The run that a script is part of.

local run = select(2, ...).script.run()

---@class moonwatch.script
local script = {}

--- What the script is called in CloudTrail and in logs: its file's name; nil at the prompt.
---@type string?
script.name = run.name

--- Tells this run from the script's others; nil at the prompt.
---@type string?
script.run_id = run.run_id

--- True under `--dry-run`: changes are logged and answered, and nothing is sent.
---@type boolean
script.dry_run = run.dry_run

--- True under `--read-only`: changes are refused.
---@type boolean
script.read_only = run.read_only

-- MARK: Between runs

--- What the script remembers from one run to the next: values of JSON by their names, for each profile, Region
--- and endpoint its own. It is a file, ~/.local/state/moonwatch/state/SCRIPT@PROFILE@REGION.json. On the embedded
--- cloud and in a dry run what is set is forgotten with the run.
---@class moonwatch.script.state
local state = {}
script.state = state

local function store() return require("moonwatch.state_store") end

--- What an earlier run, or this one, has set.
---
--- Raises kind `argument` at the prompt and for `-e`, which have no state, and kind `config` where the file
--- cannot be read.
---
---     local last = script.state.get("last run")
---     print(last and "last run " .. last or "never ran before")
---@param name string
---@param default any   where nothing was set
---@return any
function state.get(name, default) return (store().get(name, default)) end

--- Sets a value, nil to forget it. It is on the disk when this returns.
---
--- Raises as `script.state.get` does, and for what JSON has not, such as a function.
---
---     script.state.set("last run", time.format(time.now()))
---@param name string
---@param value any
function state.set(name, value) store().set(name, value) end

--- Sets a value by what it was. No other run, and no other task, changes the state meanwhile; the function may call
--- AWS. Where it raises, nothing is changed.
---
--- Raises as `script.state.set` does; kind `timeout`, code `StateLocked`, where another run does not let go.
---
---     local runs = script.state.update("runs", function(count) return (count or 0) + 1 end)
---     print("run " .. runs)   -- run 1
---@param name string
---@param f fun(value: any): any
---@return any   the new value
function state.update(name, f) return (store().update(name, f)) end

--- All values by their names.
---
--- Raises as `script.state.get` does.
---
---     for name, value in pairs(script.state.all()) do print(name, value) end
---@return table<string, any>
function state.all() return (store().all()) end

--- Forgets everything.
---
--- Raises as `script.state.get` does.
---
---     script.state.clear()
function state.clear() store().clear() end

return script
