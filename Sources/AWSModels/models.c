// Made by scripts/import-model; do not edit.
#include "AWSModels.h"

// #embed is C23; the compiler knows it in every mode and only says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "data/cloudwatch/DeleteAlarmMuteRule.json"
};
static const unsigned char file_1[] = {
#embed "data/cloudwatch/DeleteAlarms.json"
};
static const unsigned char file_2[] = {
#embed "data/cloudwatch/DeleteAnomalyDetector.json"
};
static const unsigned char file_3[] = {
#embed "data/cloudwatch/DeleteDashboards.json"
};
static const unsigned char file_4[] = {
#embed "data/cloudwatch/DeleteInsightRules.json"
};
static const unsigned char file_5[] = {
#embed "data/cloudwatch/DeleteMetricStream.json"
};
static const unsigned char file_6[] = {
#embed "data/cloudwatch/DescribeAlarmContributors.json"
};
static const unsigned char file_7[] = {
#embed "data/cloudwatch/DescribeAlarmHistory.json"
};
static const unsigned char file_8[] = {
#embed "data/cloudwatch/DescribeAlarms.json"
};
static const unsigned char file_9[] = {
#embed "data/cloudwatch/DescribeAlarmsForMetric.json"
};
static const unsigned char file_10[] = {
#embed "data/cloudwatch/DescribeAnomalyDetectors.json"
};
static const unsigned char file_11[] = {
#embed "data/cloudwatch/DescribeInsightRules.json"
};
static const unsigned char file_12[] = {
#embed "data/cloudwatch/DisableAlarmActions.json"
};
static const unsigned char file_13[] = {
#embed "data/cloudwatch/DisableInsightRules.json"
};
static const unsigned char file_14[] = {
#embed "data/cloudwatch/EnableAlarmActions.json"
};
static const unsigned char file_15[] = {
#embed "data/cloudwatch/EnableInsightRules.json"
};
static const unsigned char file_16[] = {
#embed "data/cloudwatch/GetAlarmMuteRule.json"
};
static const unsigned char file_17[] = {
#embed "data/cloudwatch/GetDashboard.json"
};
static const unsigned char file_18[] = {
#embed "data/cloudwatch/GetInsightRuleReport.json"
};
static const unsigned char file_19[] = {
#embed "data/cloudwatch/GetMetricData.json"
};
static const unsigned char file_20[] = {
#embed "data/cloudwatch/GetMetricStatistics.json"
};
static const unsigned char file_21[] = {
#embed "data/cloudwatch/GetMetricStream.json"
};
static const unsigned char file_22[] = {
#embed "data/cloudwatch/GetMetricWidgetImage.json"
};
static const unsigned char file_23[] = {
#embed "data/cloudwatch/GetOTelEnrichment.json"
};
static const unsigned char file_24[] = {
#embed "data/cloudwatch/ListAlarmMuteRules.json"
};
static const unsigned char file_25[] = {
#embed "data/cloudwatch/ListDashboards.json"
};
static const unsigned char file_26[] = {
#embed "data/cloudwatch/ListManagedInsightRules.json"
};
static const unsigned char file_27[] = {
#embed "data/cloudwatch/ListMetricStreams.json"
};
static const unsigned char file_28[] = {
#embed "data/cloudwatch/ListMetrics.json"
};
static const unsigned char file_29[] = {
#embed "data/cloudwatch/ListTagsForResource.json"
};
static const unsigned char file_30[] = {
#embed "data/cloudwatch/PutAlarmMuteRule.json"
};
static const unsigned char file_31[] = {
#embed "data/cloudwatch/PutAnomalyDetector.json"
};
static const unsigned char file_32[] = {
#embed "data/cloudwatch/PutCompositeAlarm.json"
};
static const unsigned char file_33[] = {
#embed "data/cloudwatch/PutDashboard.json"
};
static const unsigned char file_34[] = {
#embed "data/cloudwatch/PutInsightRule.json"
};
static const unsigned char file_35[] = {
#embed "data/cloudwatch/PutManagedInsightRules.json"
};
static const unsigned char file_36[] = {
#embed "data/cloudwatch/PutMetricAlarm.json"
};
static const unsigned char file_37[] = {
#embed "data/cloudwatch/PutMetricData.json"
};
static const unsigned char file_38[] = {
#embed "data/cloudwatch/PutMetricStream.json"
};
static const unsigned char file_39[] = {
#embed "data/cloudwatch/SetAlarmState.json"
};
static const unsigned char file_40[] = {
#embed "data/cloudwatch/StartMetricStreams.json"
};
static const unsigned char file_41[] = {
#embed "data/cloudwatch/StartOTelEnrichment.json"
};
static const unsigned char file_42[] = {
#embed "data/cloudwatch/StopMetricStreams.json"
};
static const unsigned char file_43[] = {
#embed "data/cloudwatch/StopOTelEnrichment.json"
};
static const unsigned char file_44[] = {
#embed "data/cloudwatch/TagResource.json"
};
static const unsigned char file_45[] = {
#embed "data/cloudwatch/UntagResource.json"
};
static const unsigned char file_46[] = {
#embed "data/cloudwatch/service.json"
};
static const unsigned char file_47[] = {
#embed "data/ec2/CreateTags.json"
};
static const unsigned char file_48[] = {
#embed "data/ec2/DeleteTags.json"
};
static const unsigned char file_49[] = {
#embed "data/ec2/DescribeAddresses.json"
};
static const unsigned char file_50[] = {
#embed "data/ec2/DescribeAvailabilityZones.json"
};
static const unsigned char file_51[] = {
#embed "data/ec2/DescribeImages.json"
};
static const unsigned char file_52[] = {
#embed "data/ec2/DescribeInstanceStatus.json"
};
static const unsigned char file_53[] = {
#embed "data/ec2/DescribeInstanceTypes.json"
};
static const unsigned char file_54[] = {
#embed "data/ec2/DescribeInstances.json"
};
static const unsigned char file_55[] = {
#embed "data/ec2/DescribeRegions.json"
};
static const unsigned char file_56[] = {
#embed "data/ec2/DescribeSecurityGroups.json"
};
static const unsigned char file_57[] = {
#embed "data/ec2/DescribeSnapshots.json"
};
static const unsigned char file_58[] = {
#embed "data/ec2/DescribeSubnets.json"
};
static const unsigned char file_59[] = {
#embed "data/ec2/DescribeTags.json"
};
static const unsigned char file_60[] = {
#embed "data/ec2/DescribeVolumes.json"
};
static const unsigned char file_61[] = {
#embed "data/ec2/DescribeVpcs.json"
};
static const unsigned char file_62[] = {
#embed "data/ec2/MonitorInstances.json"
};
static const unsigned char file_63[] = {
#embed "data/ec2/RebootInstances.json"
};
static const unsigned char file_64[] = {
#embed "data/ec2/RunInstances.json"
};
static const unsigned char file_65[] = {
#embed "data/ec2/StartInstances.json"
};
static const unsigned char file_66[] = {
#embed "data/ec2/StopInstances.json"
};
static const unsigned char file_67[] = {
#embed "data/ec2/TerminateInstances.json"
};
static const unsigned char file_68[] = {
#embed "data/ec2/UnmonitorInstances.json"
};
static const unsigned char file_69[] = {
#embed "data/ec2/others.json"
};
static const unsigned char file_70[] = {
#embed "data/ec2/service.json"
};
static const unsigned char file_71[] = {
#embed "data/sns/AddPermission.json"
};
static const unsigned char file_72[] = {
#embed "data/sns/CheckIfPhoneNumberIsOptedOut.json"
};
static const unsigned char file_73[] = {
#embed "data/sns/ConfirmSubscription.json"
};
static const unsigned char file_74[] = {
#embed "data/sns/CreatePlatformApplication.json"
};
static const unsigned char file_75[] = {
#embed "data/sns/CreatePlatformEndpoint.json"
};
static const unsigned char file_76[] = {
#embed "data/sns/CreateSMSSandboxPhoneNumber.json"
};
static const unsigned char file_77[] = {
#embed "data/sns/CreateTopic.json"
};
static const unsigned char file_78[] = {
#embed "data/sns/DeleteEndpoint.json"
};
static const unsigned char file_79[] = {
#embed "data/sns/DeletePlatformApplication.json"
};
static const unsigned char file_80[] = {
#embed "data/sns/DeleteSMSSandboxPhoneNumber.json"
};
static const unsigned char file_81[] = {
#embed "data/sns/DeleteTopic.json"
};
static const unsigned char file_82[] = {
#embed "data/sns/GetDataProtectionPolicy.json"
};
static const unsigned char file_83[] = {
#embed "data/sns/GetEndpointAttributes.json"
};
static const unsigned char file_84[] = {
#embed "data/sns/GetPlatformApplicationAttributes.json"
};
static const unsigned char file_85[] = {
#embed "data/sns/GetSMSAttributes.json"
};
static const unsigned char file_86[] = {
#embed "data/sns/GetSMSSandboxAccountStatus.json"
};
static const unsigned char file_87[] = {
#embed "data/sns/GetSubscriptionAttributes.json"
};
static const unsigned char file_88[] = {
#embed "data/sns/GetTopicAttributes.json"
};
static const unsigned char file_89[] = {
#embed "data/sns/ListEndpointsByPlatformApplication.json"
};
static const unsigned char file_90[] = {
#embed "data/sns/ListOriginationNumbers.json"
};
static const unsigned char file_91[] = {
#embed "data/sns/ListPhoneNumbersOptedOut.json"
};
static const unsigned char file_92[] = {
#embed "data/sns/ListPlatformApplications.json"
};
static const unsigned char file_93[] = {
#embed "data/sns/ListSMSSandboxPhoneNumbers.json"
};
static const unsigned char file_94[] = {
#embed "data/sns/ListSubscriptions.json"
};
static const unsigned char file_95[] = {
#embed "data/sns/ListSubscriptionsByTopic.json"
};
static const unsigned char file_96[] = {
#embed "data/sns/ListTagsForResource.json"
};
static const unsigned char file_97[] = {
#embed "data/sns/ListTopics.json"
};
static const unsigned char file_98[] = {
#embed "data/sns/OptInPhoneNumber.json"
};
static const unsigned char file_99[] = {
#embed "data/sns/Publish.json"
};
static const unsigned char file_100[] = {
#embed "data/sns/PublishBatch.json"
};
static const unsigned char file_101[] = {
#embed "data/sns/PutDataProtectionPolicy.json"
};
static const unsigned char file_102[] = {
#embed "data/sns/RemovePermission.json"
};
static const unsigned char file_103[] = {
#embed "data/sns/SetEndpointAttributes.json"
};
static const unsigned char file_104[] = {
#embed "data/sns/SetPlatformApplicationAttributes.json"
};
static const unsigned char file_105[] = {
#embed "data/sns/SetSMSAttributes.json"
};
static const unsigned char file_106[] = {
#embed "data/sns/SetSubscriptionAttributes.json"
};
static const unsigned char file_107[] = {
#embed "data/sns/SetTopicAttributes.json"
};
static const unsigned char file_108[] = {
#embed "data/sns/Subscribe.json"
};
static const unsigned char file_109[] = {
#embed "data/sns/TagResource.json"
};
static const unsigned char file_110[] = {
#embed "data/sns/Unsubscribe.json"
};
static const unsigned char file_111[] = {
#embed "data/sns/UntagResource.json"
};
static const unsigned char file_112[] = {
#embed "data/sns/VerifySMSSandboxPhoneNumber.json"
};
static const unsigned char file_113[] = {
#embed "data/sns/service.json"
};
static const unsigned char file_114[] = {
#embed "data/sts/AssumeRole.json"
};
static const unsigned char file_115[] = {
#embed "data/sts/AssumeRoleWithSAML.json"
};
static const unsigned char file_116[] = {
#embed "data/sts/AssumeRoleWithWebIdentity.json"
};
static const unsigned char file_117[] = {
#embed "data/sts/AssumeRoot.json"
};
static const unsigned char file_118[] = {
#embed "data/sts/DecodeAuthorizationMessage.json"
};
static const unsigned char file_119[] = {
#embed "data/sts/GetAccessKeyInfo.json"
};
static const unsigned char file_120[] = {
#embed "data/sts/GetCallerIdentity.json"
};
static const unsigned char file_121[] = {
#embed "data/sts/GetDelegatedAccessToken.json"
};
static const unsigned char file_122[] = {
#embed "data/sts/GetFederationToken.json"
};
static const unsigned char file_123[] = {
#embed "data/sts/GetSessionToken.json"
};
static const unsigned char file_124[] = {
#embed "data/sts/GetWebIdentityToken.json"
};
static const unsigned char file_125[] = {
#embed "data/sts/service.json"
};

const moonwatch_model_file moonwatch_model_files[] = {
  {"cloudwatch", "DeleteAlarmMuteRule", file_0, sizeof file_0},
  {"cloudwatch", "DeleteAlarms", file_1, sizeof file_1},
  {"cloudwatch", "DeleteAnomalyDetector", file_2, sizeof file_2},
  {"cloudwatch", "DeleteDashboards", file_3, sizeof file_3},
  {"cloudwatch", "DeleteInsightRules", file_4, sizeof file_4},
  {"cloudwatch", "DeleteMetricStream", file_5, sizeof file_5},
  {"cloudwatch", "DescribeAlarmContributors", file_6, sizeof file_6},
  {"cloudwatch", "DescribeAlarmHistory", file_7, sizeof file_7},
  {"cloudwatch", "DescribeAlarms", file_8, sizeof file_8},
  {"cloudwatch", "DescribeAlarmsForMetric", file_9, sizeof file_9},
  {"cloudwatch", "DescribeAnomalyDetectors", file_10, sizeof file_10},
  {"cloudwatch", "DescribeInsightRules", file_11, sizeof file_11},
  {"cloudwatch", "DisableAlarmActions", file_12, sizeof file_12},
  {"cloudwatch", "DisableInsightRules", file_13, sizeof file_13},
  {"cloudwatch", "EnableAlarmActions", file_14, sizeof file_14},
  {"cloudwatch", "EnableInsightRules", file_15, sizeof file_15},
  {"cloudwatch", "GetAlarmMuteRule", file_16, sizeof file_16},
  {"cloudwatch", "GetDashboard", file_17, sizeof file_17},
  {"cloudwatch", "GetInsightRuleReport", file_18, sizeof file_18},
  {"cloudwatch", "GetMetricData", file_19, sizeof file_19},
  {"cloudwatch", "GetMetricStatistics", file_20, sizeof file_20},
  {"cloudwatch", "GetMetricStream", file_21, sizeof file_21},
  {"cloudwatch", "GetMetricWidgetImage", file_22, sizeof file_22},
  {"cloudwatch", "GetOTelEnrichment", file_23, sizeof file_23},
  {"cloudwatch", "ListAlarmMuteRules", file_24, sizeof file_24},
  {"cloudwatch", "ListDashboards", file_25, sizeof file_25},
  {"cloudwatch", "ListManagedInsightRules", file_26, sizeof file_26},
  {"cloudwatch", "ListMetricStreams", file_27, sizeof file_27},
  {"cloudwatch", "ListMetrics", file_28, sizeof file_28},
  {"cloudwatch", "ListTagsForResource", file_29, sizeof file_29},
  {"cloudwatch", "PutAlarmMuteRule", file_30, sizeof file_30},
  {"cloudwatch", "PutAnomalyDetector", file_31, sizeof file_31},
  {"cloudwatch", "PutCompositeAlarm", file_32, sizeof file_32},
  {"cloudwatch", "PutDashboard", file_33, sizeof file_33},
  {"cloudwatch", "PutInsightRule", file_34, sizeof file_34},
  {"cloudwatch", "PutManagedInsightRules", file_35, sizeof file_35},
  {"cloudwatch", "PutMetricAlarm", file_36, sizeof file_36},
  {"cloudwatch", "PutMetricData", file_37, sizeof file_37},
  {"cloudwatch", "PutMetricStream", file_38, sizeof file_38},
  {"cloudwatch", "SetAlarmState", file_39, sizeof file_39},
  {"cloudwatch", "StartMetricStreams", file_40, sizeof file_40},
  {"cloudwatch", "StartOTelEnrichment", file_41, sizeof file_41},
  {"cloudwatch", "StopMetricStreams", file_42, sizeof file_42},
  {"cloudwatch", "StopOTelEnrichment", file_43, sizeof file_43},
  {"cloudwatch", "TagResource", file_44, sizeof file_44},
  {"cloudwatch", "UntagResource", file_45, sizeof file_45},
  {"cloudwatch", "service", file_46, sizeof file_46},
  {"ec2", "CreateTags", file_47, sizeof file_47},
  {"ec2", "DeleteTags", file_48, sizeof file_48},
  {"ec2", "DescribeAddresses", file_49, sizeof file_49},
  {"ec2", "DescribeAvailabilityZones", file_50, sizeof file_50},
  {"ec2", "DescribeImages", file_51, sizeof file_51},
  {"ec2", "DescribeInstanceStatus", file_52, sizeof file_52},
  {"ec2", "DescribeInstanceTypes", file_53, sizeof file_53},
  {"ec2", "DescribeInstances", file_54, sizeof file_54},
  {"ec2", "DescribeRegions", file_55, sizeof file_55},
  {"ec2", "DescribeSecurityGroups", file_56, sizeof file_56},
  {"ec2", "DescribeSnapshots", file_57, sizeof file_57},
  {"ec2", "DescribeSubnets", file_58, sizeof file_58},
  {"ec2", "DescribeTags", file_59, sizeof file_59},
  {"ec2", "DescribeVolumes", file_60, sizeof file_60},
  {"ec2", "DescribeVpcs", file_61, sizeof file_61},
  {"ec2", "MonitorInstances", file_62, sizeof file_62},
  {"ec2", "RebootInstances", file_63, sizeof file_63},
  {"ec2", "RunInstances", file_64, sizeof file_64},
  {"ec2", "StartInstances", file_65, sizeof file_65},
  {"ec2", "StopInstances", file_66, sizeof file_66},
  {"ec2", "TerminateInstances", file_67, sizeof file_67},
  {"ec2", "UnmonitorInstances", file_68, sizeof file_68},
  {"ec2", "others", file_69, sizeof file_69},
  {"ec2", "service", file_70, sizeof file_70},
  {"sns", "AddPermission", file_71, sizeof file_71},
  {"sns", "CheckIfPhoneNumberIsOptedOut", file_72, sizeof file_72},
  {"sns", "ConfirmSubscription", file_73, sizeof file_73},
  {"sns", "CreatePlatformApplication", file_74, sizeof file_74},
  {"sns", "CreatePlatformEndpoint", file_75, sizeof file_75},
  {"sns", "CreateSMSSandboxPhoneNumber", file_76, sizeof file_76},
  {"sns", "CreateTopic", file_77, sizeof file_77},
  {"sns", "DeleteEndpoint", file_78, sizeof file_78},
  {"sns", "DeletePlatformApplication", file_79, sizeof file_79},
  {"sns", "DeleteSMSSandboxPhoneNumber", file_80, sizeof file_80},
  {"sns", "DeleteTopic", file_81, sizeof file_81},
  {"sns", "GetDataProtectionPolicy", file_82, sizeof file_82},
  {"sns", "GetEndpointAttributes", file_83, sizeof file_83},
  {"sns", "GetPlatformApplicationAttributes", file_84, sizeof file_84},
  {"sns", "GetSMSAttributes", file_85, sizeof file_85},
  {"sns", "GetSMSSandboxAccountStatus", file_86, sizeof file_86},
  {"sns", "GetSubscriptionAttributes", file_87, sizeof file_87},
  {"sns", "GetTopicAttributes", file_88, sizeof file_88},
  {"sns", "ListEndpointsByPlatformApplication", file_89, sizeof file_89},
  {"sns", "ListOriginationNumbers", file_90, sizeof file_90},
  {"sns", "ListPhoneNumbersOptedOut", file_91, sizeof file_91},
  {"sns", "ListPlatformApplications", file_92, sizeof file_92},
  {"sns", "ListSMSSandboxPhoneNumbers", file_93, sizeof file_93},
  {"sns", "ListSubscriptions", file_94, sizeof file_94},
  {"sns", "ListSubscriptionsByTopic", file_95, sizeof file_95},
  {"sns", "ListTagsForResource", file_96, sizeof file_96},
  {"sns", "ListTopics", file_97, sizeof file_97},
  {"sns", "OptInPhoneNumber", file_98, sizeof file_98},
  {"sns", "Publish", file_99, sizeof file_99},
  {"sns", "PublishBatch", file_100, sizeof file_100},
  {"sns", "PutDataProtectionPolicy", file_101, sizeof file_101},
  {"sns", "RemovePermission", file_102, sizeof file_102},
  {"sns", "SetEndpointAttributes", file_103, sizeof file_103},
  {"sns", "SetPlatformApplicationAttributes", file_104, sizeof file_104},
  {"sns", "SetSMSAttributes", file_105, sizeof file_105},
  {"sns", "SetSubscriptionAttributes", file_106, sizeof file_106},
  {"sns", "SetTopicAttributes", file_107, sizeof file_107},
  {"sns", "Subscribe", file_108, sizeof file_108},
  {"sns", "TagResource", file_109, sizeof file_109},
  {"sns", "Unsubscribe", file_110, sizeof file_110},
  {"sns", "UntagResource", file_111, sizeof file_111},
  {"sns", "VerifySMSSandboxPhoneNumber", file_112, sizeof file_112},
  {"sns", "service", file_113, sizeof file_113},
  {"sts", "AssumeRole", file_114, sizeof file_114},
  {"sts", "AssumeRoleWithSAML", file_115, sizeof file_115},
  {"sts", "AssumeRoleWithWebIdentity", file_116, sizeof file_116},
  {"sts", "AssumeRoot", file_117, sizeof file_117},
  {"sts", "DecodeAuthorizationMessage", file_118, sizeof file_118},
  {"sts", "GetAccessKeyInfo", file_119, sizeof file_119},
  {"sts", "GetCallerIdentity", file_120, sizeof file_120},
  {"sts", "GetDelegatedAccessToken", file_121, sizeof file_121},
  {"sts", "GetFederationToken", file_122, sizeof file_122},
  {"sts", "GetSessionToken", file_123, sizeof file_123},
  {"sts", "GetWebIdentityToken", file_124, sizeof file_124},
  {"sts", "service", file_125, sizeof file_125},
};
const int moonwatch_model_file_count = 126;
