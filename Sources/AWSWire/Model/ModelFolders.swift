import Files

#if canImport(Glibc)
  import Glibc
#endif

/// Where descriptions in botocore's form are looked for:
/// `FOLDER/<service>/<version>/service-2.json[.gz]`, for each folder of `AWS_DATA_PATH`, then for
/// `~/.aws/models`.
struct ModelFolders {
  /// In the order in which they are searched.
  let folders: [String]
  private let isVariableSet: Bool

  init(environment: [String: String]) {
    let home =
      environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? getpwuid(getuid())?.pointee.pw_dir.map { String(cString: $0) }
    let named = (environment["AWS_DATA_PATH"] ?? "").split(separator: ":").map { folder in
      folder == "~" || folder.hasPrefix("~/") ? (home ?? "") + folder.dropFirst() : String(folder)
    }
    isVariableSet = !named.isEmpty
    folders = named + (home.map { ["\($0)/.aws/models"] } ?? [])
  }

  /// The folder of a service's description: of the asked version, else of the newest, and of those of
  /// the same version the first on the way.
  func find(_ service: String, version: String?) -> String? {
    // A name is one step of a path.
    guard !service.contains("/"), !service.hasPrefix(".") else { return nil }
    var best: (version: String, directory: String)?
    for folder in folders {
      for found in LocalFile.names(in: "\(folder)/\(service)") {
        let directory = "\(folder)/\(service)/\(found)"
        guard version == nil || found == version, best.map({ found > $0.version }) ?? true,
          ModelFile.path(directory, "service-2") != nil
        else { continue }
        best = (found, directory)
      }
    }
    return best?.directory
  }

  /// The versions of a service that are there, for messages.
  func versions(of service: String) -> [String] {
    let found = folders.flatMap { folder in
      LocalFile.names(in: "\(folder)/\(service)").filter {
        ModelFile.path("\(folder)/\(service)/\($0)", "service-2") != nil
      }
    }
    return Set(found).sorted()
  }

  /// The names of the services that are there, sorted.
  func services() -> [String] {
    let found = folders.flatMap { folder in
      LocalFile.names(in: folder).filter { find($0, version: nil) != nil }
    }
    return Set(found).sorted()
  }

  /// Where was looked, for messages, and what to do for more.
  var account: String {
    let places = folders.joined(separator: ", ")
    let looked = places.isEmpty ? "nowhere to look" : "looked in \(places)"
    return isVariableSet
      ? looked
      : looked + "; AWS_DATA_PATH is not set: point it at the data folder of botocore for every "
        + "service of AWS"
  }
}
