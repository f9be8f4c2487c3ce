#ifndef MOONWATCH_LuaLibrary_H
#define MOONWATCH_LuaLibrary_H
#endif
