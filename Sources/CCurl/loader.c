// libcurl, loaded when the first transfer needs it.
//
// libcurl brings forty libraries with it (Kerberos, LDAP, SSH …), and binding them takes longer than
// all the rest of starting: a run that makes no call need not pay for them. So the program does not
// link libcurl; these functions stand in for the ones of the same name and pass each call on.
// They are hidden, so that libcurl's own calls of them do not come back here.

#include <dlfcn.h>
#include <stdarg.h>

#include "CCurl.h"

#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt
#define HIDDEN __attribute__((visibility("hidden")))

// Every function that the program calls: result, name, parameters, arguments.
#define FUNCTIONS(X)                                                                          \
  X(CURLcode, curl_global_init, (long flags), (flags))                                        \
  X(char *, curl_version, (void), ())                                                         \
  X(CURL *, curl_easy_init, (void), ())                                                       \
  X(void, curl_easy_cleanup, (CURL * easy), (easy))                                           \
  X(void, curl_easy_reset, (CURL * easy), (easy))                                             \
  X(const char *, curl_easy_strerror, (CURLcode code), (code))                                \
  X(CURLM *, curl_multi_init, (void), ())                                                     \
  X(CURLMcode, curl_multi_cleanup, (CURLM * multi), (multi))                                  \
  X(CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL * easy), (multi, easy))            \
  X(CURLMcode, curl_multi_remove_handle, (CURLM * multi, CURL * easy), (multi, easy))         \
  X(CURLMcode, curl_multi_perform, (CURLM * multi, int *running), (multi, running))           \
  X(CURLMcode, curl_multi_poll,                                                               \
    (CURLM * multi, struct curl_waitfd extra[], unsigned count, int timeout, int *ready),     \
    (multi, extra, count, timeout, ready))                                                    \
  X(CURLMsg *, curl_multi_info_read, (CURLM * multi, int *left), (multi, left))               \
  X(const char *, curl_multi_strerror, (CURLMcode code), (code))                              \
  X(struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *text),     \
    (list, text))                                                                             \
  X(void, curl_slist_free_all, (struct curl_slist * list), (list))

#define POINTER(result, name, parameters, arguments) result(*name) parameters;
static struct {
  FUNCTIONS(POINTER)
  CURLcode (*curl_easy_setopt)(CURL *easy, CURLoption option, ...);
  CURLcode (*curl_easy_getinfo)(CURL *easy, CURLINFO info, ...);
  CURLMcode (*curl_multi_setopt)(CURLM *multi, CURLMoption option, ...);
} library;

static const char *failure;

const char *moonwatch_curl_load(void) {
  static void *handle;
  if (handle) return failure;
  handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!handle) return dlerror();
#define FIND(name)                                                     \
  *(void **)&library.name = dlsym(handle, #name);                      \
  if (!library.name) failure = "libcurl.so.4 is too old: it has no " #name;
#define FIND_EACH(result, name, parameters, arguments) FIND(name)
  FUNCTIONS(FIND_EACH)
  FIND(curl_easy_setopt)
  FIND(curl_easy_getinfo)
  FIND(curl_multi_setopt)
  return failure;
}

#define FORWARD(result, name, parameters, arguments) \
  HIDDEN result name parameters { return library.name arguments; }
FUNCTIONS(FORWARD)

// Options and answers are long, curl_off_t or a pointer: each one word, passed alike.
HIDDEN CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...) {
  va_list arguments;
  va_start(arguments, option);
  void *value = va_arg(arguments, void *);
  va_end(arguments);
  return library.curl_easy_setopt(easy, option, value);
}

HIDDEN CURLcode curl_easy_getinfo(CURL *easy, CURLINFO info, ...) {
  va_list arguments;
  va_start(arguments, info);
  void *value = va_arg(arguments, void *);
  va_end(arguments);
  return library.curl_easy_getinfo(easy, info, value);
}

HIDDEN CURLMcode curl_multi_setopt(CURLM *multi, CURLMoption option, ...) {
  va_list arguments;
  va_start(arguments, option);
  void *value = va_arg(arguments, void *);
  va_end(arguments);
  return library.curl_multi_setopt(multi, option, value);
}
