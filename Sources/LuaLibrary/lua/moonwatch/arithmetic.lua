-- Metric math on series that are here, which the host computes.

local native = select(2, ...)
local errors = require("moonwatch.errors")
local series = require("moonwatch.series")

local arithmetic = {}

local function checked(inputs)
  if type(inputs) ~= "table" then
    errors.raise("argument", "InvalidArgument", "metrics.math: expected a table of series by id, got " .. type(inputs))
  end
  local plain, from, to, period = {}, math.huge, -math.huge, nil
  for id, one in pairs(inputs) do
    if type(id) ~= "string" or not id:find("^%l[%w_]*$") then
      errors.raise("argument", "InvalidArgument", "metrics.math: expected ids of letters, digits and _ after a small"
        .. " letter, got " .. tostring(id))
    end
    if not series.is(one) then
      errors.raise("argument", "InvalidArgument", "metrics.math: " .. id .. ": expected a series, got " .. type(one))
    end
    if period and period ~= one.period then
      errors.raise("argument", "InvalidArgument", string.format(
        "metrics.math: %s has a period of %d s and another has %d s; :resample one of them", id, one.period, period))
    end
    period, from, to = one.period, math.min(from, one.from), math.max(to, one.to)
    plain[id] = { period = one.period, times = one.times, values = one.values, label = one.label }
  end
  if not period then
    errors.raise("argument", "InvalidArgument", "metrics.math: expected at least one series, got none")
  end
  return plain, { from = from, to = to, period = period }
end

--- Evaluates an expression; see `metrics.math`.
---@param expression string
---@param inputs table<string, moonwatch.Series>
---@return moonwatch.Series[]
function arithmetic.evaluate(expression, inputs)
  if type(expression) ~= "string" then
    errors.raise("argument", "InvalidArgument", "metrics.math: expected an expression, got " .. type(expression))
  end
  local plain, range = checked(inputs)
  local found, reason, column = native.monitoring.math(expression, plain, range)
  if not found then
    errors.raise("argument", "InvalidExpression", string.format("metrics.math: character %s of '%s': %s",
      tostring(column or 1), expression, reason))
  end
  local results = {}
  for index, result in ipairs(found) do
    results[index] = series.new {
      label = result.label or expression, period = result.period or range.period, times = result.times,
      values = result.values, from = range.from, to = range.to,
    }
  end
  return results
end

return arithmetic
