// libcurl: curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call; typed
// inlines stand in for each kind of argument.
#ifndef MOONWATCH_CCURL_SHIM_H
#define MOONWATCH_CCURL_SHIM_H
#include <curl/curl.h>
#include <sys/eventfd.h>

// The descriptor that ends curl_multi_poll from elsewhere; Swift's Glibc has no <sys/eventfd.h>.
static inline int moonwatch_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// The callbacks' types are written out here, so that Swift sees plain C function pointers.
// Loads libcurl; to be called before anything else here. NULL, or why it cannot be had.
const char *moonwatch_curl_load(void);

typedef size_t (*moonwatch_curl_data_callback)(char *data, size_t size, size_t count, void *context);

static inline CURLcode moonwatch_curl_global_init(void) {
  return curl_global_init(CURL_GLOBAL_DEFAULT);
}

static inline CURLcode moonwatch_curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode moonwatch_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode moonwatch_curl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode moonwatch_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode moonwatch_curl_set_callback(CURL *easy, CURLoption option,
                                                   moonwatch_curl_data_callback value) {
  return curl_easy_setopt(easy, option, value);
}

// Called when a connection is about to carry the request; CURL_PREREQFUNC_ABORT ends the transfer.
typedef int (*moonwatch_curl_request_callback)(void *context, char *remote, char *local,
                                               int remote_port, int local_port);

static inline CURLcode moonwatch_curl_set_request_callback(CURL *easy, void *context,
                                                           moonwatch_curl_request_callback value) {
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, value);
}

// Each of these gives 0 or NULL where libcurl does not know the answer.
static inline long moonwatch_curl_get_long(CURL *easy, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline curl_off_t moonwatch_curl_get_offset(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline void *moonwatch_curl_get_pointer(CURL *easy, CURLINFO info) {
  char *value = NULL;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? (void *)value : NULL;
}

static inline CURLMcode moonwatch_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

#endif
