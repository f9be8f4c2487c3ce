#include "AWSModels.h"
