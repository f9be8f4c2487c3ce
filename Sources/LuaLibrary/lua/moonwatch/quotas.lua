-- What CloudWatch allows, as data.

return {
  -- https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
  queries_a_call = 500,
  points_a_call = 100800,

  -- Dimensions that ListMetrics filters by.
  -- https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
  filters_of_metrics = 10,

  -- How long points are kept, by the least period they then have, in seconds. Past the last one there
  -- are none.
  -- https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
  retention = {
    { period = 1, seconds = 3 * 3600 },
    { period = 60, seconds = 15 * 86400 },
    { period = 300, seconds = 63 * 86400 },
    { period = 3600, seconds = 455 * 86400 },
  },

  -- https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
  metrics_a_put = 1000,
  values_a_metric = 150,
  bytes_a_put = 1000000,
  put_past = 14 * 86400,
  put_future = 2 * 3600,
  greatest_value = 2.0 ^ 360,
}
