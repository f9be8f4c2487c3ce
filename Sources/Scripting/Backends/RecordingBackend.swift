import AWSRuntime
import AWSWire

/// Writes every call, with what came of it, to a file, in the order in which the calls end.
final class RecordingBackend: Backend {
  private let inner: any Backend
  private let file: RecordingFile

  init(around inner: any Backend, file: RecordingFile) {
    self.inner = inner
    self.file = file
  }

  /// Throws what the other backend throws and, once a line could not be written, kind `config` before
  /// anything is sent.
  func send(_ request: Request) async throws(AWSError) -> Response {
    try file.check()
    let start = EventLoop.now
    do throws(AWSError) {
      let response = try await inner.send(request)
      var call = RecordedCall(request, .output(response.output), seconds: EventLoop.now - start)
      call.region = request.region ?? response.region
      call.requestID = response.requestID
      call.status = response.status
      call.attempts = response.attempts
      write(call, request)
      return response
    } catch {
      var call = RecordedCall(request, .error(error), seconds: EventLoop.now - start)
      call.region = request.region ?? error.region
      call.requestID = error.requestID
      call.status = error.status
      call.attempts = error.attempts
      write(call, request)
      throw error
    }
  }

  private func write(_ call: RecordedCall, _ request: Request) {
    file.write(call.document(file.mask, request.operation))
  }
}
