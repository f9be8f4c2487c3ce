import CCrypto

/// The library that hashes and signs.
public enum CryptoLibrary {
  /// Its name and version, such as `OpenSSL 3.0.17 1 Jul 2025`.
  public static var version: String { String(cString: OpenSSL_version(OPENSSL_VERSION)) }
}
