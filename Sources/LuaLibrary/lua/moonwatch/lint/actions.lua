-- Whether anybody hears of the alarm.

local states = { "alarm", "ok", "insufficient" }
local state_names = { alarm = "ALARM", ok = "OK", insufficient = "INSUFFICIENT_DATA" }

-- The SNS topics of an alarm, each once, with the states that tell them.
local function topics_of(def)
  local topics, by_arn = {}, {}
  for _, state in ipairs(states) do
    for _, arn in ipairs(def.actions[state]) do
      if arn:find("^arn:[^:]*:sns:") then
        local topic = by_arn[arn]
        if not topic then
          topic = { arn = arn, states = {} }
          by_arn[arn] = topic
          topics[#topics + 1] = topic
        end
        topic.states[#topic.states + 1] = state_names[state]
      end
    end
  end
  return topics
end

local function name_of(arn) return arn:match("([^:]*)$") end

-- Calls a function with each topic and what is known of it.
local function each_topic(subject, facts, report, f)
  for _, topic in ipairs(topics_of(subject.definition)) do
    local found, failure = facts:topic(topic.arn)
    if failure then
      report:unknown(failure)
    elseif found then
      f(topic, found)
    end
  end
end

return {
  {
    id = "no-actions", severity = "warning", needs = { "alarms" },
    what = "No action for ALARM, and no composite alarm or suppression that uses the alarm",
    why = "Nobody hears of it.",
    fix = 'actions = "arn:aws:sns:…"; or a composite alarm that names it and has actions.',
    check = function(subject, facts, report)
      local actions = subject.definition.actions
      if #actions.alarm > 0 then return end
      local used, failure = facts:is_used(subject.name)
      if failure then return report:unknown(failure) end
      if used then return end
      local others = {}
      for _, state in ipairs(states) do
        if #actions[state] > 0 then others[#others + 1] = state_names[state] end
      end
      report:finding {
        reason = #others == 0 and "the alarm has no actions, and no other alarm names it"
          or string.format("the alarm has actions for %s alone, and no other alarm names it",
            table.concat(others, " and ")),
      }
    end,
  },
  {
    id = "no-such-topic", severity = "error", needs = { "topics" },
    what = "An action is an SNS topic that is not there, or one of another Region",
    why = "CloudWatch cannot send the message, and says so in the alarm's history alone.",
    fix = "Make the topic, or name one that is there.",
    check = function(subject, facts, report)
      each_topic(subject, facts, report, function(topic, found)
        local region = topic.arn:match("^arn:[^:]*:sns:([^:]*)")
        if subject.region and region ~= subject.region then
          report:finding {
            reason = string.format("the topic %s, told of %s, is in %s, and the alarm in %s", name_of(topic.arn),
              table.concat(topic.states, ", "), region, subject.region),
            fix = "A topic of the alarm's own Region.",
          }
        elseif not found.exists then
          local meant = facts:nearest_topic(topic.arn)
          report:finding {
            reason = string.format("the topic %s, told of %s, is not there: %s", name_of(topic.arn),
              table.concat(topic.states, ", "), topic.arn),
            fix = meant and string.format('"%s" is there; or make the topic.', meant) or nil,
          }
        end
      end)
    end,
  },
  {
    id = "nobody-subscribed", severity = "error", needs = { "topics" },
    what = "An action is an SNS topic without a confirmed subscription",
    why = "The message is sent, and nobody gets it.",
    fix = "Subscribe somebody, and have the subscription confirmed.",
    check = function(subject, facts, report)
      each_topic(subject, facts, report, function(topic, found)
        if not found.exists or found.confirmed > 0 then return end
        report:finding {
          reason = string.format("the topic %s, told of %s, has %s", name_of(topic.arn),
            table.concat(topic.states, ", "), found.pending == 0 and "no subscriptions"
              or found.pending == 1 and "one subscription, which nobody has confirmed"
              or found.pending .. " subscriptions, none of which is confirmed"),
          fix = found.pending > 0 and "Have the subscription confirmed: the message to its endpoint says how."
            or nil,
        }
      end)
    end,
  },
}
