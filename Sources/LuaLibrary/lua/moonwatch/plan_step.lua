-- One alarm in a plan: what is there, what is wanted, and so what is to be done.

local diff = require("moonwatch.diff")
local snapshot = require("moonwatch.snapshot")

local plan_step = {}

---@class moonwatch.PlanStep
---@field action "create"|"update"|"delete"|"unchanged"|"conflict"|"leave"
---@field name string
---@field kind string                  "metric", "math", "promql", "composite" or "log"
---@field condition string?            of an alarm that is to be made
---@field changes moonwatch.Change[]?  of an update, field by field
---@field reason string?               of a conflict, why; of an alarm that is left alone, whose it is
---@field region string?
---@field account string?
---@field profile string?
---@field arn string?                  where it is there
---@field place moonwatch.Place
---@field wanted moonwatch.Definition?   nil: to be deleted
---@field before moonwatch.Snapshot?     nil: not there
local members = {
  "action", "name", "kind", "condition", "changes", "reason", "region", "account", "profile", "arn", "place",
  "wanted", "before",
}

local class = {
  __name = "plan step", __list = false, __members = members,
  __columns = { "action", "name", "kind", "region", "account", "profile", "condition", "reason" },
  __varying = { region = true, account = true, profile = true },
  __hidden = { place = true, wanted = true, before = true },
}

--- Makes a step. The action is found out where it is not given.
---@param fields table   place, name, wanted, before; where the action is known, action and reason
---@param ignored string[]?   patterns of keys of tags
---@return moonwatch.PlanStep
function plan_step.new(fields, ignored)
  local step, place = fields, fields.place
  local account = place.account or step.before and step.before.account
  step.region, step.profile, step.account = place.region, place.profile, account
  step.arn = step.before and step.before.arn
  step.kind = step.wanted and step.wanted.kind or step.before and snapshot.definition(step.before).kind
  if step.before and step.before.kind == "log" then step.kind = "log" end
  if not step.action then
    if not step.wanted then
      step.action = "delete"
    elseif not step.before then
      step.action, step.condition = "create", step.wanted:condition()
    else
      step.changes = diff.changes(snapshot.form(step.before, ignored), snapshot.form(step.wanted, ignored))
      step.action = #step.changes > 0 and "update" or "unchanged"
      if step.action == "unchanged" then step.changes = nil end
    end
  end
  return setmetatable(step, class)
end

return plan_step
