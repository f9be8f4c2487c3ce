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

return script
