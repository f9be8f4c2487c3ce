-- What the rules of `alarms.lint` know of one account and Region. Everything is asked for at once, before
-- the first rule runs, each thing once; what could not be had is an error that a rule passes on, so that
-- nothing is concluded from what is missing.

local alarm_list = require("moonwatch.alarm_list")
local attempt = require("moonwatch.lint.attempt")
local definition = require("moonwatch.definition")
local fanout = require("moonwatch.fanout")
local hints = require("moonwatch.lint.hints")
local identity = require("moonwatch.lint.identity")
local known = require("moonwatch.lint.known")
local metric_facts = require("moonwatch.lint.metric_facts")
local options_of = require("moonwatch.options")
local plain = require("moonwatch.alarm").parts
local rule = require("moonwatch.rule")
local task = require("task")

local facts = {}

---@class moonwatch.LintFacts
---@field target moonwatch.Target
---@field subjects moonwatch.LintSubject[]
---@field given table<string, integer>   how many definitions, not alarms, have a name
---@field first table<string, moonwatch.LintSubject>   the first of a name
---@field neighbours { name: string, definition: moonwatch.Definition }[]   what is there, and what is given, by name
---@field cache table                    what rules keep for the next alarm

-- Its methods are for rules; scripts do not see it.
local Facts = {}
Facts.__index = Facts

--- What is known of a target, of which nothing is asked yet.
---@param target moonwatch.Target
---@param subjects moonwatch.LintSubject[]
---@param rows moonwatch.Alarm[]?   every alarm of the target, where that is known
---@return moonwatch.LintFacts
function facts.new(target, subjects, rows)
  local self = setmetatable({
    target = target, subjects = subjects, rows = rows, given = {}, first = {}, cache = {}, topics = {},
  }, Facts)
  for _, subject in ipairs(subjects) do
    if not subject.alarm then self.given[subject.name] = (self.given[subject.name] or 0) + 1 end
    self.first[subject.name] = self.first[subject.name] or subject
  end
  return self
end

function Facts:client(service)
  local key = "client " .. service
  self.cache[key] = self.cache[key] or fanout.client(self.target, service)
  return self.cache[key]
end

-- MARK: Asking

-- The options that name this target.
local function where(target)
  local client = target.client
  return {
    profile = client.profile, region = client.region, credentials = client.credentials,
    endpoint_url = client.endpoint_url,
  }
end

-- What is there, with what is given in its place.
local function merged(rows, subjects)
  local all, neighbours = {}, {}
  for _, row in ipairs(rows) do
    if row.kind ~= "log" then all[row.name] = { name = row.name, definition = definition.from_alarm(row) } end
  end
  for _, subject in ipairs(subjects) do
    if subject.definition then all[subject.name] = { name = subject.name, definition = subject.definition } end
  end
  for _, neighbour in pairs(all) do neighbours[#neighbours + 1] = neighbour end
  table.sort(neighbours, function(a, b) return a.name < b.name end)
  return all, neighbours
end

local gather = {}

function gather.alarms(self)
  if not self.rows then
    self.rows, self.rows_failure = attempt(function() return alarm_list.list(where(self.target), "alarms.lint") end)
  end
  if self.rows then self.all, self.neighbours = merged(self.rows, self.subjects) end
end

local function sns_topics(subjects)
  local arns, seen = {}, {}
  for _, subject in ipairs(subjects) do
    for _, state in ipairs({ "alarm", "ok", "insufficient" }) do
      for _, arn in ipairs(subject.definition and subject.definition.actions[state] or {}) do
        if arn:find("^arn:[^:]*:sns:") and not seen[arn] then
          seen[arn] = true
          arns[#arns + 1] = arn
        end
      end
    end
  end
  return arns
end

-- A client of SNS for the Region of a topic.
local function sns_of(self, arn)
  local client = {}
  for name, value in pairs(self.target.client) do client[name] = value end
  client.region = arn:match("^arn:[^:]*:sns:([^:]*)")
  return require("aws").client("sns", client)
end

-- The subscriptions of a topic. The counts among its attributes may be late: that there is none is
-- asked for a second time.
local function subscriptions_of(client, arn)
  local attributes = client:get_topic_attributes({ TopicArn = arn }).Attributes
  local topic = { exists = true, confirmed = tonumber(attributes.SubscriptionsConfirmed) or 0, pending = 0 }
  if topic.confirmed > 0 then return topic end
  for one in client:each("ListSubscriptionsByTopic", { TopicArn = arn }) do
    local member = one.SubscriptionArn == "PendingConfirmation" and "pending"
      or one.SubscriptionArn ~= "Deleted" and "confirmed"
    if member then topic[member] = topic[member] + 1 end
  end
  return topic
end

function gather.topics(self)
  task.map(sns_topics(self.subjects), function(arn)
    local topic, failure = attempt(function() return subscriptions_of(sns_of(self, arn), arn) end)
    if topic then
      self.topics[arn] = topic
    elseif failure.code == "NotFound" or failure.code == "NotFoundException" then
      self.topics[arn] = { exists = false }
    else
      self.topics[arn] = { failure = failure }
    end
  end, { concurrency = 8 })
end

function gather.mutes(self)
  local list = where(self.target)
  list.status = "ACTIVE"
  local mutes, failure = attempt(function() return require("moonwatch.mutes").list(list) end)
  self.mutes_failure, self.mutes = failure, {}
  for _, mute in ipairs(mutes or {}) do
    for _, name in ipairs(mute.alarms) do
      self.mutes[name] = self.mutes[name] or {}
      table.insert(self.mutes[name], mute)
    end
  end
end

function gather.metrics(self, needs) self.metrics = metric_facts.gather(self, needs) end

--- Asks for everything that rules need, at once.
---@param needs table<string, boolean>
function Facts:gather(needs)
  local steps = {}
  for _, name in ipairs({ "alarms", "topics", "mutes", "metrics" }) do
    if needs[name] then steps[#steps + 1] = gather[name] end
  end
  task.map(steps, function(step) step(self, needs) end)
end

-- MARK: Answers

--- The Region, also where nothing but the environment names it, as far as an alarm tells.
---@return string?
function Facts:region() return self.target.region or self.rows and self.rows[1] and self.rows[1].region end

--- Every alarm that is there or is given, by name.
---@return table<string, { name: string, definition: moonwatch.Definition }>? all, moonwatch.Error? failure
function Facts:everything() return self.all, self.rows_failure end

--- The names of all alarms that are there, of log alarms too, or are given, of refused definitions too.
---@return table<string, true>? names, moonwatch.Error? failure
function Facts:names()
  if self.rows_failure then return nil, self.rows_failure end
  if not self.cache.names then
    local names = {}
    for _, row in ipairs(self.rows) do names[row.name] = true end
    for name in pairs(self.first) do names[name] = true end
    self.cache.names = names
  end
  return self.cache.names
end

--- Whether another alarm's rule names an alarm, or one's actions wait for it.
---@param name string
---@return boolean? used, moonwatch.Error? failure
function Facts:is_used(name)
  if self.rows_failure then return nil, self.rows_failure end
  if not self.cache.used then
    local used = {}
    for _, neighbour in ipairs(self.neighbours) do
      local def = neighbour.definition
      for _, child in ipairs(def.rule and rule.names(def.rule) or {}) do used[child] = true end
      if def.suppressor then used[select(3, plain(def.suppressor)) or def.suppressor] = true end
    end
    self.cache.used = used
  end
  return self.cache.used[name] == true
end

--- What is known of a topic.
---@param arn string
---@return { exists: boolean, confirmed: integer?, pending: integer? }? topic, moonwatch.Error? failure
function Facts:topic(arn)
  local topic = self.topics[arn]
  if topic and topic.failure then return nil, topic.failure end
  return topic
end

--- The ARN of the topic that was probably meant: a hint, that may be lacking.
---@param arn string
---@return string?
function Facts:nearest_topic(arn)
  local region = arn:match("^arn:[^:]*:sns:([^:]*)")
  local key = "topics " .. region
  if not self.cache[key] then
    local found = attempt(function() return sns_of(self, arn):collect("ListTopics") end)
    local arns = {}
    for index, topic in ipairs(found or {}) do arns[index] = topic.TopicArn end
    self.cache[key] = arns
  end
  local names, by_name = {}, {}
  for index, other in ipairs(self.cache[key]) do
    names[index] = other:match("([^:]*)$")
    by_name[names[index]] = other
  end
  return by_name[options_of.nearest(arn:match("([^:]*)$"), names)]
end

--- The mute rules that keep an alarm silent now.
---@param name string
---@return moonwatch.Mute[]? mutes, moonwatch.Error? failure
function Facts:mutes_of(name)
  if self.mutes_failure then return nil, self.mutes_failure end
  return self.mutes[name] or {}
end

--- Whether a metric has ever had data, as far as CloudWatch keeps any.
---@param entry moonwatch.LintEntry
---@return { exists: boolean, is_rare: boolean }? found, moonwatch.Error? failure
function Facts:metric(entry)
  local found = self.metrics[identity.metric(entry)]
  if not found then return nil end
  if found.failure then return nil, found.failure end
  return { exists = found.exists, is_rare = known.is_rare(entry.metric) }
end

--- How many samples each period of a metric had lately: a series.
---@param entry moonwatch.LintEntry
---@param period integer
---@param unit string?   of samples with this unit alone
---@return { times: number[], values: number[] }? samples, moonwatch.Error? failure
function Facts:samples(entry, period, unit)
  return metric_facts.samples(self.metrics[identity.metric(entry)], period, unit)
end

--- What of a metric that is not there is lacking, and what was probably meant.
---@param entry moonwatch.LintEntry
---@return moonwatch.LintLack? lack, moonwatch.Error? failure
function Facts:lack(entry)
  local key = "lack " .. identity.metric(entry)
  local lack = self.cache[key]
  if not lack then
    local found, failure = attempt(function() return hints.lack(self, entry) end)
    lack = found or { failure = failure }
    self.cache[key] = lack
  end
  if lack.failure then return nil, lack.failure end
  return lack
end

--- The units of a metric's points in the hour from a time: "Percent"; a hint, that may be lacking.
---@param entry moonwatch.LintEntry
---@param from number
---@return string?
function Facts:units(entry, from) return (attempt(function() return hints.units(self, entry, from) end)) end

return facts
