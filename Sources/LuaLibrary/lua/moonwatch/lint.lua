-- Finds alarms that can never go off, that nobody hears, or that say something else than they seem to.

local alarm = require("moonwatch.alarm")
local alarm_list = require("moonwatch.alarm_list")
local definition = require("moonwatch.definition")
local errors = require("moonwatch.errors")
local facts_of = require("moonwatch.lint.facts")
local fanout = require("moonwatch.fanout")
local list = require("moonwatch.list")
local options_of = require("moonwatch.options")
local record = require("moonwatch.record")
local selection = require("moonwatch.selection")
local subject_of = require("moonwatch.lint.subject")
local task = require("task")

local lint = {}

---@class moonwatch.LintOptions: moonwatch.Where
---@field rules (string|string[])?    these alone
---@field ignore (string|string[])?   all but these
---@field severity ("error"|"warning"|"note")?   this one and what is worse; "note" unless given
---@field partial boolean?            of all alarms: those of the Regions that answer

---@class moonwatch.Finding
---@field severity "error"|"warning"|"note"|"unknown"   unknown: what a rule asks could not be had
---@field rule string
---@field alarm string?    its name; nil where a rule could not look at several
---@field region string?   nil where nothing but the environment names it, and there is no alarm yet
---@field profile string?
---@field reason string    what is wrong
---@field fix string       what to do about it

local ranks = { error = 1, warning = 2, note = 3 }
-- What was not looked at may be as bad as what its rule finds.
local order = { error = 1, warning = 2, unknown = 3, note = 4 }

local members = { "severity", "rule", "alarm", "region", "profile", "reason", "fix" }
local class = {
  __name = "finding", __list = false, __members = members, __columns = members,
  __varying = { region = true, profile = true },
}

-- MARK: Options

local function names_of(option, value, known)
  if value == nil then return nil end
  if type(value) == "string" then value = { value } end
  if type(value) ~= "table" then
    errors.raise("argument", "InvalidOption",
      string.format("alarms.lint: %s: expected a rule or a list of rules, got %s", option, type(value)))
  end
  local set = {}
  for _, name in ipairs(value) do
    fanout.check_name("alarms.lint: " .. option, name, known)
    set[name] = true
  end
  return set
end

-- The rules that options ask for.
local function rules_of(options)
  local all, known, chosen = require("moonwatch.lint.rules"), {}, {}
  for index, rule in ipairs(all) do known[index] = rule.id end
  local only, ignored = names_of("rules", options.rules, known), names_of("ignore", options.ignore, known) or {}
  fanout.check_name("alarms.lint: severity", options.severity, { "error", "warning", "note" })
  for _, rule in ipairs(all) do
    if (not only or only[rule.id]) and not ignored[rule.id] then chosen[#chosen + 1] = rule end
  end
  return chosen
end

-- MARK: What is linted

-- A place has the subjects of one account and Region.
local Places = {}
Places.__index = Places

function Places:at(target)
  local client = target.client
  local credentials = type(client.credentials) == "table" and string.format("%p", client.credentials) or ""
  local key = table.concat({ client.profile or "", client.region or "", client.endpoint_url or "", credentials }, "\n")
  if not self.by_key[key] then
    self.by_key[key] = { target = target, subjects = {} }
    self[#self + 1] = self.by_key[key]
  end
  return self.by_key[key]
end

-- A target like another one, in a Region.
local function moved(target, region)
  if not region or region == target.region then return target end
  local client = {}
  for name, value in pairs(target.client) do client[name] = value end
  client.region = region
  return { profile = target.profile, region = region, client = client }
end

function Places:add(value, place, targets)
  if alarm.is(value) then
    -- Log alarms have conditions of another kind.
    if value.kind == "log" then return end
    table.insert(self:at(record.target(value)).subjects, subject_of.of(value, place))
    return
  end
  for _, target in ipairs(targets()) do
    local subject = subject_of.of(value, place)
    local at = moved(target, subject.region)
    subject.region = subject.region or at.region
    local subjects = self:at(at).subjects
    subjects[#subjects + 1] = subject
  end
end

local function is_single(given)
  return alarm.is(given) or definition.is(given) or type(given) == "table" and #given == 0 and next(given) ~= nil
end

-- The places of what was given. What could not be listed is in the second value.
local function places_of(given, options)
  local places, where = setmetatable({ by_key = {} }, Places), {}
  for _, name in ipairs(fanout.known) do where[name] = options[name] end
  if given == nil then
    where.partial = options.partial
    local all = alarm_list.list(where, "alarms.lint")
    for index, row in ipairs(all) do places:add(row, "alarms.lint: [" .. index .. "]") end
    for _, place in ipairs(places) do place.is_all = true end
    return places, all
  end
  if type(given) == "string" or is_single(given) then given = { given } end
  if type(given) ~= "table" then
    errors.raise("argument", "InvalidArgument",
      "alarms.lint: expected alarms or definitions, or nil for all alarms, got " .. type(given))
  end
  local own
  local function targets()
    if not own then
      local failures
      own, failures = fanout.targets("alarms.lint", where)
      if failures[1] then error(failures[1], 0) end
    end
    return own
  end
  local names = {}
  for index, value in ipairs(given) do
    if type(value) == "string" then
      names[#names + 1] = value
    else
      places:add(value, "alarms.lint: [" .. index .. "]", targets)
    end
  end
  for _, rows in ipairs(#names > 0 and selection.groups("alarms.lint", names, where) or {}) do
    for _, row in ipairs(rows) do places:add(row, "alarms.lint") end
  end
  return places, given
end

-- MARK: Findings

---@class moonwatch.LintReport   what a rule says what it finds to

-- Its methods are for rules; scripts do not see it.
local Report = {}
Report.__index = Report

--- Adds a finding on the subject that is looked at.
---@param finding { reason: string, fix: string?, severity: string? }
function Report:finding(finding)
  local subject, rule = self.subject, self.rule
  self.rows[#self.rows + 1] = setmetatable({
    severity = finding.severity or rule.severity, rule = rule.id, alarm = subject.name,
    region = subject.region or self.facts:region(), profile = self.facts.target.profile, reason = finding.reason,
    fix = finding.fix or rule.fix,
  }, class)
end

--- Says that the rule could not look at the subject.
---@param failure moonwatch.Error
function Report:unknown(failure)
  local key = self.rule.id .. "\n" .. tostring(failure.operation) .. "\n" .. failure.code
  local unknown = self.unknowns[key]
  if not unknown then
    local region = self.subject.region or self.facts:region()
    unknown = { rule = self.rule, failure = failure, names = {}, seen = {}, region = region }
    self.unknowns[key] = unknown
    self.unknowns[#self.unknowns + 1] = unknown
  end
  if not unknown.seen[self.subject.name] then
    unknown.seen[self.subject.name] = true
    unknown.names[#unknown.names + 1] = self.subject.name
  end
end

-- "this", or "12 alarms (a, b, c, …)".
local function some(names)
  if #names == 1 then return "this" end
  return string.format("%d alarms (%s%s)", #names, table.concat(names, ", ", 1, math.min(3, #names)),
    #names > 3 and ", …" or "")
end

local function add_unknowns(report)
  for _, unknown in ipairs(report.unknowns) do
    local names, failure = unknown.names, unknown.failure
    local what = failure.service and failure.operation and string.format("%s:%s", failure.service, failure.operation)
    report.rows[#report.rows + 1] = setmetatable({
      severity = "unknown", rule = unknown.rule.id, alarm = #names == 1 and names[1] or nil, region = unknown.region,
      profile = report.facts.target.profile,
      reason = string.format("could not look at %s: %s: %s%s", some(names), failure.code, failure.message,
        what and " (" .. what .. ")" or ""),
      fix = failure.retryable and "Try again later." or what and string.format("See that the call %s is allowed.", what)
        or "See to the error.",
    }, class)
  end
end

local function check(place, rules, needs)
  local facts = facts_of.new(place.target, place.subjects, place.is_all and place.rows or nil)
  facts:gather(needs)
  local report = setmetatable({ rows = {}, unknowns = {}, facts = facts }, Report)
  for _, rule in ipairs(rules) do
    for _, subject in ipairs(place.subjects) do
      if subject.definition or rule.takes_refused then
        report.subject, report.rule = subject, rule
        rule.check(subject, facts, report)
      end
    end
  end
  add_unknowns(report)
  return report.rows
end

local function sorted(rows)
  local positions = {}
  for index, row in ipairs(rows) do positions[row] = index end
  table.sort(rows, function(a, b)
    if order[a.severity] ~= order[b.severity] then return order[a.severity] < order[b.severity] end
    if (a.alarm or "") ~= (b.alarm or "") then return (a.alarm or "") < (b.alarm or "") end
    return positions[a] < positions[b]
  end)
  return rows
end

--- See `alarms.lint`.
---@param given any
---@param options moonwatch.LintOptions?
---@return moonwatch.List
function lint.lint(given, options)
  options = options_of.check("alarms.lint", options, fanout.with { "rules", "ignore", "severity", "partial" })
  local rules = rules_of(options)
  local limit = ranks[options.severity or "note"]
  -- A rule whose findings would not be shown asks nothing.
  local needs, wanted, severities = {}, {}, {}
  for _, rule in ipairs(rules) do
    severities[rule.id] = rule.severity
    if ranks[rule.severity] <= limit then
      wanted[#wanted + 1] = rule
      for _, need in ipairs(rule.needs or {}) do needs[need] = true end
    end
  end
  local places, source = places_of(given, options)
  for _, place in ipairs(places) do
    if place.is_all then
      place.rows = {}
      for index, subject in ipairs(place.subjects) do place.rows[index] = subject.alarm end
    end
  end
  local found = task.map(places, function(place) return check(place, wanted, needs) end)
  local rows = {}
  for index = 1, #places do
    for _, row in ipairs(found[index]) do
      if (ranks[row.severity] or ranks[severities[row.rule]]) <= limit then rows[#rows + 1] = row end
    end
  end
  -- What was not listed was not looked at.
  return list.new(sorted(rows), list.note(source) and source.errors or nil)
end

--- Every rule of `alarms.lint`: id, severity, what it finds, why that matters and what to do about it.
---@return { id: string, severity: string, what: string, why: string, fix: string }[]
function lint.rules()
  local rows = {}
  for index, rule in ipairs(require("moonwatch.lint.rules")) do
    rows[index] = { id = rule.id, severity = rule.severity, what = rule.what, why = rule.why, fix = rule.fix }
  end
  return rows
end

return lint
