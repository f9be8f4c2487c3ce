-- Times are epoch seconds, UTC; lengths of time are seconds.

local native = select(2, ...).time

---@class moonwatch.time
local time = {}

--- Epoch seconds with a fraction; under --local the embedded cloud's clock.
---@return number
function time.now() return native.now() end

--- Seconds on a clock that never goes back; only differences mean something.
---@return number
function time.monotonic() return native.monotonic() end

--- Epoch seconds of a number, an ISO 8601 text, "now" or "3h ago".
---@param value number|string
---@return number
function time.parse(value) return native.parse(value) end

--- A time as ISO 8601 in UTC: 2026-11-23T21:00:00Z.
---@param seconds number
---@return string
function time.format(seconds) return native.format(seconds) end

--- Seconds of a number or of "90s", "5m", "3h", "14d", "2w", "1h30m".
---@param value number|string
---@return number
function time.duration(value) return native.duration(value) end

return time
