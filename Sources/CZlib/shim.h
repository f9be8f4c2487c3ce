// zlib. Its two initializers are macros, which Swift does not see.
#ifndef MOONWATCH_CZLIB_SHIM_H
#define MOONWATCH_CZLIB_SHIM_H
#include <zlib.h>

// 15 bits of window, and 16 for a gzip header and trailer (zlib.h, deflateInit2).
static inline int moonwatch_zlib_deflate_gzip(z_stream *stream) {
  return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int moonwatch_zlib_inflate_gzip(z_stream *stream) {
  return inflateInit2(stream, 15 + 16);
}
#endif
