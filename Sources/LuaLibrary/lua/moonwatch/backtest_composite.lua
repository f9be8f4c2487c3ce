-- What a composite alarm would have done: its children's changes of state, replayed through its rule.

local native = select(2, ...).monitoring
local errors = require("moonwatch.errors")
local rule = require("moonwatch.rule")

local composite = {}

local states = { "OK", "ALARM", "INSUFFICIENT_DATA" }

-- Uncertain children whose states are tried in every combination; more make the composite uncertain.
local most_tried = 4

local child_doubt = "the state depends on that of a child, which is uncertain"
local order_doubt = "several children changed at once, and the order in which CloudWatch looked at them is unknown"

local function evaluator(def)
  return function(by_name)
    local read, reason, place = native.composite(def.rule, by_name)
    if not read then
      errors.raise("argument", "NotReplayable", string.format('alarms.backtest: "%s": character %s of its rule: %s',
        def.name, tostring(place or 1), reason))
    end
    -- Nil where a child has no state, which does not happen: each has one here.
    return read.value and "ALARM" or "OK"
  end
end

-- Whether another state of the uncertain children would make another one of the composite.
local function depends(evaluate, current, doubtful, expected)
  if #doubtful > most_tried then return true end
  local tried = setmetatable({}, { __index = current })
  for name, state in pairs(current) do tried[name] = state end
  local function try(index)
    if index > #doubtful then return evaluate(tried) ~= expected end
    for _, state in ipairs(states) do
      tried[doubtful[index]] = state
      if try(index + 1) then return true end
    end
    tried[doubtful[index]] = current[doubtful[index]]
    return false
  end
  return try(1)
end

-- Whether the composite may be seen in a state that it has neither before nor after, where children change
-- at once: it is evaluated after each, in an order that is not known.
local function hangs_on_order(evaluate, before, after, changed)
  if #changed < 2 then return false end
  if #changed > most_tried then return true end
  local first, last = evaluate(before), evaluate(after)
  local tried = {}
  for name, state in pairs(before) do tried[name] = state end
  -- Each set of them but none and all.
  for set = 1, (1 << #changed) - 2 do
    for position, name in ipairs(changed) do
      tried[name] = (set >> position - 1 & 1 == 1 and after or before)[name]
    end
    local state = evaluate(tried)
    if first == last and state ~= first then return true end
  end
  return false
end

-- Everything that happens to the children, oldest first: changes of state, and the ends of doubt.
local function events_of(names, runs, every)
  local events = {}
  local function add(time, rank, name, field, value)
    events[#events + 1] = {
      time = time, rank = rank, name = name, field = field, value = value, number = #events,
    }
  end
  for _, name in ipairs(names) do
    for _, transition in ipairs(runs[name].transitions) do add(transition.time, 2, name, "state", transition.to) end
    for _, span in ipairs(runs[name].uncertain) do
      add(span.first, 1, name, "doubt", true)
      add(span.last + every(name), 1, name, "doubt", false)
    end
  end
  table.sort(events, function(a, b)
    if a.time ~= b.time then return a.time < b.time end
    if a.rank ~= b.rank then return a.rank < b.rank end
    if a.name ~= b.name then return a.name < b.name end
    -- A child may change to and fro at once.
    return a.number < b.number
  end)
  return events
end

--- The run of a composite alarm.
---@param def moonwatch.Definition
---@param runs table<string, moonwatch.Run>   of its children, by name
---@param every fun(name: string): integer    seconds between two evaluations of a child
---@param options { from: number, to: number, state: string }
---@return moonwatch.Run
function composite.run(def, runs, every, options)
  local names, current, doubts = rule.names(def.rule), {}, {}
  local evaluate = evaluator(def)
  for _, name in ipairs(names) do current[name] = options.state end
  local run = {
    transitions = {}, uncertain = {}, evaluations = 1, uncertain_evaluations = 0, state = options.state,
  }
  local function change(time, to, reason)
    if to == run.state then return end
    run.transitions[#run.transitions + 1] = { time = time, from = run.state, to = to, reason = reason }
    run.state = to
  end
  change(options.from, evaluate(current), "the rule evaluates so from the start")

  local events, index, open = events_of(names, runs, every), 1, nil
  -- A stretch of doubt goes on until something happens that ends it.
  local function doubt(time, reason)
    if open then open.last = time end
    if not reason then
      open = nil
    elseif not open then
      open = { first = time, last = time, doubts = { reason } }
      run.uncertain[#run.uncertain + 1] = open
    end
  end
  while index <= #events do
    local time, before, earlier, changed = events[index].time, #run.transitions, {}, {}
    for name, state in pairs(current) do earlier[name] = state end
    while events[index] and events[index].time == time do
      local event = events[index]
      if event.field == "doubt" then
        doubts[event.name] = event.value or nil
      else
        if changed[#changed] ~= event.name then changed[#changed + 1] = event.name end
        current[event.name] = event.value
        run.evaluations = run.evaluations + 1
        change(time, evaluate(current), string.format('"%s" changed to %s', event.name, event.value))
      end
      index = index + 1
    end
    local doubtful = {}
    for _, name in ipairs(names) do
      if doubts[name] then doubtful[#doubtful + 1] = name end
    end
    local reason = #doubtful > 0 and depends(evaluate, current, doubtful, run.state) and child_doubt or nil
    if reason then run.uncertain_evaluations = run.uncertain_evaluations + 1 end
    local order = hangs_on_order(evaluate, earlier, current, changed) and order_doubt or nil
    for position = before + 1, #run.transitions do run.transitions[position].doubts = { order or reason } end
    doubt(time, reason)
    if order and not open then
      doubt(time, order)
      doubt(time)
    end
  end
  if open then open.last = options.to end
  for _, transition in ipairs(run.transitions) do
    if transition.doubts and #transition.doubts == 0 then transition.doubts = nil end
  end
  return run
end

-- MARK: Pages

--- When a composite alarm with a suppressor would have called its ALARM actions: not while the suppressor
--- is in ALARM, nor before the wait or the extension period is over, and then for the state it is in.
--- https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
---@param def moonwatch.Definition
---@param run moonwatch.Run
---@param suppressor moonwatch.Run
---@param options { to: number, state: string }
---@return number[] times
function composite.pages(def, run, suppressor, options)
  local events = {}
  for _, change in ipairs(suppressor.transitions) do events[#events + 1] = { change.time, 1, change, #events } end
  for _, change in ipairs(run.transitions) do events[#events + 1] = { change.time, 2, change, #events } end
  table.sort(events, function(a, b)
    if a[1] ~= b[1] then return a[1] < b[1] end
    if a[2] ~= b[2] then return a[2] < b[2] end
    return a[4] < b[4]
  end)
  local pages, state = {}, options.state
  local is_held, held_from, release_at = options.state == "ALARM", nil, nil
  local function release(time)
    release_at, is_held = nil, false
    if held_from and held_from ~= state and state == "ALARM" then pages[#pages + 1] = time end
    held_from = nil
  end
  for _, event in ipairs(events) do
    local time, is_suppressor, change = event[1], event[2] == 1, event[3]
    if release_at and release_at <= time then release(release_at) end
    if is_suppressor then
      if change.to == "ALARM" then
        is_held, release_at = true, nil
      elseif is_held and change.from == "ALARM" then
        local extension = def.suppressor_extension or 0
        if extension > 0 then release_at = time + extension else release(time) end
      end
    else
      state = change.to
      local wait = def.suppressor_wait or 0
      if is_held then
        held_from = held_from or change.from
      elseif wait > 0 then
        held_from, release_at = held_from or change.from, time + wait
      elseif change.to == "ALARM" then
        pages[#pages + 1] = time
      end
    end
  end
  if release_at and release_at <= options.to then release(release_at) end
  return pages
end

return composite
