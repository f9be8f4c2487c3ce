-- What the embedded cloud holds, for scripts to be tried on:
--
--     moonwatch --local --cloud examples/shop_cloud.lua examples/instance_cpu.lua
--
-- The table that the file returns is what `sim.cloud` takes; anything else that `sim` can do may be
-- done before.

return {
  topics = {
    { name = "operators", subscriptions = { { protocol = "email", endpoint = "oncall@example.com" } } },
  },
  instances = {
    { name = "web", count = 3, type = "m7g.large", launch_time = "3d ago", tags = { team = "web", env = "prod" },
      load = { low = 10, high = 55 } },
    { name = "db", type = "r6i.xlarge", launch_time = "40d ago", tags = { team = "data", env = "prod" } },
    { name = "batch", type = "m5.4xlarge", state = "stopped", tags = { team = "data", env = "prod" } },
  },
  metrics = {
    { namespace = "Shop", name = "Orders", dimensions = { Service = "checkout" }, unit = "Count",
      values = { 41, 44, 39, false, 40, 37 }, period = "1m" },
  },
  alarms = {
    { name = "orders-missing", namespace = "Shop", metric = "Orders", dimensions = { Service = "checkout" },
      stat = "Sum", threshold = 1, comparison = "<", period = "1m", periods = 3, missing = "breaching",
      actions = "operators" },
  },
}
