#include "moonwatch_lua_support.h"
