// libcurl: curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call; typed
// inlines stand in for each kind of argument.
#ifndef MOONWATCH_CCURL_SHIM_H
#define MOONWATCH_CCURL_SHIM_H
#include <curl/curl.h>
#endif
