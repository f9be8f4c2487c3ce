-- One alarm, as it is defined.

local fanout = require("moonwatch.fanout")
local options_of = require("moonwatch.options")
local plan = require("moonwatch.plan")

local ensure = {}

---@class moonwatch.EnsureOptions: moonwatch.Where
---@field owner string?                  as of `alarms.plan`, as are adopt and ignore_tags
---@field adopt (boolean|string|string[])?
---@field ignore_tags (string|string[])?
---@field quiet boolean?                 as of `plan:apply`, as are quiet_timeout and journal
---@field quiet_timeout (string|number)?
---@field journal string?

local apply_options = { "quiet", "quiet_timeout", "journal" }
local plan_options = { "owner", "adopt", "ignore_tags" }

local function pick(options, names)
  local picked = {}
  for _, name in ipairs(names) do picked[name] = options[name] end
  return picked
end

--- See `alarms.ensure`.
---@param def moonwatch.Definition|moonwatch.DefinitionFields
---@param options moonwatch.EnsureOptions?
---@return moonwatch.Alarm?, string
function ensure.run(def, options)
  local caller = "alarms.ensure"
  options = options_of.check(caller, options,
    fanout.with(table.move(apply_options, 1, #apply_options, #plan_options + 1, { table.unpack(plan_options) })))
  local made = plan.make({ def }, pick(options, fanout.with({ table.unpack(plan_options) })), caller)
  made:apply(pick(options, apply_options))
  local action, step
  for _, name in ipairs({ "create", "update", "unchanged" }) do
    if made[name][1] then action, step = name, made[name][1] end
  end
  local where = pick(step.place.client, { "region", "profile", "credentials", "endpoint_url" })
  where.names = { step.name }
  return require("moonwatch.alarm_list").list(where, caller)[1], action
end

return ensure
