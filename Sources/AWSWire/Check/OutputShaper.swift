import Documents

/// Gives answers that were made by hand the form that a codec gives to AWS's.
public enum OutputShaper {
  /// The output with keys and shapes numbered in the operation's vocabulary, members in the model's
  /// order, nulls left out, and numbers where the shape has times as timestamps.
  ///
  /// Throws kind `internal`, code `ModelMismatch`, for a member that the shape does not have or a
  /// value of another type: the maker's error. Required members and constraints are not checked.
  public static func conform(_ output: Document, to operation: Operation) throws(AWSError)
    -> Document
  {
    var walk = ShapeWalk(vocabulary: operation.vocabulary, isStrict: false, makeToken: nil)
    let document = walk.run(output, operation.output)
    guard walk.problems.isEmpty else {
      throw AWSError(
        .internal, code: "ModelMismatch",
        "\(operation.name): output: \(ShapeWalk.summary(walk.problems))",
        operation: operation.name, service: operation.service.name)
    }
    return document
  }

  /// The members of an error of the operation, as ``conform(_:to:)`` makes those of its output.
  public static func conform(
    _ fields: Document, toError shape: Shape, of operation: Operation
  ) throws(AWSError) -> Document {
    var walk = ShapeWalk(vocabulary: operation.vocabulary, isStrict: false, makeToken: nil)
    let document = walk.run(fields, shape)
    guard walk.problems.isEmpty else {
      throw AWSError(
        .internal, code: "ModelMismatch",
        "\(operation.name): \(shape.name): \(ShapeWalk.summary(walk.problems))",
        operation: operation.name, service: operation.service.name)
    }
    return document
  }
}
