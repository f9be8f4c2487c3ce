import AWSRuntime
import AWSWire

/// Writes every call, with what came of it, to a file, in the order in which the calls end. Answers are
/// recorded whole, whatever part of them the script asked for, so that a replay can answer for more.
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
    var whole = request
    whole.projection = nil
    do throws(AWSError) {
      var response = try await inner.send(whole)
      var call = RecordedCall(request, .output(response.output), seconds: EventLoop.now - start)
      call.region = request.region ?? response.region
      call.requestID = response.requestID
      call.status = response.status
      call.attempts = response.attempts
      write(call, request)
      if let projection = request.projection {
        response.output = projection.part(of: response.output)
      }
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
