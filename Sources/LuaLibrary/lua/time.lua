-- Times are epoch seconds, UTC; lengths of time are seconds. The functions are the host's own, so
-- that what they say of a bad argument names the script's line.

local native = select(2, ...).time

---@class moonwatch.time
local time = {}

--- Epoch seconds with a fraction; under --local the embedded cloud's clock.
---
---     print(time.now() > 1.7e9) -- true
---@type fun(): number
time.now = native.now

--- Seconds on a clock that never goes back; only differences mean something.
---
---     local began = time.monotonic()
---     print(time.monotonic() >= began) -- true
---@type fun(): number
time.monotonic = native.monotonic

--- Epoch seconds of a number, an ISO 8601 text, "now" or "3h ago". Raises for what is no time.
---
---     print(time.parse("2026-11-23T21:00:00Z")) -- 1795467600.0
---@type fun(value: number|string): number
time.parse = native.parse

--- A time as ISO 8601 in UTC: 2026-11-23T21:00:00Z. Raises for a time before the year 0 or after
--- 9999.
---
---     print(time.format(1795467600)) -- 2026-11-23T21:00:00Z
---@type fun(seconds: number): string
time.format = native.format

--- Seconds of a number or of "90s", "5m", "3h", "14d", "2w", "1h30m". Raises for what is no
--- length of time.
---
---     print(time.duration("1h30m")) -- 5400.0
---@type fun(value: number|string): number
time.duration = native.duration

return time
