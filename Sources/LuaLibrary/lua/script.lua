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

return setmetatable(script, {
  __index = function(_, name) return name == "deadline" and native.deadline() or nil end,
})
