-- Every rule of `alarms.lint`, in the order of the documentation.

---@class moonwatch.LintRule
---@field id string
---@field severity "error"|"warning"|"note"
---@field what string      what the rule finds
---@field why string       what comes of it
---@field fix string       what to do about it, unless a finding says it better
---@field needs string[]?  facts that have to be asked for: alarms, metrics, samples, units, topics, mutes
---@field takes_refused boolean?   looks at definitions that `alarms.define` refuses, too
---@field check fun(subject: moonwatch.LintSubject, facts: moonwatch.LintFacts, report: moonwatch.LintReport)

---@type moonwatch.LintRule[]
local rules = {}

for _, name in ipairs {
  "metrics", "data", "allowed", "math", "threshold", "missing", "states", "actions", "silence", "neighbours",
  "composites",
} do
  local part = require("moonwatch.lint." .. name)
  table.move(part, 1, #part, #rules + 1, rules)
end

return rules
