import AWSRuntime

/// A role that a profile names wants a code of an MFA device.
public struct MFAQuestion {
  /// Of the device, such as `arn:aws:iam::123456789012:mfa/ana`.
  public let serial: String
  public let profile: String
  /// Waits for a file descriptor while everything else goes on; false as soon as the run is stopped.
  public let waitUntilReadable: (_ fileDescriptor: Int32) async -> Bool
}

extension HostOptions {
  /// ``askMFA`` as sources of credentials call it.
  func liveMFA(_ loop: EventLoop) -> ((AWSRuntime.MFAQuestion) async -> String?)? {
    askMFA.map { ask in
      { question in
        await ask(
          MFAQuestion(serial: question.serial, profile: question.profile) {
            await loop.waitUntilReadable($0)
          })
      }
    }
  }
}
