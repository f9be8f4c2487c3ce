#ifndef MOONWATCH_JSON_H
#define MOONWATCH_JSON_H
#endif
