import Glibc

/// An error number of the C library, as it was when a call failed, and the file that it was about.
///
/// See errno(3).
package struct SystemFailure: Error, Equatable {
  package let number: Int32
  package let path: String?

  package init(_ path: String? = nil, number: Int32 = errno) {
    self.number = number
    self.path = path
  }

  /// What the C library says of the number, such as `No such file or directory`.
  package var reason: String { String(cString: strerror(number)) }

  /// The reason, behind the path where there is one.
  package var message: String { path.map { "\($0): \(reason)" } ?? reason }
}
