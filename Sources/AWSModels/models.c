// Made by scripts/import-model; do not edit.
#include "AWSModels.h"

// #embed is C23; the compiler knows it in every mode and only says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "data/autoscaling/DescribeAutoScalingGroups.json"
};
static const unsigned char file_1[] = {
#embed "data/autoscaling/DescribeAutoScalingInstances.json"
};
static const unsigned char file_2[] = {
#embed "data/autoscaling/DescribeInstanceRefreshes.json"
};
static const unsigned char file_3[] = {
#embed "data/autoscaling/DescribePolicies.json"
};
static const unsigned char file_4[] = {
#embed "data/autoscaling/DescribeScalingActivities.json"
};
static const unsigned char file_5[] = {
#embed "data/autoscaling/DescribeScheduledActions.json"
};
static const unsigned char file_6[] = {
#embed "data/autoscaling/DescribeTags.json"
};
static const unsigned char file_7[] = {
#embed "data/autoscaling/EnterStandby.json"
};
static const unsigned char file_8[] = {
#embed "data/autoscaling/ExecutePolicy.json"
};
static const unsigned char file_9[] = {
#embed "data/autoscaling/ExitStandby.json"
};
static const unsigned char file_10[] = {
#embed "data/autoscaling/ResumeProcesses.json"
};
static const unsigned char file_11[] = {
#embed "data/autoscaling/SetDesiredCapacity.json"
};
static const unsigned char file_12[] = {
#embed "data/autoscaling/SetInstanceHealth.json"
};
static const unsigned char file_13[] = {
#embed "data/autoscaling/SuspendProcesses.json"
};
static const unsigned char file_14[] = {
#embed "data/autoscaling/TerminateInstanceInAutoScalingGroup.json"
};
static const unsigned char file_15[] = {
#embed "data/autoscaling/others.json"
};
static const unsigned char file_16[] = {
#embed "data/autoscaling/service.json"
};
static const unsigned char file_17[] = {
#embed "data/cloudwatch/DeleteAlarmMuteRule.json"
};
static const unsigned char file_18[] = {
#embed "data/cloudwatch/DeleteAlarms.json"
};
static const unsigned char file_19[] = {
#embed "data/cloudwatch/DeleteAnomalyDetector.json"
};
static const unsigned char file_20[] = {
#embed "data/cloudwatch/DeleteDashboards.json"
};
static const unsigned char file_21[] = {
#embed "data/cloudwatch/DeleteInsightRules.json"
};
static const unsigned char file_22[] = {
#embed "data/cloudwatch/DeleteMetricStream.json"
};
static const unsigned char file_23[] = {
#embed "data/cloudwatch/DescribeAlarmContributors.json"
};
static const unsigned char file_24[] = {
#embed "data/cloudwatch/DescribeAlarmHistory.json"
};
static const unsigned char file_25[] = {
#embed "data/cloudwatch/DescribeAlarms.json"
};
static const unsigned char file_26[] = {
#embed "data/cloudwatch/DescribeAlarmsForMetric.json"
};
static const unsigned char file_27[] = {
#embed "data/cloudwatch/DescribeAnomalyDetectors.json"
};
static const unsigned char file_28[] = {
#embed "data/cloudwatch/DescribeInsightRules.json"
};
static const unsigned char file_29[] = {
#embed "data/cloudwatch/DisableAlarmActions.json"
};
static const unsigned char file_30[] = {
#embed "data/cloudwatch/DisableInsightRules.json"
};
static const unsigned char file_31[] = {
#embed "data/cloudwatch/EnableAlarmActions.json"
};
static const unsigned char file_32[] = {
#embed "data/cloudwatch/EnableInsightRules.json"
};
static const unsigned char file_33[] = {
#embed "data/cloudwatch/GetAlarmMuteRule.json"
};
static const unsigned char file_34[] = {
#embed "data/cloudwatch/GetDashboard.json"
};
static const unsigned char file_35[] = {
#embed "data/cloudwatch/GetInsightRuleReport.json"
};
static const unsigned char file_36[] = {
#embed "data/cloudwatch/GetMetricData.json"
};
static const unsigned char file_37[] = {
#embed "data/cloudwatch/GetMetricStatistics.json"
};
static const unsigned char file_38[] = {
#embed "data/cloudwatch/GetMetricStream.json"
};
static const unsigned char file_39[] = {
#embed "data/cloudwatch/GetMetricWidgetImage.json"
};
static const unsigned char file_40[] = {
#embed "data/cloudwatch/GetOTelEnrichment.json"
};
static const unsigned char file_41[] = {
#embed "data/cloudwatch/ListAlarmMuteRules.json"
};
static const unsigned char file_42[] = {
#embed "data/cloudwatch/ListDashboards.json"
};
static const unsigned char file_43[] = {
#embed "data/cloudwatch/ListManagedInsightRules.json"
};
static const unsigned char file_44[] = {
#embed "data/cloudwatch/ListMetricStreams.json"
};
static const unsigned char file_45[] = {
#embed "data/cloudwatch/ListMetrics.json"
};
static const unsigned char file_46[] = {
#embed "data/cloudwatch/ListTagsForResource.json"
};
static const unsigned char file_47[] = {
#embed "data/cloudwatch/PutAlarmMuteRule.json"
};
static const unsigned char file_48[] = {
#embed "data/cloudwatch/PutAnomalyDetector.json"
};
static const unsigned char file_49[] = {
#embed "data/cloudwatch/PutCompositeAlarm.json"
};
static const unsigned char file_50[] = {
#embed "data/cloudwatch/PutDashboard.json"
};
static const unsigned char file_51[] = {
#embed "data/cloudwatch/PutInsightRule.json"
};
static const unsigned char file_52[] = {
#embed "data/cloudwatch/PutManagedInsightRules.json"
};
static const unsigned char file_53[] = {
#embed "data/cloudwatch/PutMetricAlarm.json"
};
static const unsigned char file_54[] = {
#embed "data/cloudwatch/PutMetricData.json"
};
static const unsigned char file_55[] = {
#embed "data/cloudwatch/PutMetricStream.json"
};
static const unsigned char file_56[] = {
#embed "data/cloudwatch/SetAlarmState.json"
};
static const unsigned char file_57[] = {
#embed "data/cloudwatch/StartMetricStreams.json"
};
static const unsigned char file_58[] = {
#embed "data/cloudwatch/StartOTelEnrichment.json"
};
static const unsigned char file_59[] = {
#embed "data/cloudwatch/StopMetricStreams.json"
};
static const unsigned char file_60[] = {
#embed "data/cloudwatch/StopOTelEnrichment.json"
};
static const unsigned char file_61[] = {
#embed "data/cloudwatch/TagResource.json"
};
static const unsigned char file_62[] = {
#embed "data/cloudwatch/UntagResource.json"
};
static const unsigned char file_63[] = {
#embed "data/cloudwatch/service.json"
};
static const unsigned char file_64[] = {
#embed "data/ec2/CreateTags.json"
};
static const unsigned char file_65[] = {
#embed "data/ec2/DeleteTags.json"
};
static const unsigned char file_66[] = {
#embed "data/ec2/DescribeAddresses.json"
};
static const unsigned char file_67[] = {
#embed "data/ec2/DescribeAvailabilityZones.json"
};
static const unsigned char file_68[] = {
#embed "data/ec2/DescribeImages.json"
};
static const unsigned char file_69[] = {
#embed "data/ec2/DescribeInstanceStatus.json"
};
static const unsigned char file_70[] = {
#embed "data/ec2/DescribeInstanceTypes.json"
};
static const unsigned char file_71[] = {
#embed "data/ec2/DescribeInstances.json"
};
static const unsigned char file_72[] = {
#embed "data/ec2/DescribeRegions.json"
};
static const unsigned char file_73[] = {
#embed "data/ec2/DescribeSecurityGroups.json"
};
static const unsigned char file_74[] = {
#embed "data/ec2/DescribeSnapshots.json"
};
static const unsigned char file_75[] = {
#embed "data/ec2/DescribeSubnets.json"
};
static const unsigned char file_76[] = {
#embed "data/ec2/DescribeTags.json"
};
static const unsigned char file_77[] = {
#embed "data/ec2/DescribeVolumes.json"
};
static const unsigned char file_78[] = {
#embed "data/ec2/DescribeVpcs.json"
};
static const unsigned char file_79[] = {
#embed "data/ec2/MonitorInstances.json"
};
static const unsigned char file_80[] = {
#embed "data/ec2/RebootInstances.json"
};
static const unsigned char file_81[] = {
#embed "data/ec2/RunInstances.json"
};
static const unsigned char file_82[] = {
#embed "data/ec2/StartInstances.json"
};
static const unsigned char file_83[] = {
#embed "data/ec2/StopInstances.json"
};
static const unsigned char file_84[] = {
#embed "data/ec2/TerminateInstances.json"
};
static const unsigned char file_85[] = {
#embed "data/ec2/UnmonitorInstances.json"
};
static const unsigned char file_86[] = {
#embed "data/ec2/others.json"
};
static const unsigned char file_87[] = {
#embed "data/ec2/service.json"
};
static const unsigned char file_88[] = {
#embed "data/elbv2/DeregisterTargets.json"
};
static const unsigned char file_89[] = {
#embed "data/elbv2/DescribeListeners.json"
};
static const unsigned char file_90[] = {
#embed "data/elbv2/DescribeLoadBalancerAttributes.json"
};
static const unsigned char file_91[] = {
#embed "data/elbv2/DescribeLoadBalancers.json"
};
static const unsigned char file_92[] = {
#embed "data/elbv2/DescribeRules.json"
};
static const unsigned char file_93[] = {
#embed "data/elbv2/DescribeTags.json"
};
static const unsigned char file_94[] = {
#embed "data/elbv2/DescribeTargetGroupAttributes.json"
};
static const unsigned char file_95[] = {
#embed "data/elbv2/DescribeTargetGroups.json"
};
static const unsigned char file_96[] = {
#embed "data/elbv2/DescribeTargetHealth.json"
};
static const unsigned char file_97[] = {
#embed "data/elbv2/RegisterTargets.json"
};
static const unsigned char file_98[] = {
#embed "data/elbv2/others.json"
};
static const unsigned char file_99[] = {
#embed "data/elbv2/service.json"
};
static const unsigned char file_100[] = {
#embed "data/events/DescribeEventBus.json"
};
static const unsigned char file_101[] = {
#embed "data/events/DescribeRule.json"
};
static const unsigned char file_102[] = {
#embed "data/events/DisableRule.json"
};
static const unsigned char file_103[] = {
#embed "data/events/EnableRule.json"
};
static const unsigned char file_104[] = {
#embed "data/events/ListEventBuses.json"
};
static const unsigned char file_105[] = {
#embed "data/events/ListRuleNamesByTarget.json"
};
static const unsigned char file_106[] = {
#embed "data/events/ListRules.json"
};
static const unsigned char file_107[] = {
#embed "data/events/ListTagsForResource.json"
};
static const unsigned char file_108[] = {
#embed "data/events/ListTargetsByRule.json"
};
static const unsigned char file_109[] = {
#embed "data/events/PutEvents.json"
};
static const unsigned char file_110[] = {
#embed "data/events/others.json"
};
static const unsigned char file_111[] = {
#embed "data/events/service.json"
};
static const unsigned char file_112[] = {
#embed "data/lambda/GetFunction.json"
};
static const unsigned char file_113[] = {
#embed "data/lambda/GetFunctionConcurrency.json"
};
static const unsigned char file_114[] = {
#embed "data/lambda/GetFunctionConfiguration.json"
};
static const unsigned char file_115[] = {
#embed "data/lambda/GetPolicy.json"
};
static const unsigned char file_116[] = {
#embed "data/lambda/Invoke.json"
};
static const unsigned char file_117[] = {
#embed "data/lambda/ListAliases.json"
};
static const unsigned char file_118[] = {
#embed "data/lambda/ListEventSourceMappings.json"
};
static const unsigned char file_119[] = {
#embed "data/lambda/ListFunctions.json"
};
static const unsigned char file_120[] = {
#embed "data/lambda/ListTags.json"
};
static const unsigned char file_121[] = {
#embed "data/lambda/ListVersionsByFunction.json"
};
static const unsigned char file_122[] = {
#embed "data/lambda/PutFunctionConcurrency.json"
};
static const unsigned char file_123[] = {
#embed "data/lambda/UpdateEventSourceMapping.json"
};
static const unsigned char file_124[] = {
#embed "data/lambda/others.json"
};
static const unsigned char file_125[] = {
#embed "data/lambda/service.json"
};
static const unsigned char file_126[] = {
#embed "data/logs/DescribeLogGroups.json"
};
static const unsigned char file_127[] = {
#embed "data/logs/DescribeLogStreams.json"
};
static const unsigned char file_128[] = {
#embed "data/logs/DescribeMetricFilters.json"
};
static const unsigned char file_129[] = {
#embed "data/logs/DescribeQueries.json"
};
static const unsigned char file_130[] = {
#embed "data/logs/DescribeSubscriptionFilters.json"
};
static const unsigned char file_131[] = {
#embed "data/logs/FilterLogEvents.json"
};
static const unsigned char file_132[] = {
#embed "data/logs/GetLogEvents.json"
};
static const unsigned char file_133[] = {
#embed "data/logs/GetLogRecord.json"
};
static const unsigned char file_134[] = {
#embed "data/logs/GetQueryResults.json"
};
static const unsigned char file_135[] = {
#embed "data/logs/ListTagsForResource.json"
};
static const unsigned char file_136[] = {
#embed "data/logs/PutMetricFilter.json"
};
static const unsigned char file_137[] = {
#embed "data/logs/PutRetentionPolicy.json"
};
static const unsigned char file_138[] = {
#embed "data/logs/StartQuery.json"
};
static const unsigned char file_139[] = {
#embed "data/logs/StopQuery.json"
};
static const unsigned char file_140[] = {
#embed "data/logs/TestMetricFilter.json"
};
static const unsigned char file_141[] = {
#embed "data/logs/others.json"
};
static const unsigned char file_142[] = {
#embed "data/logs/service.json"
};
static const unsigned char file_143[] = {
#embed "data/rds/DescribeDBClusters.json"
};
static const unsigned char file_144[] = {
#embed "data/rds/DescribeDBInstances.json"
};
static const unsigned char file_145[] = {
#embed "data/rds/DescribeDBLogFiles.json"
};
static const unsigned char file_146[] = {
#embed "data/rds/DescribeEvents.json"
};
static const unsigned char file_147[] = {
#embed "data/rds/DescribePendingMaintenanceActions.json"
};
static const unsigned char file_148[] = {
#embed "data/rds/DownloadDBLogFilePortion.json"
};
static const unsigned char file_149[] = {
#embed "data/rds/FailoverDBCluster.json"
};
static const unsigned char file_150[] = {
#embed "data/rds/ListTagsForResource.json"
};
static const unsigned char file_151[] = {
#embed "data/rds/RebootDBInstance.json"
};
static const unsigned char file_152[] = {
#embed "data/rds/StartDBInstance.json"
};
static const unsigned char file_153[] = {
#embed "data/rds/StopDBInstance.json"
};
static const unsigned char file_154[] = {
#embed "data/rds/others.json"
};
static const unsigned char file_155[] = {
#embed "data/rds/service.json"
};
static const unsigned char file_156[] = {
#embed "data/resourcegroupstaggingapi/GetResources.json"
};
static const unsigned char file_157[] = {
#embed "data/resourcegroupstaggingapi/GetTagKeys.json"
};
static const unsigned char file_158[] = {
#embed "data/resourcegroupstaggingapi/GetTagValues.json"
};
static const unsigned char file_159[] = {
#embed "data/resourcegroupstaggingapi/TagResources.json"
};
static const unsigned char file_160[] = {
#embed "data/resourcegroupstaggingapi/UntagResources.json"
};
static const unsigned char file_161[] = {
#embed "data/resourcegroupstaggingapi/others.json"
};
static const unsigned char file_162[] = {
#embed "data/resourcegroupstaggingapi/service.json"
};
static const unsigned char file_163[] = {
#embed "data/sns/AddPermission.json"
};
static const unsigned char file_164[] = {
#embed "data/sns/CheckIfPhoneNumberIsOptedOut.json"
};
static const unsigned char file_165[] = {
#embed "data/sns/ConfirmSubscription.json"
};
static const unsigned char file_166[] = {
#embed "data/sns/CreatePlatformApplication.json"
};
static const unsigned char file_167[] = {
#embed "data/sns/CreatePlatformEndpoint.json"
};
static const unsigned char file_168[] = {
#embed "data/sns/CreateSMSSandboxPhoneNumber.json"
};
static const unsigned char file_169[] = {
#embed "data/sns/CreateTopic.json"
};
static const unsigned char file_170[] = {
#embed "data/sns/DeleteEndpoint.json"
};
static const unsigned char file_171[] = {
#embed "data/sns/DeletePlatformApplication.json"
};
static const unsigned char file_172[] = {
#embed "data/sns/DeleteSMSSandboxPhoneNumber.json"
};
static const unsigned char file_173[] = {
#embed "data/sns/DeleteTopic.json"
};
static const unsigned char file_174[] = {
#embed "data/sns/GetDataProtectionPolicy.json"
};
static const unsigned char file_175[] = {
#embed "data/sns/GetEndpointAttributes.json"
};
static const unsigned char file_176[] = {
#embed "data/sns/GetPlatformApplicationAttributes.json"
};
static const unsigned char file_177[] = {
#embed "data/sns/GetSMSAttributes.json"
};
static const unsigned char file_178[] = {
#embed "data/sns/GetSMSSandboxAccountStatus.json"
};
static const unsigned char file_179[] = {
#embed "data/sns/GetSubscriptionAttributes.json"
};
static const unsigned char file_180[] = {
#embed "data/sns/GetTopicAttributes.json"
};
static const unsigned char file_181[] = {
#embed "data/sns/ListEndpointsByPlatformApplication.json"
};
static const unsigned char file_182[] = {
#embed "data/sns/ListOriginationNumbers.json"
};
static const unsigned char file_183[] = {
#embed "data/sns/ListPhoneNumbersOptedOut.json"
};
static const unsigned char file_184[] = {
#embed "data/sns/ListPlatformApplications.json"
};
static const unsigned char file_185[] = {
#embed "data/sns/ListSMSSandboxPhoneNumbers.json"
};
static const unsigned char file_186[] = {
#embed "data/sns/ListSubscriptions.json"
};
static const unsigned char file_187[] = {
#embed "data/sns/ListSubscriptionsByTopic.json"
};
static const unsigned char file_188[] = {
#embed "data/sns/ListTagsForResource.json"
};
static const unsigned char file_189[] = {
#embed "data/sns/ListTopics.json"
};
static const unsigned char file_190[] = {
#embed "data/sns/OptInPhoneNumber.json"
};
static const unsigned char file_191[] = {
#embed "data/sns/Publish.json"
};
static const unsigned char file_192[] = {
#embed "data/sns/PublishBatch.json"
};
static const unsigned char file_193[] = {
#embed "data/sns/PutDataProtectionPolicy.json"
};
static const unsigned char file_194[] = {
#embed "data/sns/RemovePermission.json"
};
static const unsigned char file_195[] = {
#embed "data/sns/SetEndpointAttributes.json"
};
static const unsigned char file_196[] = {
#embed "data/sns/SetPlatformApplicationAttributes.json"
};
static const unsigned char file_197[] = {
#embed "data/sns/SetSMSAttributes.json"
};
static const unsigned char file_198[] = {
#embed "data/sns/SetSubscriptionAttributes.json"
};
static const unsigned char file_199[] = {
#embed "data/sns/SetTopicAttributes.json"
};
static const unsigned char file_200[] = {
#embed "data/sns/Subscribe.json"
};
static const unsigned char file_201[] = {
#embed "data/sns/TagResource.json"
};
static const unsigned char file_202[] = {
#embed "data/sns/Unsubscribe.json"
};
static const unsigned char file_203[] = {
#embed "data/sns/UntagResource.json"
};
static const unsigned char file_204[] = {
#embed "data/sns/VerifySMSSandboxPhoneNumber.json"
};
static const unsigned char file_205[] = {
#embed "data/sns/service.json"
};
static const unsigned char file_206[] = {
#embed "data/ssm/CancelCommand.json"
};
static const unsigned char file_207[] = {
#embed "data/ssm/DescribeInstanceInformation.json"
};
static const unsigned char file_208[] = {
#embed "data/ssm/DescribeInstancePatchStates.json"
};
static const unsigned char file_209[] = {
#embed "data/ssm/DescribeParameters.json"
};
static const unsigned char file_210[] = {
#embed "data/ssm/GetCommandInvocation.json"
};
static const unsigned char file_211[] = {
#embed "data/ssm/GetParameter.json"
};
static const unsigned char file_212[] = {
#embed "data/ssm/GetParameters.json"
};
static const unsigned char file_213[] = {
#embed "data/ssm/GetParametersByPath.json"
};
static const unsigned char file_214[] = {
#embed "data/ssm/ListCommandInvocations.json"
};
static const unsigned char file_215[] = {
#embed "data/ssm/ListCommands.json"
};
static const unsigned char file_216[] = {
#embed "data/ssm/ListTagsForResource.json"
};
static const unsigned char file_217[] = {
#embed "data/ssm/PutParameter.json"
};
static const unsigned char file_218[] = {
#embed "data/ssm/SendCommand.json"
};
static const unsigned char file_219[] = {
#embed "data/ssm/others.json"
};
static const unsigned char file_220[] = {
#embed "data/ssm/service.json"
};
static const unsigned char file_221[] = {
#embed "data/sts/AssumeRole.json"
};
static const unsigned char file_222[] = {
#embed "data/sts/AssumeRoleWithSAML.json"
};
static const unsigned char file_223[] = {
#embed "data/sts/AssumeRoleWithWebIdentity.json"
};
static const unsigned char file_224[] = {
#embed "data/sts/AssumeRoot.json"
};
static const unsigned char file_225[] = {
#embed "data/sts/DecodeAuthorizationMessage.json"
};
static const unsigned char file_226[] = {
#embed "data/sts/GetAccessKeyInfo.json"
};
static const unsigned char file_227[] = {
#embed "data/sts/GetCallerIdentity.json"
};
static const unsigned char file_228[] = {
#embed "data/sts/GetDelegatedAccessToken.json"
};
static const unsigned char file_229[] = {
#embed "data/sts/GetFederationToken.json"
};
static const unsigned char file_230[] = {
#embed "data/sts/GetSessionToken.json"
};
static const unsigned char file_231[] = {
#embed "data/sts/GetWebIdentityToken.json"
};
static const unsigned char file_232[] = {
#embed "data/sts/service.json"
};

const moonwatch_model_file moonwatch_model_files[] = {
  {"autoscaling", "DescribeAutoScalingGroups", file_0, sizeof file_0},
  {"autoscaling", "DescribeAutoScalingInstances", file_1, sizeof file_1},
  {"autoscaling", "DescribeInstanceRefreshes", file_2, sizeof file_2},
  {"autoscaling", "DescribePolicies", file_3, sizeof file_3},
  {"autoscaling", "DescribeScalingActivities", file_4, sizeof file_4},
  {"autoscaling", "DescribeScheduledActions", file_5, sizeof file_5},
  {"autoscaling", "DescribeTags", file_6, sizeof file_6},
  {"autoscaling", "EnterStandby", file_7, sizeof file_7},
  {"autoscaling", "ExecutePolicy", file_8, sizeof file_8},
  {"autoscaling", "ExitStandby", file_9, sizeof file_9},
  {"autoscaling", "ResumeProcesses", file_10, sizeof file_10},
  {"autoscaling", "SetDesiredCapacity", file_11, sizeof file_11},
  {"autoscaling", "SetInstanceHealth", file_12, sizeof file_12},
  {"autoscaling", "SuspendProcesses", file_13, sizeof file_13},
  {"autoscaling", "TerminateInstanceInAutoScalingGroup", file_14, sizeof file_14},
  {"autoscaling", "others", file_15, sizeof file_15},
  {"autoscaling", "service", file_16, sizeof file_16},
  {"cloudwatch", "DeleteAlarmMuteRule", file_17, sizeof file_17},
  {"cloudwatch", "DeleteAlarms", file_18, sizeof file_18},
  {"cloudwatch", "DeleteAnomalyDetector", file_19, sizeof file_19},
  {"cloudwatch", "DeleteDashboards", file_20, sizeof file_20},
  {"cloudwatch", "DeleteInsightRules", file_21, sizeof file_21},
  {"cloudwatch", "DeleteMetricStream", file_22, sizeof file_22},
  {"cloudwatch", "DescribeAlarmContributors", file_23, sizeof file_23},
  {"cloudwatch", "DescribeAlarmHistory", file_24, sizeof file_24},
  {"cloudwatch", "DescribeAlarms", file_25, sizeof file_25},
  {"cloudwatch", "DescribeAlarmsForMetric", file_26, sizeof file_26},
  {"cloudwatch", "DescribeAnomalyDetectors", file_27, sizeof file_27},
  {"cloudwatch", "DescribeInsightRules", file_28, sizeof file_28},
  {"cloudwatch", "DisableAlarmActions", file_29, sizeof file_29},
  {"cloudwatch", "DisableInsightRules", file_30, sizeof file_30},
  {"cloudwatch", "EnableAlarmActions", file_31, sizeof file_31},
  {"cloudwatch", "EnableInsightRules", file_32, sizeof file_32},
  {"cloudwatch", "GetAlarmMuteRule", file_33, sizeof file_33},
  {"cloudwatch", "GetDashboard", file_34, sizeof file_34},
  {"cloudwatch", "GetInsightRuleReport", file_35, sizeof file_35},
  {"cloudwatch", "GetMetricData", file_36, sizeof file_36},
  {"cloudwatch", "GetMetricStatistics", file_37, sizeof file_37},
  {"cloudwatch", "GetMetricStream", file_38, sizeof file_38},
  {"cloudwatch", "GetMetricWidgetImage", file_39, sizeof file_39},
  {"cloudwatch", "GetOTelEnrichment", file_40, sizeof file_40},
  {"cloudwatch", "ListAlarmMuteRules", file_41, sizeof file_41},
  {"cloudwatch", "ListDashboards", file_42, sizeof file_42},
  {"cloudwatch", "ListManagedInsightRules", file_43, sizeof file_43},
  {"cloudwatch", "ListMetricStreams", file_44, sizeof file_44},
  {"cloudwatch", "ListMetrics", file_45, sizeof file_45},
  {"cloudwatch", "ListTagsForResource", file_46, sizeof file_46},
  {"cloudwatch", "PutAlarmMuteRule", file_47, sizeof file_47},
  {"cloudwatch", "PutAnomalyDetector", file_48, sizeof file_48},
  {"cloudwatch", "PutCompositeAlarm", file_49, sizeof file_49},
  {"cloudwatch", "PutDashboard", file_50, sizeof file_50},
  {"cloudwatch", "PutInsightRule", file_51, sizeof file_51},
  {"cloudwatch", "PutManagedInsightRules", file_52, sizeof file_52},
  {"cloudwatch", "PutMetricAlarm", file_53, sizeof file_53},
  {"cloudwatch", "PutMetricData", file_54, sizeof file_54},
  {"cloudwatch", "PutMetricStream", file_55, sizeof file_55},
  {"cloudwatch", "SetAlarmState", file_56, sizeof file_56},
  {"cloudwatch", "StartMetricStreams", file_57, sizeof file_57},
  {"cloudwatch", "StartOTelEnrichment", file_58, sizeof file_58},
  {"cloudwatch", "StopMetricStreams", file_59, sizeof file_59},
  {"cloudwatch", "StopOTelEnrichment", file_60, sizeof file_60},
  {"cloudwatch", "TagResource", file_61, sizeof file_61},
  {"cloudwatch", "UntagResource", file_62, sizeof file_62},
  {"cloudwatch", "service", file_63, sizeof file_63},
  {"ec2", "CreateTags", file_64, sizeof file_64},
  {"ec2", "DeleteTags", file_65, sizeof file_65},
  {"ec2", "DescribeAddresses", file_66, sizeof file_66},
  {"ec2", "DescribeAvailabilityZones", file_67, sizeof file_67},
  {"ec2", "DescribeImages", file_68, sizeof file_68},
  {"ec2", "DescribeInstanceStatus", file_69, sizeof file_69},
  {"ec2", "DescribeInstanceTypes", file_70, sizeof file_70},
  {"ec2", "DescribeInstances", file_71, sizeof file_71},
  {"ec2", "DescribeRegions", file_72, sizeof file_72},
  {"ec2", "DescribeSecurityGroups", file_73, sizeof file_73},
  {"ec2", "DescribeSnapshots", file_74, sizeof file_74},
  {"ec2", "DescribeSubnets", file_75, sizeof file_75},
  {"ec2", "DescribeTags", file_76, sizeof file_76},
  {"ec2", "DescribeVolumes", file_77, sizeof file_77},
  {"ec2", "DescribeVpcs", file_78, sizeof file_78},
  {"ec2", "MonitorInstances", file_79, sizeof file_79},
  {"ec2", "RebootInstances", file_80, sizeof file_80},
  {"ec2", "RunInstances", file_81, sizeof file_81},
  {"ec2", "StartInstances", file_82, sizeof file_82},
  {"ec2", "StopInstances", file_83, sizeof file_83},
  {"ec2", "TerminateInstances", file_84, sizeof file_84},
  {"ec2", "UnmonitorInstances", file_85, sizeof file_85},
  {"ec2", "others", file_86, sizeof file_86},
  {"ec2", "service", file_87, sizeof file_87},
  {"elbv2", "DeregisterTargets", file_88, sizeof file_88},
  {"elbv2", "DescribeListeners", file_89, sizeof file_89},
  {"elbv2", "DescribeLoadBalancerAttributes", file_90, sizeof file_90},
  {"elbv2", "DescribeLoadBalancers", file_91, sizeof file_91},
  {"elbv2", "DescribeRules", file_92, sizeof file_92},
  {"elbv2", "DescribeTags", file_93, sizeof file_93},
  {"elbv2", "DescribeTargetGroupAttributes", file_94, sizeof file_94},
  {"elbv2", "DescribeTargetGroups", file_95, sizeof file_95},
  {"elbv2", "DescribeTargetHealth", file_96, sizeof file_96},
  {"elbv2", "RegisterTargets", file_97, sizeof file_97},
  {"elbv2", "others", file_98, sizeof file_98},
  {"elbv2", "service", file_99, sizeof file_99},
  {"events", "DescribeEventBus", file_100, sizeof file_100},
  {"events", "DescribeRule", file_101, sizeof file_101},
  {"events", "DisableRule", file_102, sizeof file_102},
  {"events", "EnableRule", file_103, sizeof file_103},
  {"events", "ListEventBuses", file_104, sizeof file_104},
  {"events", "ListRuleNamesByTarget", file_105, sizeof file_105},
  {"events", "ListRules", file_106, sizeof file_106},
  {"events", "ListTagsForResource", file_107, sizeof file_107},
  {"events", "ListTargetsByRule", file_108, sizeof file_108},
  {"events", "PutEvents", file_109, sizeof file_109},
  {"events", "others", file_110, sizeof file_110},
  {"events", "service", file_111, sizeof file_111},
  {"lambda", "GetFunction", file_112, sizeof file_112},
  {"lambda", "GetFunctionConcurrency", file_113, sizeof file_113},
  {"lambda", "GetFunctionConfiguration", file_114, sizeof file_114},
  {"lambda", "GetPolicy", file_115, sizeof file_115},
  {"lambda", "Invoke", file_116, sizeof file_116},
  {"lambda", "ListAliases", file_117, sizeof file_117},
  {"lambda", "ListEventSourceMappings", file_118, sizeof file_118},
  {"lambda", "ListFunctions", file_119, sizeof file_119},
  {"lambda", "ListTags", file_120, sizeof file_120},
  {"lambda", "ListVersionsByFunction", file_121, sizeof file_121},
  {"lambda", "PutFunctionConcurrency", file_122, sizeof file_122},
  {"lambda", "UpdateEventSourceMapping", file_123, sizeof file_123},
  {"lambda", "others", file_124, sizeof file_124},
  {"lambda", "service", file_125, sizeof file_125},
  {"logs", "DescribeLogGroups", file_126, sizeof file_126},
  {"logs", "DescribeLogStreams", file_127, sizeof file_127},
  {"logs", "DescribeMetricFilters", file_128, sizeof file_128},
  {"logs", "DescribeQueries", file_129, sizeof file_129},
  {"logs", "DescribeSubscriptionFilters", file_130, sizeof file_130},
  {"logs", "FilterLogEvents", file_131, sizeof file_131},
  {"logs", "GetLogEvents", file_132, sizeof file_132},
  {"logs", "GetLogRecord", file_133, sizeof file_133},
  {"logs", "GetQueryResults", file_134, sizeof file_134},
  {"logs", "ListTagsForResource", file_135, sizeof file_135},
  {"logs", "PutMetricFilter", file_136, sizeof file_136},
  {"logs", "PutRetentionPolicy", file_137, sizeof file_137},
  {"logs", "StartQuery", file_138, sizeof file_138},
  {"logs", "StopQuery", file_139, sizeof file_139},
  {"logs", "TestMetricFilter", file_140, sizeof file_140},
  {"logs", "others", file_141, sizeof file_141},
  {"logs", "service", file_142, sizeof file_142},
  {"rds", "DescribeDBClusters", file_143, sizeof file_143},
  {"rds", "DescribeDBInstances", file_144, sizeof file_144},
  {"rds", "DescribeDBLogFiles", file_145, sizeof file_145},
  {"rds", "DescribeEvents", file_146, sizeof file_146},
  {"rds", "DescribePendingMaintenanceActions", file_147, sizeof file_147},
  {"rds", "DownloadDBLogFilePortion", file_148, sizeof file_148},
  {"rds", "FailoverDBCluster", file_149, sizeof file_149},
  {"rds", "ListTagsForResource", file_150, sizeof file_150},
  {"rds", "RebootDBInstance", file_151, sizeof file_151},
  {"rds", "StartDBInstance", file_152, sizeof file_152},
  {"rds", "StopDBInstance", file_153, sizeof file_153},
  {"rds", "others", file_154, sizeof file_154},
  {"rds", "service", file_155, sizeof file_155},
  {"resourcegroupstaggingapi", "GetResources", file_156, sizeof file_156},
  {"resourcegroupstaggingapi", "GetTagKeys", file_157, sizeof file_157},
  {"resourcegroupstaggingapi", "GetTagValues", file_158, sizeof file_158},
  {"resourcegroupstaggingapi", "TagResources", file_159, sizeof file_159},
  {"resourcegroupstaggingapi", "UntagResources", file_160, sizeof file_160},
  {"resourcegroupstaggingapi", "others", file_161, sizeof file_161},
  {"resourcegroupstaggingapi", "service", file_162, sizeof file_162},
  {"sns", "AddPermission", file_163, sizeof file_163},
  {"sns", "CheckIfPhoneNumberIsOptedOut", file_164, sizeof file_164},
  {"sns", "ConfirmSubscription", file_165, sizeof file_165},
  {"sns", "CreatePlatformApplication", file_166, sizeof file_166},
  {"sns", "CreatePlatformEndpoint", file_167, sizeof file_167},
  {"sns", "CreateSMSSandboxPhoneNumber", file_168, sizeof file_168},
  {"sns", "CreateTopic", file_169, sizeof file_169},
  {"sns", "DeleteEndpoint", file_170, sizeof file_170},
  {"sns", "DeletePlatformApplication", file_171, sizeof file_171},
  {"sns", "DeleteSMSSandboxPhoneNumber", file_172, sizeof file_172},
  {"sns", "DeleteTopic", file_173, sizeof file_173},
  {"sns", "GetDataProtectionPolicy", file_174, sizeof file_174},
  {"sns", "GetEndpointAttributes", file_175, sizeof file_175},
  {"sns", "GetPlatformApplicationAttributes", file_176, sizeof file_176},
  {"sns", "GetSMSAttributes", file_177, sizeof file_177},
  {"sns", "GetSMSSandboxAccountStatus", file_178, sizeof file_178},
  {"sns", "GetSubscriptionAttributes", file_179, sizeof file_179},
  {"sns", "GetTopicAttributes", file_180, sizeof file_180},
  {"sns", "ListEndpointsByPlatformApplication", file_181, sizeof file_181},
  {"sns", "ListOriginationNumbers", file_182, sizeof file_182},
  {"sns", "ListPhoneNumbersOptedOut", file_183, sizeof file_183},
  {"sns", "ListPlatformApplications", file_184, sizeof file_184},
  {"sns", "ListSMSSandboxPhoneNumbers", file_185, sizeof file_185},
  {"sns", "ListSubscriptions", file_186, sizeof file_186},
  {"sns", "ListSubscriptionsByTopic", file_187, sizeof file_187},
  {"sns", "ListTagsForResource", file_188, sizeof file_188},
  {"sns", "ListTopics", file_189, sizeof file_189},
  {"sns", "OptInPhoneNumber", file_190, sizeof file_190},
  {"sns", "Publish", file_191, sizeof file_191},
  {"sns", "PublishBatch", file_192, sizeof file_192},
  {"sns", "PutDataProtectionPolicy", file_193, sizeof file_193},
  {"sns", "RemovePermission", file_194, sizeof file_194},
  {"sns", "SetEndpointAttributes", file_195, sizeof file_195},
  {"sns", "SetPlatformApplicationAttributes", file_196, sizeof file_196},
  {"sns", "SetSMSAttributes", file_197, sizeof file_197},
  {"sns", "SetSubscriptionAttributes", file_198, sizeof file_198},
  {"sns", "SetTopicAttributes", file_199, sizeof file_199},
  {"sns", "Subscribe", file_200, sizeof file_200},
  {"sns", "TagResource", file_201, sizeof file_201},
  {"sns", "Unsubscribe", file_202, sizeof file_202},
  {"sns", "UntagResource", file_203, sizeof file_203},
  {"sns", "VerifySMSSandboxPhoneNumber", file_204, sizeof file_204},
  {"sns", "service", file_205, sizeof file_205},
  {"ssm", "CancelCommand", file_206, sizeof file_206},
  {"ssm", "DescribeInstanceInformation", file_207, sizeof file_207},
  {"ssm", "DescribeInstancePatchStates", file_208, sizeof file_208},
  {"ssm", "DescribeParameters", file_209, sizeof file_209},
  {"ssm", "GetCommandInvocation", file_210, sizeof file_210},
  {"ssm", "GetParameter", file_211, sizeof file_211},
  {"ssm", "GetParameters", file_212, sizeof file_212},
  {"ssm", "GetParametersByPath", file_213, sizeof file_213},
  {"ssm", "ListCommandInvocations", file_214, sizeof file_214},
  {"ssm", "ListCommands", file_215, sizeof file_215},
  {"ssm", "ListTagsForResource", file_216, sizeof file_216},
  {"ssm", "PutParameter", file_217, sizeof file_217},
  {"ssm", "SendCommand", file_218, sizeof file_218},
  {"ssm", "others", file_219, sizeof file_219},
  {"ssm", "service", file_220, sizeof file_220},
  {"sts", "AssumeRole", file_221, sizeof file_221},
  {"sts", "AssumeRoleWithSAML", file_222, sizeof file_222},
  {"sts", "AssumeRoleWithWebIdentity", file_223, sizeof file_223},
  {"sts", "AssumeRoot", file_224, sizeof file_224},
  {"sts", "DecodeAuthorizationMessage", file_225, sizeof file_225},
  {"sts", "GetAccessKeyInfo", file_226, sizeof file_226},
  {"sts", "GetCallerIdentity", file_227, sizeof file_227},
  {"sts", "GetDelegatedAccessToken", file_228, sizeof file_228},
  {"sts", "GetFederationToken", file_229, sizeof file_229},
  {"sts", "GetSessionToken", file_230, sizeof file_230},
  {"sts", "GetWebIdentityToken", file_231, sizeof file_231},
  {"sts", "service", file_232, sizeof file_232},
};
const int moonwatch_model_file_count = 233;
