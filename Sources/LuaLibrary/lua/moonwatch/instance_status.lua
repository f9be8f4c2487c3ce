-- Status checks of EC2 instances as flat rows.
-- https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceStatus.html

local instance = require("moonwatch.instance")
local record = require("moonwatch.record")

local status = {}

---@class moonwatch.InstanceStatus
---@field id string
---@field state string
---@field az string
---@field region string
---@field instance string        "ok", "impaired", "insufficient-data", "not-applicable" or "initializing"
---@field system string          the same, for the host beneath
---@field ebs string?            the same, for the attached volumes
---@field impaired_since number? epoch seconds, of the check that failed first
---@field events { id: string, code: string, text: string, from: number?, to: number? }[]
---@field raw table

local kind = {
  name = "instance status", methods = {}, times = { "impaired_since" },
  members = {
    "id", "state", "az", "region", "instance", "system", "ebs", "impaired_since", "events", "raw",
  },
  columns = { "id", "state", "az", "instance", "system", "ebs", "impaired_since", "events" },
}

local function events_of(raw)
  local events = {}
  for index, event in ipairs(raw.Events or {}) do
    events[index] = {
      id = event.InstanceEventId, code = event.Code, text = event.Description, from = event.NotBefore,
      to = event.NotAfter,
    }
  end
  return require("json").list(events)
end

-- When the oldest failure of any of the checks began.
local function impaired_since(raw)
  local since
  for _, check in ipairs({ "InstanceStatus", "SystemStatus", "AttachedEbsStatus" }) do
    for _, detail in ipairs(raw[check] and raw[check].Details or {}) do
      local time = detail.ImpairedSince
      if time and (not since or time < since) then since = time end
    end
  end
  return since
end

--- What makes rows of AWS's statuses from one target.
---@param target moonwatch.Target
---@return fun(raw: table): moonwatch.InstanceStatus
function status.maker(target)
  local class = record.class(kind, target)
  return function(raw)
    local function check(name) return raw[name] and raw[name].Status end
    return setmetatable({
      id = raw.InstanceId, state = raw.InstanceState and raw.InstanceState.Name,
      az = raw.AvailabilityZone, region = target.region or instance.region_of(raw.AvailabilityZone),
      instance = check("InstanceStatus"), system = check("SystemStatus"), ebs = check("AttachedEbsStatus"),
      impaired_since = impaired_since(raw), events = events_of(raw), raw = raw,
    }, class)
  end
end

return status
