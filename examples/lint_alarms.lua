#!/usr/bin/env moonwatch
--- Finds alarms that can never go off, or that nobody hears. From cron: status 2 where there are any.
--- @arg severity string{error,warning,note}=warning   the least that counts
--- @arg regions list=                                 such as us-east-1,eu-west-1; the run's own unless given
--- @timeout 5m

local regions = #args.regions > 0 and args.regions or nil
script.fail(alarms.lint(nil, { severity = args.severity, regions = regions }))
