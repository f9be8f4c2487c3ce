import CCurl
import Glibc

/// The transfers in flight on one loop: libcurl's multi handle, with its connections.
///
/// Lives on the loop's thread. Nothing here calls user code: a finished transfer's `finish` resumes
/// a continuation, which only queues a job.
final class TransferSet {
  /// libcurl's set-up is once for the process; C++-style static initialisation makes it so.
  private static let isSetUp: Void = {
    let code = moonwatch_curl_global_init()
    precondition(code == CURLE_OK, "curl_global_init: \(String(cString: curl_easy_strerror(code)))")
  }()

  /// Idle connections that are kept, over all hosts.
  private static let connectionsKept = 64

  private let multi: UnsafeMutableRawPointer
  private var active: [UnsafeMutableRawPointer: Transfer] = [:]
  private var spare: [UnsafeMutableRawPointer] = []
  private var isPerforming = false

  init() {
    _ = Self.isSetUp
    guard let multi = curl_multi_init() else { fatalError("curl_multi_init: out of memory") }
    self.multi = multi
    _ = moonwatch_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.connectionsKept)
  }

  deinit {
    for easy in active.keys {
      curl_multi_remove_handle(multi, easy)
      curl_easy_cleanup(easy)
    }
    spare.forEach(curl_easy_cleanup)
    curl_multi_cleanup(multi)
  }

  var isEmpty: Bool { active.isEmpty }

  /// A fresh or a reset handle.
  func takeHandle() -> UnsafeMutableRawPointer {
    if let easy = spare.popLast() { return easy }
    guard let easy = curl_easy_init() else { fatalError("curl_easy_init: out of memory") }
    return easy
  }

  /// Gives back a handle that is in no transfer.
  func giveBack(_ easy: UnsafeMutableRawPointer) {
    curl_easy_reset(easy)
    spare.append(easy)
  }

  /// Begins a transfer; the next turn sends its first bytes.
  func add(_ transfer: Transfer) {
    let code = curl_multi_add_handle(multi, transfer.easy)
    precondition(code == CURLM_OK, "curl_multi_add_handle: \(Self.text(code))")
    active[transfer.easy] = transfer
  }

  /// Ends a transfer, finished or not, and its connection unless that can be used again.
  func remove(_ transfer: Transfer) {
    precondition(!isPerforming, "a transfer was cancelled from inside libcurl")
    guard active.removeValue(forKey: transfer.easy) != nil else { return }
    let code = curl_multi_remove_handle(multi, transfer.easy)
    precondition(code == CURLM_OK, "curl_multi_remove_handle: \(Self.text(code))")
  }

  /// Lets libcurl read and write what can be, and finishes the transfers that are through.
  func perform() {
    precondition(!isPerforming, "the loop was turned from inside libcurl")
    if active.isEmpty { return }
    isPerforming = true
    var running: Int32 = 0
    let code = curl_multi_perform(multi, &running)
    isPerforming = false
    precondition(code == CURLM_OK, "curl_multi_perform: \(Self.text(code))")
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
        let transfer = active[easy]
      else { continue }
      transfer.end(message.pointee.data.result)
    }
  }

  /// Waits until a socket of a transfer or one of `descriptors` is ready, or a timer of libcurl's.
  /// Says which of `descriptors` can be read; the sockets are for ``perform()``.
  func poll(_ descriptors: [Int32], _ milliseconds: Int32) -> [Bool] {
    var entries = descriptors.map {
      curl_waitfd(fd: $0, events: Int16(CURL_WAIT_POLLIN), revents: 0)
    }
    // libcurl takes no negative timeout.
    let code = curl_multi_poll(
      multi, &entries, UInt32(entries.count), milliseconds < 0 ? 3_600_000 : milliseconds, nil)
    // A signal came; its handler has said what it wants.
    if code == CURLM_UNRECOVERABLE_POLL, errno == EINTR { return descriptors.map { _ in false } }
    precondition(code == CURLM_OK, "curl_multi_poll: \(Self.text(code))")
    return entries.map { $0.revents != 0 }
  }

  private static func text(_ code: CURLMcode) -> String {
    String(cString: curl_multi_strerror(code))
  }
}
