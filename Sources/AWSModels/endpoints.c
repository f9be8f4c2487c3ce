// Made by scripts/import-model; do not edit.
#include "AWSModels.h"

// #embed is C23; the compiler knows it in every mode and only says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "endpoints/autoscaling.json"
};
static const unsigned char file_1[] = {
#embed "endpoints/cloudwatch.json"
};
static const unsigned char file_2[] = {
#embed "endpoints/ec2.json"
};
static const unsigned char file_3[] = {
#embed "endpoints/elbv2.json"
};
static const unsigned char file_4[] = {
#embed "endpoints/events.json"
};
static const unsigned char file_5[] = {
#embed "endpoints/lambda.json"
};
static const unsigned char file_6[] = {
#embed "endpoints/logs.json"
};
static const unsigned char file_7[] = {
#embed "endpoints/partitions.json"
};
static const unsigned char file_8[] = {
#embed "endpoints/rds.json"
};
static const unsigned char file_9[] = {
#embed "endpoints/resourcegroupstaggingapi.json"
};
static const unsigned char file_10[] = {
#embed "endpoints/sns.json"
};
static const unsigned char file_11[] = {
#embed "endpoints/ssm.json"
};
static const unsigned char file_12[] = {
#embed "endpoints/standard.json"
};
static const unsigned char file_13[] = {
#embed "endpoints/sts.json"
};

const moonwatch_model_file moonwatch_endpoint_files[] = {
  {"endpoints", "autoscaling", file_0, sizeof file_0},
  {"endpoints", "cloudwatch", file_1, sizeof file_1},
  {"endpoints", "ec2", file_2, sizeof file_2},
  {"endpoints", "elbv2", file_3, sizeof file_3},
  {"endpoints", "events", file_4, sizeof file_4},
  {"endpoints", "lambda", file_5, sizeof file_5},
  {"endpoints", "logs", file_6, sizeof file_6},
  {"endpoints", "partitions", file_7, sizeof file_7},
  {"endpoints", "rds", file_8, sizeof file_8},
  {"endpoints", "resourcegroupstaggingapi", file_9, sizeof file_9},
  {"endpoints", "sns", file_10, sizeof file_10},
  {"endpoints", "ssm", file_11, sizeof file_11},
  {"endpoints", "standard", file_12, sizeof file_12},
  {"endpoints", "sts", file_13, sizeof file_13},
};
const int moonwatch_endpoint_file_count = 14;
