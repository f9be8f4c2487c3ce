#include "moonwatch_json.h"
