-- Whether an alarm's actions can reach anyone, and whom they did reach.

local aws = require("aws")
local errors = require("moonwatch.errors")

local actions = {}

---@class moonwatch.WhyAction
---@field state "ALARM"|"OK"|"INSUFFICIENT_DATA"   for which it is called
---@field arn string
---@field kind string           the service: "sns", "lambda", …
---@field exists boolean?       nil where it was not looked up
---@field subscribers integer?  confirmed ones, of a topic
---@field pending integer?      of a topic: those that have not confirmed
---@field problem string?       why nobody hears of it

local shape = {
  __list = false, __members = { "state", "kind", "arn", "exists", "subscribers", "pending", "problem" },
}

local function topic(row, place, lookup)
  local region = row.arn:match("^arn:[^:]*:sns:([^:]*):")
  local found = lookup("the topic " .. row.arn, function()
    local client = aws.client("sns", {
      region = region, profile = place.profile, credentials = place.credentials, endpoint_url = place.endpoint_url,
    })
    local ok, answer = pcall(client.get_topic_attributes, client, { TopicArn = row.arn })
    if ok then return answer.Attributes end
    if errors.is(answer) and (answer.code == "NotFound" or answer.code == "NotFoundException") then return false end
    error(answer, 0)
  end)
  if found == nil then return end
  row.exists = found ~= false
  if not found then
    row.problem = "the topic does not exist"
    return
  end
  row.subscribers = math.tointeger(tonumber(found.SubscriptionsConfirmed))
  row.pending = math.tointeger(tonumber(found.SubscriptionsPending))
  if row.subscribers == 0 then
    row.problem = (row.pending or 0) > 0 and string.format("nobody has confirmed a subscription (%d asked)", row.pending)
      or "the topic has no subscribers"
  end
end

--- The actions of an alarm. Topics are looked up; other kinds are only named.
---@param raw table     AWS's structure
---@param place table
---@param lookup fun(what: string, f: function): any   nil where it fails
---@return moonwatch.WhyAction[]
function actions.list(raw, place, lookup)
  local rows, topics = setmetatable({}, { __list = true }), {}
  for _, one in ipairs({
    { "ALARM", raw.AlarmActions }, { "OK", raw.OKActions }, { "INSUFFICIENT_DATA", raw.InsufficientDataActions },
  }) do
    for _, arn in ipairs(one[2] or {}) do
      local row = setmetatable({ state = one[1], arn = arn, kind = arn:match("^arn:[^:]*:([^:]*):") or "?" }, shape)
      if row.kind == "sns" then
        -- A topic that several states name is looked up once.
        local known = topics[arn]
        if not known then
          topic(row, place, lookup)
          topics[arn] = row
        else
          row.exists, row.subscribers, row.pending, row.problem =
            known.exists, known.subscribers, known.pending, known.problem
        end
      end
      rows[#rows + 1] = row
    end
  end
  return rows
end

---@class moonwatch.WhyTold
---@field time number
---@field arn string?
---@field result string    AWS's word: Succeeded, Failed, …
---@field summary string

--- Whom the actions told since a time, by the alarm's history; oldest first.
---@param items moonwatch.HistoryItem[]   newest first
---@param since number
---@return moonwatch.WhyTold[]
function actions.told(items, since)
  local rows = setmetatable({}, { __list = true })
  for index = #items, 1, -1 do
    local item = items[index]
    -- Histories and states have times of their own, to the millisecond.
    if item.type == "action" and item.time >= since - 1 then
      local data = item.data or {}
      rows[#rows + 1] = setmetatable({
        time = item.time, result = data.actionState or "?", summary = item.summary,
        arn = data.notificationResource
          or type(data.notificationResources) == "table" and table.concat(data.notificationResources, ", ") or nil,
      }, { __list = false, __members = { "time", "result", "arn", "summary" }, __times = { time = true } })
    end
  end
  return rows
end

return actions
