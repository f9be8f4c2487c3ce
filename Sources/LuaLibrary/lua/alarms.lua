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
---
--- With `<close>` the mute ends with its block, however that ends; it ends by itself where the run is killed.
---
---     do
---       local quiet <close> = alarms.mute(alarms.list(), "30m", { reason = "deploy 215" })
---       print(quiet[1].status)   -- ACTIVE
---     end
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

-- MARK: Planning

--- Compares definitions with the alarms that are there, and gives a plan: what to create, update and delete,
--- and what is a conflict. Nothing is changed; `print(plan)` shows it, `plan:apply()` carries it out.
---
--- All fields and tags are compared; defaults, and the order of what has none, are no difference. What a plan
--- made carries the tag `moonwatch:owner`. An alarm of anyone else's (CloudFormation, Terraform, target
--- tracking, a person, another owner) is left alone: a definition of its name is a conflict, unless `adopt`
--- names it. With `prune`, what the owner made and no definition wants is deleted, in the Regions and accounts
--- that the options and the definitions name.
---
--- Raises unless all that is there could be read, so that a Region that fails never leads to a change; code
--- `DuplicateName` for two definitions of one alarm, `CompositeCycle` for composite alarms that name one
--- another, `NothingWanted` for prune without any definition.
---
---     local definitions = {}
---     for _, instance in ipairs(ec2.instances { state = "running" }) do
---       definitions[#definitions + 1] = alarms.define {
---         name = instance.id .. " cpu", metric = instance:metric("CPUUtilization"), threshold = 80, periods = 3,
---       }
---     end
---     local plan = alarms.plan(definitions, { owner = "fleet", prune = true })
---     print(plan)
---     plan:apply()
---@param definitions (moonwatch.Definition|moonwatch.DefinitionFields)[]
---@param options moonwatch.PlanOptions?
---@return moonwatch.Plan
function alarms.plan(definitions, options) return (of("plan").make(definitions, options)) end

--- Reads a plan that `plan:save` wrote, to be looked at and applied.
---
--- Raises code `PlanDrift`, with what has changed, unless each of its alarms is as it was when the plan was
--- made; what was applied of it already is not drift, and is not done again.
---
---     local file = os.tmpname()
---     alarms.plan({ { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 } }):save(file)
---     print(alarms.load_plan(file))
---@param file string
---@return moonwatch.Plan
function alarms.load_plan(file) return (of("plan_file").load(file)) end

--- Makes one alarm as it is defined: a plan of it alone, applied. Gives the alarm, and what was done.
---
--- Raises as `alarms.plan` and `plan:apply` do.
---
---     local cpu = { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 }
---     print(select(2, alarms.ensure(cpu)), select(2, alarms.ensure(cpu)))   -- create unchanged
---@param def moonwatch.Definition|moonwatch.DefinitionFields
---@param options moonwatch.EnsureOptions?
---@return moonwatch.Alarm?   nil in a dry run that would have made it
---@return "create"|"update"|"unchanged"
function alarms.ensure(def, options) return of("ensure").run(def, options) end

--- Takes back what `plan:apply` did, by its journal: fields and tags as they were, what was created deleted,
--- what was deleted made anew (its history does not come back, and its state begins anew). It is written to a
--- journal of its own. A run that was killed is taken back as far as it came.
---
--- Raises code `PlanDrift` where somebody has changed one of the alarms since, unless `force = true`; nothing is
--- changed then. With `preview = true` the plan is given, and nothing is changed.
---
---     local cpu = { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 }
---     local applied = alarms.plan({ cpu }):apply()
---     alarms.undo(applied.journal)
---@param journal string|moonwatch.Journal|moonwatch.List   its file; or what `plan:apply` gave
---@param options moonwatch.UndoOptions?
---@return moonwatch.List|moonwatch.Plan
function alarms.undo(journal, options) return of("undo").run(journal, options) end

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

-- MARK: Linting

--- Finds what is wrong with alarms before it matters: those that can never go off, that nobody hears, or
--- that say something else than they seem to. Takes alarms or definitions, or a list of them, also of
--- fields that `alarms.define` takes and of inputs of PutMetricAlarm; all alarms where nil. Definitions
--- are linted beside the alarms that are there. `alarms.lint_rules()` lists the rules.
---
--- It reads, and each thing once: ListMetrics and GetMetricData for the metrics, GetTopicAttributes for the
--- topics, the alarms and the mute rules. Where one of these fails, the rules that need it say so with
--- severity "unknown", and find nothing: an answer that is missing proves nothing.
---
--- Raises as `alarms.list` does for names and for all alarms, and kind `argument` for unknown options and
--- for what is neither an alarm nor a definition. A definition that `alarms.define` refuses is a finding.
---
---     local found = alarms.lint({ { name = "cpu", namespace = "AWS/EC2", metric = "CPUUtilisation", threshold = 80 } })
---     for _, finding in ipairs(found) do print(finding.severity, finding.rule, finding.alarm, finding.reason) end
---     show(alarms.lint(nil, { severity = "error", ignore = { "no-such-topic" } }))
---@param alarms any   moonwatch.Alarm, moonwatch.Definition, moonwatch.DefinitionFields, a name, or a list of them
---@param options moonwatch.LintOptions?
---@return moonwatch.List   rows of moonwatch.Finding, the worst first
function alarms.lint(alarms, options) return (of("lint").lint(alarms, options)) end

--- The rules of `alarms.lint`.
---
---     for _, rule in ipairs(alarms.lint_rules()) do print(rule.id, rule.severity, rule.what) end
---@return { id: string, severity: string, what: string, why: string, fix: string }[]
function alarms.lint_rules() return (of("lint").rules()) end

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
--- Raises as `metrics.get` does, and kind `argument` for an unknown option.
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

-- MARK: Order

--- Which instances lack alarms that a policy wants: a row for each instance, but for terminated ones, with what
--- is `missing`, the `alarms` that do, and, as `near`, those that would but for what is said of them. `percent` is
--- how many lack nothing, `lacking` the rows that lack something.
---
--- A policy is a list of names of metrics in AWS/EC2, or of tables that say more: what is left out of one may be
--- anything. With `actions`, an alarm has to call one itself or through a composite alarm above it. An alarm on an
--- expression does where the metric is one of its inputs, unless a threshold or a comparison is wanted. Alarms that
--- query such metrics without naming instances are in `unjudged`.
---
--- All alarms of the instances' Regions and accounts are read. Raises unless both lists are whole; code
--- `InvalidPolicy` for a policy that is none.
---
---     local coverage = alarms.coverage(ec2.instances { state = "running" }, {
---       "StatusCheckFailed",
---       { metric = "CPUUtilization", comparison = ">", threshold = { max = 90 }, period = { max = "5m" }, actions = true },
---     })
---     print(coverage.percent)
---     for _, instance in ipairs(coverage.lacking) do print(instance.id, table.concat(instance.missing, ", ")) end
---@param instances moonwatch.List|moonwatch.Instance[]
---@param policy string|(string|moonwatch.Requirement)[]
---@param options moonwatch.CoverageOptions?
---@return moonwatch.Coverage
function alarms.coverage(instances, policy, options) return (of("coverage").of(instances, policy, options)) end

--- Alarms whose resource is gone, for `alarms.delete`. Gone is what its own service says is not there, asked in the
--- alarm's own Region and account: never what is old, or has no data. Each has its `resource`, in words, `named_by`
--- where composite alarms name it, which have to go first, and `made_by` where its tags say that a tool or an
--- owner made it, who had better delete it.
---
--- What cannot be proved is no orphan, but a row of `unknown`, with `why`: where a look-up is denied, throttled or
--- fails otherwise, where nothing is known of how to look (metrics of one's own), where one of several metrics is
--- still alive, and alarms that were changed within `grace`. `checked` and `present` are counts.
---
--- Looked up are instances, volumes, Auto Scaling groups, load balancers and target groups, databases and their
--- clusters, functions, topics, log groups and rules; queues, tables, streams and classic load balancers where
--- botocore's descriptions are (`AWS_DATA_PATH`).
---
--- Raises unless the alarms of every Region and account could be read, so that a Region that fails never leads to
--- a delete; with `partial = true` the List is returned, and `alarms.delete` refuses it.
---
---     local orphans = alarms.orphans { regions = { "us-east-1", "eu-west-1" } }
---     for _, alarm in ipairs(orphans) do print(alarm.name, alarm.resource) end
---     for _, row in ipairs(orphans.unknown) do print(row.name, row.why) end
---     alarms.delete(orphans)
---@param options moonwatch.OrphanOptions?
---@return moonwatch.Orphans
function alarms.orphans(options) return (of("orphans").find(options)) end

return alarms
