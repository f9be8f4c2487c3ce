-- The run that a script is part of.

local native = select(2, ...).script
local run = native.run()

---@class moonwatch.script
---@field deadline number?   when the run will be interrupted, by `time.monotonic`; nil: never
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

--- Ends the run with what it found, and with exit status 2: rows are shown as `-o` says, a text is written
--- to standard error. Where there is nothing to report, an empty list, it does nothing, so that a check
--- is one line. `<close>` variables are closed, and nothing that a script catches holds it up; at the
--- prompt it ends the entry.
---
--- Raises kind `argument` for what is neither a text nor a list, and code `IncompleteList` for an
--- incomplete List without rows, which proves nothing.
---
---     script.fail(alarms.list { state = "ALARM", prefix = "prod-" })
---@param findings string|table   what was found: a text, or a list of it
function script.fail(findings)
  if type(findings) == "string" then return native.fail(findings) end
  if type(findings) ~= "table" or not require("moonwatch.text").is_list(findings) then
    require("moonwatch.errors").raise("argument", "InvalidArgument",
      "script.fail: expected a text or a list of findings, got " .. type(findings))
  end
  if #findings == 0 then
    if require("moonwatch.list").note(findings) then findings:assert_complete() end
    return
  end
  require("show").show(findings)
  native.fail(#findings == 1 and "1 finding" or #findings .. " findings")
end

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

return setmetatable(script, {
  __index = function(_, name) return name == "deadline" and native.deadline() or nil end,
})
