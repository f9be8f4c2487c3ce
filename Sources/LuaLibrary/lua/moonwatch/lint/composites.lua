-- Composite alarms: what their rules name.

local options_of = require("moonwatch.options")
local rule = require("moonwatch.rule")

local function plain(name) return name:match("^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.*)$") or name end

-- The names on a way from an alarm back to itself; nil where there is none.
local function cycle_from(name, all)
  local done = {}
  local function walk(at, way)
    local neighbour = all[at]
    if not neighbour or not neighbour.definition.rule or done[at] then return nil end
    done[at] = true
    for _, child in ipairs(rule.names(neighbour.definition.rule)) do
      if child == name then return way .. " → " .. child end
      local found = walk(child, way .. " → " .. child)
      if found then return found end
    end
  end
  return walk(name, name)
end

return {
  {
    id = "missing-child", severity = "error", needs = { "alarms" },
    what = "A composite alarm names an alarm that is not there, in its rule or as suppressor",
    why = "AWS refuses the alarm; nothing that is named so ever goes off.",
    fix = "The name of an alarm that is there, or is defined beside it.",
    check = function(subject, facts, report)
      local def = subject.definition
      if def.kind ~= "composite" then return end
      local names, failure = facts:names()
      if failure then return report:unknown(failure) end
      local wanted = {}
      for _, name in ipairs(rule.names(def.rule)) do wanted[#wanted + 1] = { name, "the rule names" } end
      if def.suppressor then wanted[#wanted + 1] = { plain(def.suppressor), "the suppressor is" } end
      for _, one in ipairs(wanted) do
        local name, how = one[1], one[2]
        if not names[name] then
          local known = {}
          for other in pairs(names) do known[#known + 1] = other end
          table.sort(known)
          local meant = options_of.nearest(name, known)
          report:finding {
            reason = string.format('%s "%s", and there is no such alarm', how, name),
            fix = meant and string.format('"%s" is there.', meant) or nil,
          }
        end
      end
    end,
  },
  {
    id = "composite-cycle", severity = "error", needs = { "alarms" },
    what = "Composite alarms name one another in a circle",
    why = "AWS no longer evaluates them, and refuses to delete them until a rule is changed.",
    fix = "Take one of the names out of a rule.",
    check = function(subject, facts, report)
      if subject.definition.kind ~= "composite" then return end
      local all, failure = facts:everything()
      if failure then return report:unknown(failure) end
      local way = cycle_from(subject.name, all)
      if way then report:finding { reason = "the rules name one another: " .. way } end
    end,
  },
}
