-- What was there before each change, written down before it is made: lines of JSON, on the disk before AWS is
-- called, so that whatever ends the run, `alarms.undo` can take back what it did.
--
-- The first line describes the run. Each change has a line with `before` and `after`, and another one with
-- `done` or `error` once AWS has answered; without it, nobody knows whether the change was made.

local errors = require("moonwatch.errors")
local json = require("json")
local native = select(2, ...)
local time = native.time

local journal = {}

local format_version = 1

---@package
---@class moonwatch.Journal
---@field path string?     nil: in memory, since what it describes goes with the run
---@field header table
---@field entries table[]
local Journal = {}
local class = {
  __name = "journal", __index = Journal, __list = false, __members = { "path", "header", "entries" },
  __tostring = function(self)
    return self.path or string.format("journal in memory, of %d changes", #self.entries)
  end,
}

local function check(failure)
  if failure then errors.raise("config", "CannotWrite", "cannot write the journal: " .. failure) end
end

-- Journals of one second, each with a name of its own.
local last_number = 0

local function default_path()
  local folder = native.run.state_folder()
  if not folder then
    errors.raise("config", "NoJournal", "plan:apply: there is no place for the journal, since neither"
      .. " XDG_STATE_HOME nor HOME is set; name a file: plan:apply { journal = \"/var/tmp/alarms.jsonl\" }")
  end
  last_number = last_number + 1
  local run = native.script.run()
  local name = os.date("!%Y%m%dT%H%M%SZ", math.floor(os.time())) .. "-" .. (run.name or "run"):gsub("[^%w._-]", "_")
  local unique = run.run_id or string.format("%08x", math.random(0, 0xffffffff))
  return string.format("%s/journal/%s-%s-%d.jsonl", folder, name, unique, last_number)
end

--- Begins a journal. The file is made with the first change. On the embedded cloud it is in memory, unless
--- a file is named.
---
--- Raises code `JournalExists` for a file that is there.
---@param path string?
---@param header table
---@return moonwatch.Journal
function journal.new(path, header)
  local facts = native.run.facts()
  if path then
    local there = io.open(path, "r")
    if there then
      there:close()
      errors.raise("argument", "JournalExists", "plan:apply: journal: " .. path
        .. " is there already, and a journal is of one run; name another file")
    end
  elseif not facts.embedded then
    path = default_path()
  end
  header.moonwatch, header.version, header.time = "journal", format_version, time.format(time.now())
  local run = native.script.run()
  header.script, header.run = run.name, run.run_id
  return setmetatable({ path = path, header = header, entries = {}, count = 0 }, class)
end

local function put(self, lines)
  if not self.path then return end
  local text = {}
  for index, line in ipairs(lines) do text[index] = json.encode(line) .. "\n" end
  check(native.run.append(self.path, table.concat(text)))
end

--- Writes down what is about to be changed. It is on the disk when this returns.
---@param changes table[]   each with `before` and `after`; gets its number
function Journal:begin(changes)
  local lines = {}
  if self.count == 0 then lines[1] = self.header end
  for _, change in ipairs(changes) do
    self.count = self.count + 1
    change.n, change.time = self.count, time.format(time.now())
    lines[#lines + 1] = change
    self.entries[self.count] = change
  end
  put(self, lines)
end

--- Writes down what became of changes.
---@param changes table[]
---@param failure string?   nil: they were made
function Journal:finish(changes, failure)
  local lines = {}
  for index, change in ipairs(changes) do
    change.done, change.error = failure == nil, failure
    lines[index] = { n = change.n, done = failure == nil, error = failure, time = time.format(time.now()) }
  end
  put(self, lines)
end

--- True for a journal.
---@param value any
---@return boolean
function journal.is(value) return type(value) == "table" and getmetatable(value) == class end

-- MARK: Reading

local function refuse(path, message)
  errors.raise("argument", "InvalidJournal", string.format("alarms.undo: %s: %s", path, message))
end

--- Reads a journal. A last line that was cut off, as when the machine stopped while it was written, is left
--- out: its change had not been begun.
---@param path string
---@return moonwatch.Journal
function journal.read(path)
  local file, reason = io.open(path, "r")
  if not file then errors.raise("argument", "InvalidJournal", "alarms.undo: cannot read the journal: " .. reason) end
  local contents <close> = file
  local text = contents:read("a")
  local found, number = setmetatable({ path = path, entries = {}, count = 0 }, class), 0
  for line, ending in text:gmatch("([^\n]*)(\n?)") do
    if line == "" and ending == "" then break end
    number = number + 1
    local ok, entry = pcall(json.decode, line)
    if not ok or type(entry) ~= "table" then
      if ending == "" then break end
      refuse(path, "line " .. number .. " is no JSON")
    end
    if number == 1 then
      if entry.moonwatch ~= "journal" then refuse(path, "is no journal of plan:apply") end
      if entry.version ~= format_version then
        refuse(path, string.format("has format %s, and this version reads %d", tostring(entry.version), format_version))
      end
      found.header = entry
    elseif entry.name then
      found.entries[entry.n], found.count = entry, math.max(found.count, entry.n)
    elseif found.entries[entry.n] then
      found.entries[entry.n].done, found.entries[entry.n].error = entry.done, entry.error
    else
      refuse(path, "line " .. number .. " ends a change that did not begin")
    end
  end
  if not found.header then refuse(path, "is empty") end
  return found
end

return journal
