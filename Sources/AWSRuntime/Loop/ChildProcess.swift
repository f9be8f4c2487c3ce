import CSystem
import Glibc

/// A program run beside the loop: its output is collected by turns of the loop, never waited for.
///
/// `@unchecked Sendable`: the closure of a cancellation handler holds it, but that only goes to the
/// loop's thread, on which everything else here runs.
final class ChildProcess: @unchecked Sendable {
  struct Output {
    var output: [UInt8]
    var errors: [UInt8]
    /// The exit status; of a program that a signal ended, 128 and the signal's number.
    var status: Int32
    var signal: Int32?
  }

  enum Failure: Error {
    case notStarted(String)
    case timedOut
    case tooMuchOutput
    case cancelled
    case other(String)
  }

  /// Bytes of each stream.
  static let outputLimit = 1 << 20

  /// A pipe that is being read.
  private struct Stream {
    var descriptor: Int32
    var bytes: [UInt8] = []
    var isOpen = true
  }

  private let loop: EventLoop
  private var pid: pid_t = 0
  private var streams: [Stream] = []
  private var timer: TimerHeap.ID?
  private var finish: ((Result<Output, Failure>) -> Void)?

  private init(loop: EventLoop) { self.loop = loop }

  /// Runs a program to its end. Its standard input is this program's; it inherits no other file.
  ///
  /// Cancelling the task kills it.
  /// - Parameters:
  ///   - words: the program, looked up in `PATH`, and its arguments.
  ///   - timeout: seconds after which it is killed.
  static func run(
    _ words: [String], environment: [String: String], timeout: Double, on loop: EventLoop
  ) async throws(Failure) -> Output {
    let child = ChildProcess(loop: loop)
    let result: Result<Output, Failure> = await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        if Task.isCancelled { return continuation.resume(returning: .failure(.cancelled)) }
        child.finish = { continuation.resume(returning: $0) }
        child.start(words, environment, timeout)
      }
    } onCancel: {
      loop.perform { child.stop(.cancelled) }
    }
    return try result.get()
  }

  // MARK: Start

  private func start(_ words: [String], _ environment: [String: String], _ timeout: Double) {
    var writers: [Int32] = []
    defer { for writer in writers { close(writer) } }
    for _ in 0..<2 {
      var ends: [Int32] = [0, 0]
      guard moonwatch_pipe(&ends) == 0 else {
        return end(.failure(.notStarted(String(cString: strerror(errno)))))
      }
      streams.append(Stream(descriptor: ends[0]))
      writers.append(ends[1])
    }
    let code = Self.spawn(words, environment, writers, &pid)
    guard code == 0 else {
      return end(.failure(.notStarted(String(cString: strerror(code)))))
    }
    for index in streams.indices { watch(index) }
    timer = loop.schedule(after: timeout) { [self] in
      timer = nil
      stop(.timedOut)
    }
  }

  private static func spawn(
    _ words: [String], _ environment: [String: String], _ writers: [Int32], _ pid: inout pid_t
  ) -> Int32 {
    var arguments = words.map { strdup($0) }
    var variables = environment.map { strdup("\($0.key)=\($0.value)") }
    arguments.append(nil)
    variables.append(nil)
    defer { for text in arguments + variables { free(text) } }
    return moonwatch_spawn(&pid, arguments, variables, writers[0], writers[1])
  }

  // MARK: Output

  private func watch(_ index: Int) {
    loop.onReadable(streams[index].descriptor) { [self] in read(index) }
  }

  private func read(_ index: Int) {
    guard finish != nil else { return }
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(streams[index].descriptor, &chunk, chunk.count)
      if count > 0 {
        streams[index].bytes += chunk[..<count]
        if streams[index].bytes.count > Self.outputLimit { return stop(.tooMuchOutput) }
      } else if count < 0 && errno == EINTR {
        continue
      } else if count < 0 && errno == EAGAIN {
        return watch(index)
      } else {
        break
      }
    }
    streams[index].isOpen = false
    if !streams.contains(where: \.isOpen) { reap() }
  }

  // MARK: End

  /// Both pipes are closed: the program has ended, or is about to.
  private func reap() {
    guard finish != nil else { return }
    var status: Int32 = 0
    let result = waitpid(pid, &status, WNOHANG)
    if result == 0 || (result < 0 && errno == EINTR) {
      _ = loop.schedule(after: 0.005) { [self] in reap() }
      return
    }
    pid = 0
    guard result > 0 else {
      return end(.failure(.other("its status is lost: \(String(cString: strerror(errno)))")))
    }
    // What <sys/wait.h> has as macros.
    let signal = status & 0x7f
    end(
      .success(
        Output(
          output: streams[0].bytes, errors: streams[1].bytes,
          status: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
          signal: signal == 0 ? nil : signal)))
  }

  private func stop(_ failure: Failure) {
    guard finish != nil else { return }
    if pid > 0 {
      kill(pid, SIGKILL)
      // A killed process is gone at once, but for one in the middle of its disk's work.
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
      pid = 0
    }
    end(.failure(failure))
  }

  private func end(_ result: Result<Output, Failure>) {
    if let timer { loop.unschedule(timer) }
    timer = nil
    for stream in streams {
      loop.offReadable(stream.descriptor)
      close(stream.descriptor)
    }
    streams = []
    let finish = finish
    self.finish = nil
    finish?(result)
  }
}
