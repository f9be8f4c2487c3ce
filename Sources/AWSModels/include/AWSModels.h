#ifndef MOONWATCH_AWSModels_H
#define MOONWATCH_AWSModels_H
#endif
