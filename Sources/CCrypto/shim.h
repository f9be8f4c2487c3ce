// OpenSSL libcrypto: digests and HMAC.
#ifndef MOONWATCH_CCRYPTO_SHIM_H
#define MOONWATCH_CCRYPTO_SHIM_H
// The low-level digests: deprecated in favour of EVP, whose set-up costs more than a short digest does.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#endif
