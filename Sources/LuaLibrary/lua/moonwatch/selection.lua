-- What is done to many alarms at once. A selection is one alarm or a list, of rows or of names.

local alarm = require("moonwatch.alarm")
local alarm_list = require("moonwatch.alarm_list")
local errors = require("moonwatch.errors")
local fanout = require("moonwatch.fanout")
local limits = require("moonwatch.limits")
local list = require("moonwatch.list")
local options_of = require("moonwatch.options")
local record = require("moonwatch.record")
local rule = require("moonwatch.rule")

local selection = {}

---@alias moonwatch.AlarmNames string|moonwatch.Alarm|(string|moonwatch.Alarm)[]

-- MARK: Which

local function raise_unknown(caller, names, where)
  local meant, region = alarm_list.nearest(where, names[1])
  error(errors.new({
    kind = "aws", code = "ResourceNotFound", service = "cloudwatch", operation = "DescribeAlarms",
    region = region, retryable = false, attempts = 0,
    message = string.format('%s: no alarm "%s"%s in %s%s', caller, names[1],
      #names > 1 and string.format(" (and %d more of the names)", #names - 1) or "",
      region or "this Region", meant and '; did you mean "' .. meant .. '"?' or ""),
  }), 0)
end

-- The rows of names; each has to be there.
local function rows_of(caller, names, where)
  local asked = { names = names }
  for key, value in pairs(where) do asked[key] = value end
  local found = alarm_list.list(asked, caller)
  local is_there, missing = {}, {}
  for _, row in ipairs(found) do is_there[row.name] = true end
  for _, name in ipairs(names) do
    if not is_there[name] then missing[#missing + 1] = name end
  end
  if #missing > 0 then raise_unknown(caller, missing, where) end
  return found
end

-- Rows from one account and Region can be changed by one call.
local function key_of(row)
  local client = record.target(row).client
  local credentials = client.credentials
  if type(credentials) == "table" then credentials = string.format("%p", credentials) end
  return table.concat({ client.profile or "", row.region or "", client.endpoint_url or "",
    credentials or "" }, "\n")
end

--- The alarms of a selection by account and Region, each alarm once. Names are looked up.
---
--- Raises for an incomplete list, for a name that is not there, and for what is no selection.
---@param caller string
---@param given moonwatch.AlarmNames
---@param where moonwatch.Where?   for names
---@return moonwatch.Alarm[][]
function selection.groups(caller, given, where)
  if list.note(given) then given:assert_complete() end
  if type(given) == "string" or alarm.is(given) then given = { given } end
  if type(given) ~= "table" then
    errors.raise("argument", "InvalidArgument", string.format(
      "%s: expected alarms or their names, got %s", caller, type(given)))
  end
  local rows, names = {}, {}
  for index, item in ipairs(given) do
    if type(item) == "string" then
      names[#names + 1] = item
    elseif alarm.is(item) then
      rows[#rows + 1] = item
    else
      errors.raise("argument", "InvalidArgument", string.format(
        "%s: [%d]: expected an alarm or the name of one, got %s", caller, index, type(item)))
    end
  end
  if #given == 0 and next(given) ~= nil then
    errors.raise("argument", "InvalidArgument", caller
      .. ": expected a list of alarms or names; a table without elements is no list")
  end
  if #names > 0 then
    local found = rows_of(caller, names, where or {})
    table.move(found, 1, #found, #rows + 1, rows)
  end
  local groups, by_key, seen = {}, {}, {}
  for _, row in ipairs(rows) do
    local key = key_of(row)
    if not seen[key .. "\n" .. row.name] then
      seen[key .. "\n" .. row.name] = true
      if not by_key[key] then
        by_key[key] = {}
        groups[#groups + 1] = by_key[key]
      end
      table.insert(by_key[key], row)
    end
  end
  return groups
end

-- MARK: Changes

local function names_of(rows)
  local names = {}
  for index, row in ipairs(rows) do names[index] = row.name end
  return names
end

-- Calls a change with names of rows, and adds those to what is done. Where it fails, `partial` is what
-- was done before.
local function change(operation, rows, done, take)
  local client = record.client(rows[1], "cloudwatch")
  local ok, failure = pcall(client[operation], client, { AlarmNames = names_of(rows) })
  if not ok then
    if errors.is(failure) then failure.partial = list.new(done, failure) end
    error(failure, 0)
  end
  for _, row in ipairs(rows) do
    if take then take(row) end
    done[#done + 1] = row
  end
end

local function for_each_piece(caller, operation, given, where, take)
  where = options_of.check(caller, where, fanout.with {})
  local done = {}
  for _, rows in ipairs(selection.groups(caller, given, where)) do
    for _, piece in ipairs(fanout.pieces(rows, limits.names_a_call)) do
      change(operation, piece, done, take)
    end
  end
  return list.new(done)
end

--- See `alarms.enable`.
function selection.enable(given, where)
  return for_each_piece("alarms.enable", "enable_alarm_actions", given, where,
    function(row) row.actions_enabled = true end)
end

--- See `alarms.disable`.
function selection.disable(given, where)
  return for_each_piece("alarms.disable", "disable_alarm_actions", given, where,
    function(row) row.actions_enabled = false end)
end

-- MARK: Deleting

-- Raises where a composite alarm that stays names one of the rows: AWS would refuse, after it had
-- deleted others.
local function check_parents(caller, rows)
  local goes = {}
  for _, row in ipairs(rows) do goes[row.name] = true end
  local client = record.client(rows[1], "cloudwatch")
  for page in client:pages("DescribeAlarms", { AlarmTypes = { "CompositeAlarm" }, MaxRecords = 100 }) do
    for _, parent in ipairs(page.CompositeAlarms or {}) do
      for _, name in ipairs(goes[parent.AlarmName] and {} or rule.names(parent.AlarmRule)) do
        if goes[name] then
          errors.raise("argument", "HasParents", string.format(
            '%s: "%s" is named by the composite alarm "%s": delete that one too, or take the name out of its rule',
            caller, name, parent.AlarmName))
        end
      end
    end
  end
end

--- Composite alarms in the order in which they can be deleted: parents before children.
---
--- Raises code `CompositeCycle` for alarms that name one another.
---@param composites moonwatch.Alarm[]
---@return moonwatch.Alarm[]
function selection.parents_first(composites)
  local parents, by_name = {}, {}
  for _, row in ipairs(composites) do by_name[row.name], parents[row.name] = row, 0 end
  for _, row in ipairs(composites) do
    for _, name in ipairs(rule.names(row.rule)) do
      if by_name[name] then parents[name] = parents[name] + 1 end
    end
  end
  local ordered, ready = {}, {}
  for _, row in ipairs(composites) do
    if parents[row.name] == 0 then ready[#ready + 1] = row end
  end
  while #ready > 0 do
    local row = table.remove(ready, 1)
    ordered[#ordered + 1] = row
    parents[row.name] = nil
    for _, name in ipairs(rule.names(row.rule)) do
      if parents[name] then
        parents[name] = parents[name] - 1
        if parents[name] == 0 then ready[#ready + 1] = by_name[name] end
      end
    end
  end
  if #ordered < #composites then
    local cycle = {}
    for _, row in ipairs(composites) do
      if parents[row.name] then cycle[#cycle + 1] = '"' .. row.name .. '"' end
    end
    errors.raise("argument", "CompositeCycle", "alarms.delete: these composite alarms name one another: "
      .. table.concat(cycle, ", ") .. "; give one of them the rule FALSE first")
  end
  return ordered
end

--- See `alarms.delete`.
function selection.delete(given, where)
  local caller = "alarms.delete"
  where = options_of.check(caller, where, fanout.with {})
  local groups, steps = selection.groups(caller, given, where), {}
  for _, rows in ipairs(groups) do
    check_parents(caller, rows)
    local composites, others = {}, {}
    for _, row in ipairs(rows) do
      local kind = row.kind == "composite" and composites or others
      kind[#kind + 1] = row
    end
    -- DeleteAlarms takes one composite alarm at a time.
    for _, row in ipairs(selection.parents_first(composites)) do steps[#steps + 1] = { row } end
    for _, piece in ipairs(fanout.pieces(others, limits.names_a_call)) do steps[#steps + 1] = piece end
  end
  local done = {}
  for _, rows in ipairs(steps) do change("delete_alarms", rows, done) end
  return list.new(done)
end

return selection
