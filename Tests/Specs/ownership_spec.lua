-- Whose an alarm is, by its tags, its name and its description.

local spec = require("spec")
local ownership = spec.load("moonwatch.ownership")

local function who(tags, alarm) return ownership.other(alarm or { AlarmName = "cpu" }, tags or {}, "shop") end

spec.it("the owner's tag makes an alarm the owner's, whatever else it has", function()
  spec.equal(who { ["moonwatch:owner"] = "shop" }, nil)
  spec.equal(who { ["moonwatch:owner"] = "shop", ["aws:cloudformation:stack-name"] = "s" }, nil)
  spec.equal(who { ["moonwatch:owner"] = "Shop" }, 'the owner "Shop"')
end)

spec.it("CloudFormation and other services of AWS are known by tags that nobody else can set", function()
  spec.equal(who { ["aws:cloudformation:stack-name"] = "web", ManagedBy = "terraform" }, 'CloudFormation stack "web"')
  spec.equal(who { ["aws:cloudformation:logical-id"] = "x" }, "CloudFormation")
  spec.equal(who { ["aws:servicecatalog:product"] = "x" }, "AWS (tag aws:servicecatalog:product)")
end)

spec.it("target tracking is known by the names and descriptions that Auto Scaling writes", function()
  local description = "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy arn:aws:autoscaling:eu-west-1:1:x."
  spec.equal(who({}, { AlarmName = "TargetTracking-table/orders-AlarmHigh-1" }), "target tracking")
  spec.equal(who({}, { AlarmName = "awsec2-group-high", AlarmDescription = description }), "target tracking")
  spec.equal(who({}, { AlarmName = "TargetTracking" }), "somebody without a tag")
  spec.equal(who({}, { AlarmName = "x", AlarmDescription = "DO NOT EDIT OR DELETE" }), "somebody without a tag")
  spec.equal(ownership.is_plainly_other { AlarmName = "TargetTracking-x" }, true)
  spec.equal(ownership.is_plainly_other { AlarmName = "cpu" }, false)
end)

spec.it("Terraform and its like are known by the tags that people set by custom", function()
  for _, tags in ipairs {
    { ManagedBy = "terraform" }, { ["managed-by"] = "Terraform" }, { Terraform = "true" }, { terraform = "" },
    { TerraformConfigurationURL = "https://example.com" }, { ["terraform:workspace"] = "prod" },
    { source = "TERRAFORM" },
  } do
    spec.equal(who(tags), "Terraform")
  end
  spec.equal(who { ManagedBy = "opentofu" }, "OpenTofu")
  spec.equal(who { ["pulumi:project"] = "shop" }, "Pulumi")
end)

spec.it("a tag that says no, or only sounds like a tool, is nobody's", function()
  for _, tags in ipairs {
    {}, { Terraform = "false" }, { ManagedBy = "hand" }, { team = "formers" }, { note = "was terraform once" },
  } do
    spec.equal(who(tags), "somebody without a tag")
  end
end)

return spec.finish("ownership")
