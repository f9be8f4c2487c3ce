import AWSSigning
import AWSWire

/// Puts keys together from settings, and says what is missing where only a part is set.
enum KeyPair {
  /// nil where neither the key's id nor its secret is set.
  ///
  /// - Parameters:
  ///   - place: the beginning of the message, such as `environment`.
  ///   - names: of id and secret in that place.
  static func credentials(
    id: String?, secret: String?, token: String?, place: String, names: (id: String, secret: String)
  ) throws(AWSError) -> Credentials? {
    switch (present(id), present(secret)) {
    case (nil, nil): return nil
    case (let id?, let secret?):
      return Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: present(token))
    case (_?, nil): throw partial(place, has: names.id, lacks: names.secret)
    case (nil, _?): throw partial(place, has: names.secret, lacks: names.id)
    }
  }

  private static func present(_ text: String?) -> String? {
    text.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func partial(_ place: String, has: String, lacks: String) -> AWSError {
    AWSError(
      .credentials, code: "PartialCredentials",
      "\(place): \(has) is set, but \(lacks) is not; set both, or neither")
  }
}
