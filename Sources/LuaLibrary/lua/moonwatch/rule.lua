-- Which alarms the rule of a composite alarm names.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html

local rule = {}

local states = { ALARM = true, OK = true, INSUFFICIENT_DATA = true }

-- Where a name is from an ARN (arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME) or stands for itself.
local function name_of(text) return text:match("^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.*)$") or text end

-- The name, quoted or bare, at a position, and where it ends.
local function name_at(text, position)
  position = text:find("%S", position) or #text + 1
  local quote = text:sub(position, position)
  if quote == '"' or quote == "'" then
    local close = text:find(quote, position + 1, true) or #text + 1
    return text:sub(position + 1, close - 1), close + 1
  end
  local first, last = text:find("^[^%s(),\"']+", position)
  if not first then return nil, position + 1 end
  return text:sub(first, last), last + 1
end

--- The names of the alarms that a rule refers to, each once, in its order: of
--- `ALARM("a") AND NOT OK(b)` and of `AT_LEAST(2, ALARM, (a, b, c))`.
---@param text string
---@return string[]
function rule.names(text)
  local names, seen = {}, {}
  local function take(name)
    name = name and name_of(name)
    if name and name ~= "" and not seen[name] then
      seen[name] = true
      names[#names + 1] = name
    end
  end
  local position = 1
  while position <= #text do
    local first, last, word = text:find("([%w_]+)", position)
    if not first then break end
    position = last + 1
    local open = text:match("^%s*%(()", position)
    if word == "AT_LEAST" and open then
      -- The names are in the parentheses within.
      local from = text:match("^[^(]*%(()", open) or #text + 1
      repeat
        local name, after = name_at(text, from)
        take(name)
        from = after
        local comma = text:match("^%s*,()", from)
        from = comma or from
      until not comma
      position = from
    elseif states[word] and open then
      local name, after = name_at(text, open)
      take(name)
      position = after
    end
  end
  return names
end

return rule
