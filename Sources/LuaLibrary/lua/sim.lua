-- The embedded cloud from outside: what it holds, its clock, what topics were sent, and faults. There
-- under --local only; on live AWS `sim` is nil.

local native = select(2, ...).sim
if not native then
  error("module 'sim': there is an embedded cloud under --local only; test for it with `if sim then`", 0)
end

---@class moonwatch.sim
local sim = {}

---@class moonwatch.SimLoad
---@field low number?         CPU percent by night
---@field high number?        CPU percent at the busiest hour
---@field peak_hour number?   the busiest hour, UTC; 14 or near it unless given
---@field traffic number?     bytes a second that come in at full load

---@class moonwatch.SimInstance
---@field name string?                  the tag Name
---@field count integer?                so many of them, named NAME-1, NAME-2, …
---@field id string?                    made up unless given
---@field type string?                  "t3.micro" unless given
---@field state string?                 "running" unless given; "stopped", "terminated", …
---@field zone string?                  the Region's first unless given
---@field image string?
---@field tags table<string, string>?
---@field launch_time (number|string)?  now unless given; it has emitted metrics since, for up to 15 days
---@field detailed boolean?             metrics every minute instead of every five
---@field load moonwatch.SimLoad?       follows from the id unless given
---@field failing string[]?             status checks that fail: "instance", "system", "ebs"
---@field region string?

---@class moonwatch.SimTopic
---@field name string
---@field subscriptions moonwatch.SimSubscription[]?
---@field attributes table<string, string>?
---@field tags table<string, string>?
---@field region string?

---@class moonwatch.SimSubscription
---@field protocol string      "email", "https", "sqs", …
---@field endpoint string
---@field confirmed boolean?   true unless given; false leaves one that wants it pending
---@field raw boolean?         raw message delivery

---@class moonwatch.SimMetric
---@field namespace string
---@field name string
---@field dimensions table<string, string>?
---@field unit string?              "None" unless given
---@field value number?
---@field values (number|false)[]?  oldest first; false: no data there
---@field at (number|string)?       of the last value; now unless given
---@field period (number|string)?   between values; a minute unless given
---@field region string?

---@class moonwatch.SimAlarm     or the members of PutMetricAlarm or PutCompositeAlarm by AWS's names
---@field name string
---@field namespace string?
---@field metric string?            its name
---@field dimensions table<string, string>?
---@field stat string?              "Average" unless given; "p99" and the like, too
---@field period (number|string)?   "5m" unless given
---@field threshold number?
---@field comparison string?        ">" unless given; ">=", "<", "<="
---@field periods integer?          1 unless given
---@field datapoints integer?       as many as periods unless given
---@field missing string?           "missing" unless given; "ignore", "breaching", "notBreaching"
---@field rule string?              of a composite alarm, in place of a metric
---@field actions (string|string[]|table)?   names or ARNs of topics; or lists by alarm, ok, insufficient
---@field actions_enabled boolean?  true unless given
---@field description string?
---@field tags table<string, string>?
---@field state string?             "OK", "ALARM" or "INSUFFICIENT_DATA": set by hand, until it is evaluated
---@field region string?

---@class moonwatch.SimContents
---@field instances moonwatch.SimInstance[]?
---@field topics (string|moonwatch.SimTopic)[]?
---@field metrics moonwatch.SimMetric[]?
---@field alarms moonwatch.SimAlarm[]?
---@field region string?   of whatever names none itself

---@class moonwatch.SimNames
---@field instances table<string, string>   ids by name
---@field topics table<string, string>      ARNs by name
---@field alarms table<string, string>      ARNs by name

--- Puts things into the embedded cloud, beside what is there, and tells what they are called. Rules that
--- hold for callers do not hold here: old data, metrics of AWS's own namespaces, instances in any state.
---
--- Raises kind `argument` for a description that says something unknown, and kind `aws` for what the
--- service itself refuses.
---
---     local cloud = sim.cloud {
---       instances = { { name = "web", count = 2, type = "m7g.large", tags = { env = "prod" } } },
---       topics = { { name = "ops", subscriptions = { { protocol = "email", endpoint = "a@example.com" } } } },
---       alarms = { { name = "orders", namespace = "Shop", metric = "Orders", threshold = 5, comparison = "<",
---         period = "1m", periods = 3, actions = "ops" } },
---     }
---     print(cloud.instances["web-1"], cloud.topics.ops)
---@param contents moonwatch.SimContents
---@return moonwatch.SimNames
function sim.cloud(contents) return (require("moonwatch.simulated").cloud(contents)) end

--- Epoch seconds by the embedded cloud's clock, as `time.now` has them.
---
---     local before = sim.now()
---@type fun(): number
sim.now = native.now

--- Moves the embedded cloud's clock on, and lets all happen that is due meanwhile, in order and
--- at its own time: instances start and stop, alarms are evaluated and act, other tasks that
--- sleep wake up. Takes no real time but that of the work. Returns the new time. Raises for what
--- is no length of time.
---
---     sim.advance("20m")
---@type fun(duration: number|string): number
sim.advance = native.advance

--- Puts samples of a metric, of any namespace and age. Values are a minute apart unless `period`
--- says otherwise; the last one is taken now, or `at`. Raises kind `argument` for an unknown or
--- missing field.
---
---     sim.put_metric { namespace = "AWS/EC2", name = "CPUUtilization", unit = "Percent",
---       dimensions = { InstanceId = "i-0123456789abcdef0" }, values = { 50, false, 91.5 }, period = "5m" }
---@type fun(metric: moonwatch.SimMetric)
sim.put_metric = native.put_metric

---@class moonwatch.SimMessage
---@field id string
---@field topic string         its ARN
---@field subject string?
---@field message string       what subscribers find in `Message`
---@field data table?          the value of a message that is a JSON object: of an alarm's, say
---@field time number          epoch seconds
---@field attributes table?    as they were published
---@field group_id string?     of a FIFO topic
---@field token string?        of a SubscriptionConfirmation: what ConfirmSubscription wants
---@field deliveries moonwatch.SimDelivery[]   a copy for each confirmed subscription

---@class moonwatch.SimDelivery
---@field protocol string
---@field endpoint string
---@field subscription string   its ARN
---@field body string           what the endpoint got: an HTTP body, a queue's message, a function's event

--- The messages that a topic was sent, oldest first. A topic is named by name or ARN. With
--- `type = "SubscriptionConfirmation"` those that ask an endpoint to confirm.
---
--- Raises kind `aws`, code `NotFound`, where there is no such topic.
---
---     sim.cloud { topics = { "ops" } }
---     for _, message in ipairs(sim.messages("ops")) do print(message.subject, message.data.NewStateValue) end
---@type fun(topic: string, options: { region: string?, type: string? }?): moonwatch.SimMessage[]
sim.messages = native.messages

--- Holds the CPU of an instance at a percentage from now on; with `duration` for so long. An
--- instance is named by id or by its tag Name. Raises for an instance that is not there.
---
---     sim.cloud { instances = { { name = "web" } } }
---     sim.load("web", { cpu = 95, duration = "30m" })
---@type fun(instance: string, options: { cpu: number, duration: (number|string)?, region: string? })
sim.load = native.load

--- Lets a status check of an instance fail from now on: "instance" (unless given), "system" or
--- "ebs". With `failing = false` it passes again; so it does when the instance was stopped, and
--- the instance's own after a reboot. Raises for an instance that is not there and an unknown
--- check.
---
---     sim.cloud { instances = { { name = "web" } } }
---     sim.status_check("web", { check = "system" })
---@type fun(instance: string, options: { check: string?, failing: boolean?, region: string? }?)
sim.status_check = native.status_check

---@class moonwatch.SimFault
---@field operation string?       "PutMetricAlarm", "cloudwatch:*", "describe_*"; every one unless given
---@field error string?           a code of AWS's, such as "Throttling", or what happens on the way: "ConnectTimeout", "ReadTimeout", "ConnectionReset", "ConnectionRefused", "UnknownHost", "TLSFailed", "AnswerCutShort"
---@field status integer?         HTTP status of an error; AWS's own for codes that are known, else 400
---@field message string?
---@field partial (boolean|string)?   GetMetricData has a part of its points: true for "PartialData", or "InternalError", "Forbidden"
---@field latency (number|string)?    before the answer, on the cloud's clock; from the read timeout on it is a ReadTimeout
---@field takes_effect boolean?   the call does what it does, and the error hides it
---@field after integer?          attempts that go well first
---@field every integer?          of those that follow: 3 lets each third fail
---@field times integer?          attempts that fail; all unless given
---@field region string?          every one unless given

--- Lets calls fail, or be slow. Retries are those of live AWS: three attempts unless `max_attempts` says
--- otherwise, so that a throttled call with `times = 2` succeeds in the end; their delays pass on the
--- cloud's clock. `after`, `every` and `times` count attempts. Faults add up, until `sim.clear_faults`.
---
--- Raises kind `argument` for an operation that there is none of.
---
---     sim.fault { operation = "DescribeAlarms", error = "Throttling", times = 2 }
---     sim.fault { operation = "ec2:*", error = "ReadTimeout", every = 7 }
---     sim.fault { partial = true }
---@type fun(fault: moonwatch.SimFault)
sim.fault = native.fault

--- Ends all faults.
---
---     sim.clear_faults()
---@type fun()
sim.clear_faults = native.clear_faults

return sim
