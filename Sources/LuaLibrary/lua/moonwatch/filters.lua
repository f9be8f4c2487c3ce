-- Filters of EC2 calls, and the same for tags that this program matches itself.
-- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html

local errors = require("moonwatch.errors")
local maps = require("moonwatch.maps")

local filters = {}

--- Values that all filters of one call may have together.
filters.value_limit = 200

local function refuse(what, expected, value)
  errors.raise("argument", "InvalidOption", string.format("%s: expected %s, got %s", what, expected,
    type(value) == "table" and "a table" or type(value) == "string" and '"' .. value .. '"'
      or tostring(value)))
end

--- The values of a filter: a text, a number or a boolean, or a list of them.
---@param what string   for the message: "ec2.instances: tags.env"
---@param value any
---@return string[]
function filters.values(what, value)
  local expected = 'a value such as "prod" or "web*", or a list of values'
  if type(value) ~= "table" then value = { value } end
  if #value == 0 then refuse(what, expected, value) end
  local values = {}
  for index, element in ipairs(value) do
    local kind = type(element)
    if kind ~= "string" and kind ~= "number" and kind ~= "boolean" then refuse(what, expected, element) end
    values[index] = tostring(element)
  end
  return values
end

local function check_names(what, map)
  if type(map) ~= "table" then refuse(what, "a table of names and values", map) end
  for name in pairs(map) do
    if type(name) ~= "string" then refuse(what, "names with values, such as { env = \"prod\" }", name) end
  end
end

--- Filters that pass what has the tags: `{ env = "prod", team = { "a", "b" }, Name = "web*" }`; true
--- as a value passes every value of the tag.
---@param caller string
---@param tags table<string, any>
---@param into table[]
function filters.add_tags(caller, tags, into)
  check_names(caller .. ": tags", tags)
  for _, name in ipairs(maps.sorted_keys(tags)) do
    into[#into + 1] = tags[name] == true and { Name = "tag-key", Values = { name } }
      or { Name = "tag:" .. name, Values = filters.values(caller .. ": tags." .. name, tags[name]) }
  end
end

--- Filters by AWS's names: `{ ["instance-type"] = "m7g.*" }`, or a list of AWS's own structures.
---@param caller string
---@param given table
---@param into table[]
function filters.add(caller, given, into)
  if type(given) == "table" and #given > 0 then
    table.move(given, 1, #given, #into + 1, into)
    return
  end
  check_names(caller .. ": filters", given)
  for _, name in ipairs(maps.sorted_keys(given)) do
    into[#into + 1] = { Name = name, Values = filters.values(caller .. ": filters." .. name, given[name]) }
  end
end

--- How many values there are in filters. Raises kind `argument` where they are too many for a call.
---@param caller string
---@param given table[]
---@return integer
function filters.count(caller, given)
  local count = 0
  for _, filter in ipairs(given) do count = count + #(filter.Values or {}) end
  if count > filters.value_limit then
    errors.raise("argument", "InvalidOption", string.format(
      "%s: expected at most %d values in all filters and tags together, got %d; ask several times, "
        .. "or use wildcards", caller, filters.value_limit, count))
  end
  return count
end

--- Whether a text fits a pattern of EC2's: `*` stands for any characters, `?` for one, and a backslash
--- takes the next one literally.
---@param line string
---@param pattern string
---@return boolean
function filters.fits(line, pattern)
  local lua, position = {}, 1
  while position <= #pattern do
    local char = pattern:sub(position, position)
    if char == "*" then
      lua[#lua + 1] = ".*"
    elseif char == "?" then
      lua[#lua + 1] = "[\0-\x7F\xC2-\xFD][\x80-\xBF]*"
    else
      if char == "\\" and position < #pattern then
        position = position + 1
        char = pattern:sub(position, position)
      end
      lua[#lua + 1] = char:find("^%p$") and "%" .. char or char
    end
    position = position + 1
  end
  return line:find("^" .. table.concat(lua) .. "$") ~= nil
end

--- Whether tags are what `filters.add_tags` would let through.
---@param tags table<string, string>
---@param wanted table<string, any>
---@param caller string
---@return boolean
function filters.match(tags, wanted, caller)
  for name, value in pairs(wanted) do
    local tag = tags[name]
    if tag == nil then return false end
    if value ~= true then
      local fits = false
      for _, pattern in ipairs(filters.values(caller .. ": tags." .. name, value)) do
        fits = fits or filters.fits(tag, pattern)
      end
      if not fits then return false end
    end
  end
  return true
end

--- Raises kind `argument` unless tags to match are a table of names with values.
---@param caller string
---@param tags any
function filters.check_tags(caller, tags) filters.add_tags(caller, tags, {}) end

-- An empty map is one, too.
local map_shape = { __list = false, __name = "map" }

--- Marks a table as one with names, so that it is `{}` when empty.
---@param map table?
---@return table
function filters.map(map) return setmetatable(map or {}, map_shape) end

--- Tags as a map of AWS's list of keys and values.
---@param tags { Key: string, Value: string }[]?
---@return table<string, string>
function filters.tags_of(tags)
  local map = filters.map()
  for _, tag in ipairs(tags or {}) do map[tag.Key] = tag.Value or "" end
  return map
end

--- AWS's list of a map of tags, sorted by key. Raises kind `argument` for what is none.
---@param what string   for the message: "instance:tag"
---@param map any
---@return { Key: string, Value: string }[]
function filters.tag_list(what, map)
  check_names(what, map)
  local tags = {}
  for _, key in ipairs(maps.sorted_keys(map)) do
    local value = map[key]
    local kind = type(value)
    if kind ~= "string" and kind ~= "number" and kind ~= "boolean" then
      refuse(what .. ": " .. key, "a text", value)
    end
    tags[#tags + 1] = { Key = key, Value = tostring(value) }
  end
  return tags
end

return filters
