import AWSSigning
import CCurl

/// The libraries that calls go through, as they are found at run time.
public enum Libraries {
  /// libcurl's version with those of what it uses, such as `libcurl/8.14.1 OpenSSL/3.5.1 …`; where it
  /// cannot be loaded, why.
  public static var curl: String {
    if let failure = moonwatch_curl_load() { return "none: \(String(cString: failure))" }
    return String(cString: curl_version())
  }

  public static var crypto: String { CryptoLibrary.version }
}
