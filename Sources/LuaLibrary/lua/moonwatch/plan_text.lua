-- Plans as people read them: a line for each alarm, and for an update one for each field.

local diff = require("moonwatch.diff")
local native = select(2, ...).output
local places = require("moonwatch.places")
local progress = require("moonwatch.progress")
local text = require("moonwatch.text")

local plan_text = {}

local styles = { create = "32", update = "33", delete = "31", conflicts = "1;31", others = "2" }
local marks = { create = "+ create", update = "~ update", delete = "- delete", conflicts = "! conflict" }

local function plural(count, word) return count .. " " .. word .. (count == 1 and "" or "s") end

-- The places are named where there are several.
local function suffix_of(given)
  local first, several
  for _, name in ipairs({ "create", "update", "delete", "unchanged", "conflicts" }) do
    for _, step in ipairs(given[name]) do
      first = first or step.place
      several = several or step.place ~= first
    end
  end
  return function(step) return several and " (" .. text.clean(places.text(step.place)) .. ")" or "" end
end

local function heading(given)
  local parts = {}
  for _, name in ipairs({ "create", "update", "delete" }) do
    if #given[name] > 0 then parts[#parts + 1] = #given[name] .. " to " .. name end
  end
  if #given.conflicts > 0 then parts[#parts + 1] = plural(#given.conflicts, "conflict") end
  parts[#parts + 1] = #given.unchanged .. " unchanged"
  return string.format('Plan of owner "%s": %s', text.clean(given.owner), table.concat(parts, ", "))
end

local function others(given)
  local counts, order = {}, {}
  for _, step in ipairs(given.others) do
    if not counts[step.reason] then order[#order + 1] = step.reason end
    counts[step.reason] = (counts[step.reason] or 0) + 1
  end
  table.sort(order)
  local parts = {}
  for index, who in ipairs(order) do
    if index > 5 then
      parts[#parts + 1] = "…"
      break
    end
    parts[#parts + 1] = text.clean(who) .. " " .. counts[who]
  end
  return string.format("%s of others left alone: %s", plural(#given.others, "alarm"), table.concat(parts, ", "))
end

-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
local changes_a_second = 3

--- About how long AWS's rates make changes take: seconds.
---@param given moonwatch.Plan
---@return number
function plan_text.seconds(given)
  local counts, most = {}, 0
  for _, name in ipairs({ "create", "update" }) do
    for _, step in ipairs(given[name]) do
      counts[step.place] = (counts[step.place] or 0) + 1
      most = math.max(most, counts[step.place])
    end
  end
  return (most + #given.delete / 100) / changes_a_second
end

--- A plan as lines.
---@param given moonwatch.Plan
---@param is_colored boolean
---@return string   without a line break at its end
function plan_text.render(given, is_colored)
  local lines, suffix = {}, suffix_of(given)
  local function add(line, style)
    lines[#lines + 1] = style and is_colored and "\27[" .. style .. "m" .. line .. "\27[0m" or line
  end
  add(heading(given))
  for _, name in ipairs({ "create", "update", "delete", "conflicts" }) do
    for _, step in ipairs(given[name]) do
      local detail = name == "create" and "  " .. text.clean(step.condition)
        or name == "conflicts" and ": " .. text.clean(step.reason) or ""
      add(marks[name] .. " " .. text.clean(step.name) .. suffix(step) .. detail, styles[name])
      for _, change in ipairs(name == "update" and step.changes or {}) do
        add("    " .. diff.text(change), styles.update)
      end
    end
  end
  if #given.others > 0 then add(others(given), styles.others) end
  local seconds = plan_text.seconds(given)
  if seconds > 10 then
    add(string.format("about %s at AWS's rate of %d changes a second", progress.duration(seconds), changes_a_second))
  end
  return table.concat(lines, "\n")
end

--- What `show` makes of plans: lines on a terminal, rows for programs.
---@param given moonwatch.Plan[]
---@param format string
---@return any
function plan_text.rows(given, format)
  if format == "table" then
    local parts, is_colored = {}, native.settings().color
    for index, one in ipairs(given) do parts[index] = plan_text.render(one, is_colored) end
    return table.concat(parts, "\n")
  end
  local rows = {}
  for _, one in ipairs(given) do
    for _, name in ipairs({ "create", "update", "delete", "unchanged", "conflicts", "others" }) do
      table.move(one[name], 1, #one[name], #rows + 1, rows)
    end
  end
  return rows
end

return plan_text
