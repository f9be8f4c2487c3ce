"""What a plan says, refuses and does, each case a script on the embedded cloud that checks for itself."""

import os

import pytest

HEADER = """
--- A plan.
--- @arg file string=
--- @needs cloudwatch:*
local function def(name, more)
  local fields = { name = name, namespace = "Shop", metric = "Errors", threshold = 5, period = "1m" }
  for key, value in pairs(more or {}) do fields[key] = value end
  return fields
end
local function fails(code, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok, "no error")
  assert(err.code == code, tostring(err))
  return err
end
local function names(list) local found = {} for i, s in ipairs(list) do found[i] = s.name end return table.concat(found, " ") end
local function threshold(name) return alarms.get(name).threshold end
"""

CASES = {
    "a plan is read as lines": """
      alarms.plan({ def "b", def("d", { tags = { team = "web" }, actions = "arn:aws:sns:us-east-1:123456789012:x" }),
        def "gone" }, { owner = "shop" }):apply()
      alarms.define(def "hand"):put()
      local plan = alarms.plan({ def "a", def "b", def "hand", def("d", { threshold = 9.5, missing = "breaching",
        tags = { team = "shop" }, actions = "arn:aws:sns:us-east-1:123456789012:y" }) },
        { owner = "shop", prune = true })
      local expected = [[
Plan of owner "shop": 1 to create, 1 to update, 1 to delete, 1 conflict, 1 unchanged
+ create a  Errors > 5 for 1 of 1 × 1m
~ update d
    threshold 5 → 9.5
    missing "missing" → "breaching"
    actions.alarm -arn:aws:sns:us-east-1:123456789012:x, +arn:aws:sns:us-east-1:123456789012:y
    tags.team "web" → "shop"
- delete gone
! conflict hand: there is an alarm of that name of somebody without a tag; choose another name, or take it over with adopt = "hand"]]
      assert(tostring(plan) == expected, tostring(plan))
      assert(not plan:is_empty())
      local colored = require("moonwatch.plan_text").render(plan, true)
      assert(colored:find("\\27[32m+ create a", 1, true) and colored:find("\\27[31m- delete gone", 1, true))
      assert(colored:find("\\27[33m    threshold 5 → 9.5\\27[0m", 1, true))
      assert((colored:gsub("\\27%[[%d;]*m", "")) == expected)
      assert(show.render(plan) == expected .. "\\n")
      local read = json.decode(show.render(plan, { format = "json" }))
      assert(read.owner == "shop" and read.create[1].name == "a" and read.create[1].wanted == nil)
      assert(read.update[1].changes[1].from == 5 and read.update[1].changes[1].to == 9.5)
      assert(select(2, show.render(plan, { format = "csv" }):gsub("\\n", "\\n")) == 6)
    """,
    "a composite alarm is made after its children and deleted before them": """
      local both = { { name = "top", rule = "ALARM(middle)" }, { name = "middle", rule = "ALARM(a) OR ALARM(b)",
        suppressor = "c", suppressor_wait = 60, suppressor_extension = 60 }, def "a", def "b", def "c" }
      local made = alarms.plan(both, { owner = "shop" }):apply()
      assert(#made == 5 and made.complete)
      assert(alarms.plan(both, { owner = "shop", prune = true }):is_empty())
      local gone = alarms.plan({}, { owner = "shop", prune = { all = true } })
      assert(#gone:apply() == 5 and #alarms.list() == 0)
    """,
    "what was deleted comes back, with its tags": """
      local both = { { name = "top", rule = "ALARM(a)", tags = { x = "1" } }, def("a", { tags = { y = "2" } }), def "b" }
      alarms.plan(both, { owner = "shop" }):apply()
      local gone = alarms.plan({ def "b" }, { owner = "shop", prune = true }):apply()
      assert(#gone == 2 and names(alarms.list()) == "b")
      local back = alarms.undo(gone)
      assert(#back == 2 and back[1].note:find("history"))
      assert(alarms.get("top"):tags().x == "1" and alarms.get("a"):tags()["moonwatch:owner"] == "shop")
      assert(alarms.plan(both, { owner = "shop", prune = true }):is_empty())
      -- And an undo is undone.
      alarms.undo(back)
      assert(names(alarms.list()) == "b")
    """,
    "a child that a rule lets go of is deleted after the rule is changed": """
      alarms.plan({ { name = "top", rule = "ALARM(a) OR ALARM(b)" }, def "a", def "b" }, { owner = "shop" }):apply()
      local plan = alarms.plan({ { name = "top", rule = "ALARM(a)" }, def "a" }, { owner = "shop", prune = true })
      assert(names(plan.delete) == "b" and names(plan.update) == "top")
      local applied = plan:apply()
      assert(names(alarms.list()) == "a top")
      alarms.undo(applied)
      assert(names(alarms.list()) == "a b top" and alarms.get("top").rule == "ALARM(a) OR ALARM(b)")
    """,
    "what another's composite alarm names is not deleted": """
      alarms.plan({ def "a", def "b" }, { owner = "shop" }):apply()
      alarms.define({ name = "theirs", rule = "ALARM(a)" }):put()
      local plan = alarms.plan({}, { owner = "shop", prune = { all = true } })
      assert(names(plan.delete) == "b" and names(plan.conflicts) == "a" and plan.conflicts[1].reason:find('"theirs" names it'))
      fails("PlanConflict", plan.apply, plan)
      assert(#alarms.list() == 3)
    """,
    "composite alarms that name one another are refused": """
      local err = fails("CompositeCycle", alarms.plan, { { name = "x", rule = "ALARM(y)" }, { name = "y", rule = "OK(x)" } })
      assert(err.message:find("x → y", 1, true) or err.message:find("y → x", 1, true))
    """,
    "two definitions of one alarm are refused": """
      local err = fails("DuplicateName", alarms.plan, { def "cpu", def "mem", def "cpu" })
      assert(err.message:find("[1] and [3]", 1, true), err.message)
      fails("DuplicateName", alarms.plan, { def "cpu", def("cpu", { region = "us-east-1" }) })
      assert(#alarms.plan({ def "cpu", def("cpu", { region = "eu-west-1" }) }).create == 2)
    """,
    "prune wants an owner, and a definition": """
      fails("InvalidOption", alarms.plan, { def "a" }, { prune = true })
      fails("NothingWanted", alarms.plan, {}, { owner = "shop", prune = true })
      fails("InvalidOption", alarms.plan, { def "a" }, { owner = "shop", prune = "web-" })
    """,
    "prune stays within a prefix": """
      alarms.plan({ def "web-1", def "web-2", def "db-1" }, { owner = "shop" }):apply()
      local plan = alarms.plan({ def "web-1" }, { owner = "shop", prune = { prefix = "web-" } })
      assert(names(plan.delete) == "web-2" and #plan.others == 0)
    """,
    "another owner's alarms are left alone": """
      alarms.plan({ def "a" }, { owner = "one" }):apply()
      local plan = alarms.plan({ def "a" }, { owner = "two", prune = true })
      assert(#plan.conflicts == 1 and plan.conflicts[1].reason:find('the owner "one"', 1, true))
      assert(alarms.plan({ def "b" }, { owner = "two", prune = true }).others[1].reason == 'the owner "one"')
      local taken = alarms.plan({ def "a" }, { owner = "two", adopt = true })
      assert(#taken.update == 1 and taken.update[1].changes[1].field == "tags.moonwatch:owner")
    """,
    "an alarm of another kind cannot take a name": """
      alarms.plan({ def "a" }):apply()
      local plan = alarms.plan { { name = "a", rule = "TRUE" } }
      assert(plan.conflicts[1].reason:find("there is a metric alarm of that name"))
    """,
    "tags that somebody else looks after stay": """
      alarms.plan({ def("a", { tags = { team = "web" } }) }):apply()
      alarms.get("a"):tag { ["cost:center"] = "7" }
      local wanted = { def("a", { tags = { team = "shop" }, threshold = 6 }) }
      assert(#alarms.plan(wanted).update[1].changes == 3)
      local plan = alarms.plan(wanted, { ignore_tags = "cost:*" })
      assert(#plan.update[1].changes == 2)
      local applied = plan:apply()
      assert(alarms.get("a"):tags()["cost:center"] == "7" and alarms.get("a"):tags().team == "shop")
      alarms.undo(applied)
      assert(alarms.get("a"):tags()["cost:center"] == "7" and alarms.get("a"):tags().team == "web")
    """,
    "a Region that fails ends the plan": """
      alarms.plan({ def("a", { region = "us-east-1" }), def("a", { region = "eu-west-1" }) }, { owner = "shop" }):apply()
      sim.fault { operation = "DescribeAlarms", region = "eu-west-1", error = "InternalFailure", times = 9 }
      local ok, err = pcall(alarms.plan, { def "b" }, { owner = "shop", prune = true, regions = { "us-east-1", "eu-west-1" } })
      assert(not ok and err.kind == "aws", tostring(err))
    """,
    "a place that is named twice is one": """
      alarms.plan({ def "a" }, { owner = "shop" }):apply()
      local plan = alarms.plan({ def "a", def("b", { region = "us-east-1" }) }, { owner = "shop", prune = true })
      assert(#plan.delete == 0 and #plan.create == 1 and #plan.unchanged == 1)
    """,
    "Regions are planned together": """
      local regions = { "us-east-1", "eu-west-1" }
      local plan = alarms.plan({ def "a", def("b", { region = "eu-west-1" }) }, { owner = "shop", prune = true, regions = regions })
      assert(#plan.create == 3 and tostring(plan):find("create b (eu-west-1)", 1, true), tostring(plan))
      plan:apply()
      local fewer = alarms.plan({ def("a", { region = "us-east-1" }) }, { owner = "shop", prune = true, regions = regions })
      assert(names(fewer.delete) == "a b" and fewer.delete[1].region == "eu-west-1")
    """,
    "a change that fails leaves the rest, and nothing is deleted": """
      alarms.plan({ def "gone" }, { owner = "shop" }):apply()
      sim.fault { operation = "PutMetricAlarm", error = "LimitExceeded", after = 1, times = 1 }
      local plan = alarms.plan({ def "a", def "b", def "c", { name = "top", rule = "ALARM(a)" } }, { owner = "shop", prune = true })
      local err = fails("LimitExceeded", plan.apply, plan, { concurrency = 1 })
      assert(err.message:find("of 5 changes 2 were made, 1 failed and 2 were not tried"), err.message)
      local rows = err.partial
      assert(not rows.complete and rows[1].ok and not rows[2].ok and rows[2].error.code == "LimitExceeded" and rows[3].ok)
      assert(names(alarms.list()) == "a c gone")
      local again = alarms.plan({ def "a", def "b", def "c", { name = "top", rule = "ALARM(a)" } }, { owner = "shop", prune = true })
      assert(names(again.create) == "b top" and names(again.delete) == "gone")
      alarms.undo(rows)
      assert(names(alarms.list()) == "gone")
    """,
    "an undo of what was changed since is refused": """
      alarms.plan({ def "a", def "b" }):apply()
      local applied = alarms.plan({ def("a", { threshold = 6 }), def("b", { threshold = 6 }) }):apply()
      alarms.define(def("a", { threshold = 7 })):put()
      local err = fails("PlanDrift", alarms.undo, applied)
      assert(err.message:find('"a" in us%-east%-1 threshold 6 → 7'), err.message)
      assert(threshold "a" == 7 and threshold "b" == 6)
      local preview = alarms.undo(applied, { preview = true, force = true })
      assert(#preview.update == 2 and threshold "b" == 6)
      alarms.undo(applied, { force = true })
      assert(threshold "a" == 5 and threshold "b" == 5)
      assert(#alarms.undo(applied) == 0)
    """,
    "a plan in a file is refused after a change, with what changed": """
      alarms.plan({ def "a", def "b" }, { owner = "shop" }):apply()
      local plan = alarms.plan({ def("a", { threshold = 6 }), def "c" }, { owner = "shop", prune = true })
      plan:save(args.file)
      assert(tostring(alarms.load_plan(args.file)) == tostring(plan))
      alarms.get("b"):tag { touched = "yes" }
      local err = fails("PlanDrift", alarms.load_plan, args.file)
      assert(err.message:find('"b" in us%-east%-1 tags.touched none → "yes"'), err.message)
      alarms.get("b"):untag("touched")
      alarms.define(def "c"):put()
      assert(fails("PlanDrift", alarms.load_plan, args.file).message:find('"c" in us%-east%-1 is there now'))
      alarms.delete("c")
      local loaded = alarms.load_plan(args.file)
      assert(#loaded:apply() == 3 and threshold "a" == 6 and names(alarms.list()) == "a c")
      -- What was applied of it is not done again.
      assert(alarms.load_plan(args.file):is_empty())
    """,
    "a plan is not saved where there is no file to be": """
      local plan = alarms.plan { def "a" }
      assert(fails("CannotWrite", plan.save, plan, args.file .. ".pipe").message:find(args.file .. ".pipe", 1, true))
      fails("CannotWrite", plan.save, plan, "/tmp")
      fails("InvalidArgument", plan.save, plan)
    """,
    "what is no plan is not loaded": """
      local file <close> = assert(io.open(args.file, "w"))
      file:write("{}")
      file:close()
      fails("InvalidPlan", alarms.load_plan, args.file)
      fails("InvalidPlan", alarms.load_plan, args.file .. "-none")
    """,
    "a plan that has grown old is compared before it is applied": """
      local plan = alarms.plan { def "a" }
      plan.made = plan.made - 61
      alarms.define(def "a"):put()
      fails("PlanDrift", plan.apply, plan)
    """,
    "a new alarm that is quiet gets its actions after its first state": """
      local topic = sim.cloud({ topics = { "ops" } }).topics.ops
      sim.put_metric { namespace = "Shop", name = "Errors", values = { 9, 9, 9, 9, 9, 9 } }
      local wanted = { def("a", { actions = topic, missing = "ignore" }),
        def("b", { actions = topic, metric = "None" }), def "c" }
      local plan = alarms.plan(wanted)
      local job = task.spawn(function()
        wait_until(function() return #alarms.list() == 3 end, { every = 0.01 })
        assert(not alarms.get("a").actions_enabled and alarms.get("c").actions_enabled)
        sim.put_metric { namespace = "Shop", name = "Errors", values = { 9, 9, 9, 9, 9, 9 } }
        sim.advance("4m")
        sim.advance("4m")
      end)
      local applied = plan:apply { quiet = true, quiet_timeout = "6m" }
      assert(#applied == 3 and applied[1].note == nil)
      assert(applied[2].note == "had no state after 6 min; its actions are on all the same", applied[2].note)
      assert(alarms.get("a").state == "ALARM" and alarms.get("a").actions_enabled and alarms.get("b").actions_enabled)
      assert(#sim.messages(topic) == 0)
      assert(alarms.plan(wanted):is_empty())
      task.all { job }
      alarms.undo(applied)
      assert(#alarms.list() == 0)
    """,
    "a quiet start that breaks off is gone on with, or taken back": """
      local topic = sim.cloud({ topics = { "ops" } }).topics.ops
      sim.put_metric { namespace = "Shop", name = "Errors", values = { 1, 1, 1 } }
      local wanted = { def("a", { actions = topic }) }
      sim.fault { operation = "EnableAlarmActions", error = "AccessDenied", times = 2 }
      local function start()
        local clock = task.spawn(function()
          wait_until(function() return #alarms.list() == 1 end, { every = 0.01 })
          sim.advance("2m")
        end)
        local plan = alarms.plan(wanted)
        local err = fails("AccessDenied", plan.apply, plan, { quiet = true })
        task.all { clock }
        assert(err.partial[1].note == "was made, and its actions are still off" and not err.partial[1].ok)
        assert(not alarms.get("a").actions_enabled)
        return err.partial
      end
      alarms.undo(start())
      assert(#alarms.list() == 0)
      local first = start()
      local plan = alarms.plan(wanted)
      assert(#plan.update == 1 and plan.update[1].changes[1].field == "actions_enabled")
      local second = plan:apply()
      assert(alarms.get("a").actions_enabled)
      alarms.undo(second)
      alarms.undo(first)
      assert(#alarms.list() == 0)
    """,
    "a journal of another account is refused": """
      alarms.plan({ def "a" }):apply()
      alarms.plan({ def("a", { threshold = 6 }) }):apply { journal = args.file .. ".jsonl" }
      local file <close> = assert(io.open(args.file .. ".jsonl"))
      local text = file:read("a"):gsub('"account":"%d+"', '"account":"999999999999"')
      local other <close> = assert(io.open(args.file, "w"))
      other:write(text)
      other:close()
      local err = fails("WrongAccount", alarms.undo, args.file)
      assert(err.message:find("was changed in account 999999999999"), err.message)
      alarms.undo(args.file .. ".jsonl")
      assert(threshold "a" == 5)
    """,
    "without a journal there is no change": """
      local plan = alarms.plan { def "a" }
      plan:save(args.file)
      local err = fails("CannotWrite", plan.apply, plan, { journal = args.file .. "/x/journal" })
      assert(err.message:find(args.file .. "/x", 1, true), err.message)
      assert(#alarms.list() == 0 and not err.partial[1].ok)
    """,
    "one alarm is ensured": """
      local made, action = alarms.ensure(def "a", { owner = "shop" })
      assert(made.name == "a" and action == "create")
      local same, nothing = alarms.ensure(def "a", { owner = "shop" })
      assert(nothing == "unchanged")
      local changed, update = alarms.ensure(def("a", { threshold = 6 }), { owner = "shop" })
      assert(update == "update" and changed.threshold == 6 and same.threshold == 5)
      fails("PlanConflict", alarms.ensure, def "a", { owner = "other" })
    """,
    "an incomplete list of definitions is refused": """
      local list = require("moonwatch.list").new({ def "a" }, require("moonwatch.errors").new { kind = "aws", code = "X",
        message = "x" })
      fails("IncompleteList", alarms.plan, list, { owner = "shop", prune = true })
    """,
    "what is no definition is said to be none": """
      local err = fails("InvalidArgument", alarms.plan, "cpu")
      assert(err.message == "alarms.plan: expected a list of definitions, got string", err.message)
      fails("InvalidArgument", alarms.plan, { 7 })
      fails("InvalidOption", alarms.plan, { def "a" }, { onwer = "shop" })
      fails("InvalidDefinition", alarms.plan, { def("a", { tags = { ["moonwatch:owner"] = "x" } }) }, { owner = "y" })
      fails("InvalidOption", alarms.plan({ def "a" }).apply, alarms.plan({ def "a" }), { quiet = "yes" })
    """,
    "an alarm that is deleted while its tags are read is not there": """
      alarms.plan({ def "a", def "b" }, { owner = "shop" }):apply()
      sim.fault { operation = "ListTagsForResource", error = "ResourceNotFound", times = 1 }
      local plan = alarms.plan({ def "a", def "b" }, { owner = "shop", prune = true })
      assert(#plan.create == 1 and #plan.unchanged == 1 and #plan.delete == 0)
    """,
}


@pytest.mark.parametrize("case", CASES, ids=[name.replace(" ", "_") for name in CASES])
def test_on_the_embedded_cloud(moonwatch, tmp_path, case):
    script = tmp_path / "script.lua"
    script.write_text(HEADER + CASES[case], encoding="utf-8")
    os.mkfifo(tmp_path / "file.json.pipe")
    run = moonwatch("--local", script, tmp_path / "file.json")
    assert (run.returncode, run.stderr) == (0, ""), run.stderr
