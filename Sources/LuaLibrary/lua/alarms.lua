-- CloudWatch alarms. A thin table: each function's work is in a module of its own, loaded at its
-- first use, so that a script pays for what it calls.

local function of(name) return require("moonwatch." .. name) end

---@class moonwatch.alarms
local alarms = {}

-- MARK: Looking

--- Lists alarms of every kind, over any number of Regions and accounts.
---
--- Raises unless whole: where a Region or an account fails, `err.partial` is the List of what there is,
--- with `complete = false` and the failures in its `errors`. With `partial = true` that List is returned.
--- Names that there are no alarms of are left out; `alarms.get` raises for one.
---
---     for _, alarm in ipairs(alarms.list { state = "ALARM" }) do print(alarm.name, alarm.condition) end
---     local quiet = alarms.list { regions = "all", actions_enabled = false, prefix = "prod-" }
---@param options moonwatch.AlarmSelection?
---@return moonwatch.List   rows of moonwatch.Alarm
function alarms.list(options) return (of("alarm_list").list(options)) end

--- One alarm by its name, or by its ARN, which says the Region too.
---
--- Raises code `ResourceNotFound` where it is not there, with the name that was probably meant.
---
---     alarms.define({ name = "queue", namespace = "Shop", metric = "Waiting", threshold = 9 }):put()
---     print(alarms.get("queue").state)
---@param name string
---@param options moonwatch.Where?
---@return moonwatch.Alarm
function alarms.get(name, options) return (of("alarm_list").get(name, options)) end

-- MARK: Changing

--- Lets alarms call their actions again. A selection is an alarm or a list, of rows or of names.
---
--- Raises for an incomplete List, for a name that is not there, and kind `policy` unless `@needs
--- cloudwatch:EnableAlarmActions` is declared. Where a call fails, `err.partial` is what was done.
---
---     alarms.enable(alarms.list { prefix = "staging-" })
---@param selection moonwatch.AlarmNames
---@param options moonwatch.Where?   for names
---@return moonwatch.List   the alarms
function alarms.enable(selection, options) return (of("selection").enable(selection, options)) end

--- Keeps alarms from calling their actions; their states still change. For a while only, `alarms.mute`
--- is safer: it ends by itself.
---
--- Raises as `alarms.enable` does, for `@needs cloudwatch:DisableAlarmActions`.
---
---     alarms.disable(alarms.list { prefix = "staging-" })
---@param selection moonwatch.AlarmNames
---@param options moonwatch.Where?   for names
---@return moonwatch.List   the alarms
function alarms.disable(selection, options) return (of("selection").disable(selection, options)) end

--- Deletes alarms: composite alarms before what they name, one a call; the others a hundred a call.
---
--- Raises for an incomplete List, for a name that is not there, code `HasParents` where a composite alarm
--- that is not selected names one of them, `CompositeCycle` where composite alarms name one another, and
--- kind `policy` unless `@needs cloudwatch:DeleteAlarms` is declared; nothing is deleted then. Where a
--- call fails, `err.partial` is what was deleted before.
---
---     alarms.delete(alarms.list { prefix = "old-" })
---@param selection moonwatch.AlarmNames
---@param options moonwatch.Where?   for names
---@return moonwatch.List   what was deleted
function alarms.delete(selection, options) return (of("selection").delete(selection, options)) end

--- Keeps alarms from calling their actions for a while; their states still change. It is a mute rule on
--- AWS, one for each hundred alarms and each Region, that ends by itself. `for` being a word of Lua's, the
--- time is the second argument or `duration`.
---
--- Raises for an incomplete List, for a name that is not there, and kind `policy` unless `@needs
--- cloudwatch:PutAlarmMuteRule` is declared. Where a call fails, `err.partial` is the rules made before.
---
---     local web = alarms.list { prefix = "web-" }
---     alarms.mute(web, "2h", { reason = "deploy 214", name = "deploy-214" })
---@param selection moonwatch.AlarmNames
---@param duration string|number|moonwatch.MuteOptions   "2h": from a minute to 15 days
---@param options moonwatch.MuteOptions?
---@return moonwatch.List   rows of moonwatch.Mute
function alarms.mute(selection, duration, options)
  return (of("mutes").mute(selection, duration, options))
end

--- The mute rules: what is silent now, will be, and was.
---
--- Raises unless whole.
---
---     for _, mute in ipairs(alarms.mutes { status = "ACTIVE" }) do print(mute.name, #mute.alarms) end
---@param options { alarm: string?, status: string?, partial: boolean?, regions: any, profiles: any }?
---@return moonwatch.List   rows of moonwatch.Mute
function alarms.mutes(options) return (of("mutes").list(options)) end

--- Ends mutes: rules that `alarms.mute` or `alarms.mutes` gave, or names of rules.
---
--- Raises kind `policy` unless `@needs cloudwatch:DeleteAlarmMuteRule` is declared.
---
---     alarms.unmute(alarms.mutes { status = "ACTIVE" })
---@param mutes string|moonwatch.Mute|(string|moonwatch.Mute)[]
---@param options moonwatch.Where?   for names
function alarms.unmute(mutes, options) of("mutes").unmute(mutes, options) end

-- MARK: Defining

--- Describes an alarm without making it: everything is checked against what AWS allows, so that what is
--- wrong is said before anything is sent. `definition:put()` makes the alarm.
---
--- Raises kind `argument`, code `InvalidDefinition`, with what was expected and what was got.
---
---     local cpu = alarms.define {
---       name = "web-1 cpu", metric = { namespace = "AWS/EC2", name = "CPUUtilization",
---         dimensions = { InstanceId = "i-0123456789abcdef0" } },
---       threshold = 80, comparison = ">", periods = 3, datapoints = 2, period = "5m",
---       missing = "breaching", tags = { team = "web" },
---     }
---     print(cpu:condition())   -- CPUUtilization > 80 for 2 of 3 × 5m
---@param fields moonwatch.DefinitionFields
---@return moonwatch.Definition
function alarms.define(fields) return (of("definition").define(fields)) end

--- What state CloudWatch would give an alarm on these points: AWS's published rules, missing points and
--- all. Where its documents leave more than one state open, such as how far it looks back over gaps, the
--- verdict is `uncertain`, and `doubts` says why.
---
--- Raises kind `argument` for composite and PromQL alarms, which compare no datapoints.
---
---     local cpu = alarms.define {
---       name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80, periods = 3,
---     }
---     print(alarms.evaluate(cpu, { 20, 85, false, 91, 88 }).state)   -- ALARM
---@param def moonwatch.Definition|moonwatch.Alarm|moonwatch.DefinitionFields
---@param points (number|false)[]|moonwatch.Series   oldest first, false where missing
---@param options moonwatch.EvaluateOptions?
---@return moonwatch.Verdict
function alarms.evaluate(def, points, options) return (of("evaluation").evaluate(def, points, options)) end

-- MARK: Looking back

--- What an alarm would have done: its datapoints of the past, evaluated as CloudWatch evaluates them, every
--- minute, gaps and all. Tells when it would have changed its state and why, how often it would have paged,
--- how long it would have been in ALARM, and shows it on a chart. A list of alarms is a row each.
---
--- Where AWS's documents leave the state open it is `uncertain`, not guessed. CloudWatch keeps points of a
--- minute for 15 days: what is older is made of coarser ones, and `notes` says of which time.
---
--- Raises as `metrics.get` does, unless the history is whole; code `NotReplayable` for an alarm on an
--- anomaly detector's band, on PromQL or Metrics Insights, or with a function that only CloudWatch computes.
---
---     local cpu = alarms.define {
---       name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80, periods = 3,
---       dimensions = { InstanceId = "i-0123456789abcdef0" },
---     }
---     local past = alarms.backtest(cpu, { last = "14d" })
---     print(past.pages, past.in_alarm_share, #past.transitions)
---@param given string|moonwatch.Definition|moonwatch.Alarm|moonwatch.DefinitionFields|table[]   one, or a list
---@param window moonwatch.BacktestOptions?   "14d" unless given; options may stand in it, too
---@param options moonwatch.BacktestOptions?
---@return moonwatch.Backtest|moonwatch.List
function alarms.backtest(given, window, options) return (of("backtest").run(given, window, options)) end

--- The threshold at which an alarm would have paged as often as you can bear: the most sensitive one that
--- would have paged at most `pages_per_week` times a week. What its neighbours would have done stands
--- beside it. Where no threshold meets that, `threshold` is nil and `reason` says why.
---
---     local cpu = metrics.metric {
---       namespace = "AWS/EC2", name = "CPUUtilization", dimensions = { InstanceId = "i-0123456789abcdef0" },
---     }
---     local found = alarms.suggest(cpu, { pages_per_week = 1, periods = 3, datapoints = 2 })
---     print(found.threshold or found.reason)
---@param metric moonwatch.Query|moonwatch.Definition|moonwatch.Alarm|table   or the fields of a definition
---@param options moonwatch.SuggestOptions?
---@return moonwatch.Suggestion
function alarms.suggest(metric, options) return (of("suggest").suggest(metric, options)) end

--- Why an alarm is in the state that it is in, and who was told: the datapoints that decide and those that
--- are missing, when it changed and by what, the composite alarms above it, what keeps its actions silent,
--- and whether they can reach anyone. `show` prints it as a short explanation.
---
--- Raises as `alarms.get` does.
---
---     for _, alarm in ipairs(alarms.list { state = "ALARM" }) do show(alarms.why(alarm)) end
---@param which string|moonwatch.Alarm   its name or ARN
---@param options moonwatch.Where?       for a name
---@return moonwatch.Why
function alarms.why(which, options) return (of("why").why(which, options)) end

--- The alarms by how much noise they made: pages, flapping and time in ALARM, from their history, of which
--- CloudWatch keeps about 30 days. The noisiest first; alarms that were quiet all the time are left out.
---
--- Raises unless whole, as `alarms.list` does.
---
---     for _, row in ipairs(alarms.noisiest { last = "7d" }) do print(row.name, row.pages, row.flaps) end
---@param options moonwatch.NoisiestOptions?
---@return moonwatch.List   rows of moonwatch.Noise
function alarms.noisiest(options) return (of("noisiest").list(options)) end

return alarms
