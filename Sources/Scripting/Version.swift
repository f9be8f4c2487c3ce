/// The program's version, as `--version`, the user agent and `@requires` know it.
public enum Version {
  public static let current = "0.1.0"
}
