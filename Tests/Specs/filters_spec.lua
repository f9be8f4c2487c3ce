-- Filters of EC2, and tags that are matched here by the same rules.

local spec = require("spec")
local filters = require("moonwatch.filters")

local function written(list)
  local parts = {}
  for index, filter in ipairs(list) do parts[index] = filter.Name .. "=" .. table.concat(filter.Values, ",") end
  return table.concat(parts, " ")
end

spec.it("tags become filters, sorted by name", function()
  local list = {}
  filters.add_tags("f", { team = { "a", "b" }, Name = "web*", owner = true, size = 3 }, list)
  spec.equal(written(list), "tag:Name=web* tag-key=owner tag:size=3 tag:team=a,b")
end)

spec.it("filters by name and AWS's own structures are taken", function()
  local list = {}
  filters.add("f", { ["instance-type"] = "m7g.*", ["vpc-id"] = { "vpc-1", "vpc-2" } }, list)
  filters.add("f", { { Name = "x", Values = { "y" } } }, list)
  spec.equal(written(list), "instance-type=m7g.* vpc-id=vpc-1,vpc-2 x=y")
end)

for text, call in pairs({
  ["f: tags: expected a table of names and values, got 5"] = function() filters.add_tags("f", 5, {}) end,
  ["f: tags.a: expected a value such as"] = function() filters.add_tags("f", { a = {} }, {}) end,
  ["got a table"] = function() filters.add_tags("f", { a = { {} } }, {}) end,
  ["f: tags: expected names with values"] = function() filters.add_tags("f", { "a" }, {}) end,
  ["expected at most 200 values in all filters and tags together, got 201"] = function()
    local values = {}
    for index = 1, 201 do values[index] = tostring(index) end
    filters.count("f", { { Name = "x", Values = values } })
  end,
}) do
  spec.it("is refused: " .. text, function()
    local failure = spec.failure(call)
    assert(tostring(failure):find(text, 1, true), tostring(failure))
  end)
end

-- What AWS's page on filters says of *, ? and the backslash.
for _, case in ipairs({
  { "web-1", "web-*", true }, { "web-1", "web-?", true }, { "web-10", "web-?", false }, { "web", "WEB", false },
  { "a.b", "a?b", true }, { "axb", "a.b", false }, { "50%", "50%", true }, { "a*b", "a\\*b", true },
  { "axb", "a\\*b", false }, { "aé", "a?", true }, { "", "*", true }, { "", "", true }, { "x", "", false },
  { "a%d", "a%d", true }, { "[x]", "[x]", true }, { "a\\", "a\\", true }, { "ad", "a\\d", true },
}) do
  spec.it(string.format("%q fits %q: %s", case[1], case[2], case[3]), function()
    spec.equal(filters.fits(case[1], case[2]), case[3])
  end)
end

spec.it("tags match when every wanted one does", function()
  local tags = { env = "prod", team = "web" }
  spec.equal(filters.match(tags, { env = "p*", team = { "data", "web" } }, "f"), true)
  spec.equal(filters.match(tags, { env = true }, "f"), true)
  spec.equal(filters.match(tags, { owner = true }, "f"), false)
  spec.equal(filters.match(tags, { env = "prod", team = "data" }, "f"), false)
end)

return spec.finish("filters")
