import CXML
import Documents

/// Reads XML answers with libxml2's SAX2 interface.
enum XMLDecoder {
  /// Why an answer cannot be read.
  struct Failure: Error {
    let reason: String
    /// True where the text ends before the document does.
    var isCutShort = false
    /// True for a service's error where an output was expected.
    var isError = false
  }

  /// Reads an answer as a plan says. `wrapperIsOptional`: members may also stand at the top.
  static func decode(
    _ body: [UInt8], _ plan: XMLPlan, vocabulary: Vocabulary?, root: XMLReader.Root,
    wrapperIsOptional: Bool
  ) throws(Failure) -> Document {
    guard let size = Int32(exactly: body.count) else {
      throw Failure(reason: "it is larger than 2 GiB")
    }
    let result = body.withUnsafeBytes { bytes in
      Result { () throws(Failure) -> Document in
        guard
          let parser = xmlCreateMemoryParserCtxt(
            bytes.baseAddress?.assumingMemoryBound(to: CChar.self), size)
        else { throw Failure(reason: "it is empty") }
        defer { xmlFreeParserCtxt(parser) }
        return try parse(
          parser, plan, vocabulary: vocabulary, root: root,
          wrapperIsOptional: wrapperIsOptional, size: body.count)
      }
    }
    return try result.get()
  }

  private static func parse(
    _ parser: xmlParserCtxtPtr, _ plan: XMLPlan, vocabulary: Vocabulary?, root: XMLReader.Root,
    wrapperIsOptional: Bool, size: Int
  ) throws(Failure) -> Document {
    // The parser's own dictionary makes way for the plan's, so that names are the plan's pointers.
    xmlDictFree(parser.pointee.dict)
    parser.pointee.dict = plan.dictionary
    xmlDictReference(plan.dictionary)
    // HUGE lifts the limits on text; what they guard against, documents with entities of their own,
    // is refused, and depth has a limit here. NOENT has `&amp;` in attributes resolved.
    let options = XML_PARSE_NONET.rawValue | XML_PARSE_HUGE.rawValue | XML_PARSE_NOENT.rawValue
    xmlCtxtUseOptions(parser, Int32(bitPattern: options))
    parser.pointee.sax.pointee = handler

    let context = UnsafeMutablePointer<Context>.allocate(capacity: 1)
    context.initialize(
      to: Context(
        reader: XMLReader(
          plan, parser: parser, root: root, wrapperIsOptional: wrapperIsOptional, bodySize: size)))
    defer {
      context.deinitialize(count: 1)
      context.deallocate()
    }
    parser.pointee.userData = UnsafeMutableRawPointer(context)
    let outcome = xmlParseDocument(parser)
    if let failure = context.pointee.reader.failure {
      var isError = false
      if case .rootElement(let name) = failure { isError = XMLReader.Root.error.admits(name) }
      throw Failure(reason: describe(failure), isError: isError)
    }
    if let problem = context.pointee.problem {
      throw problem
    }
    guard outcome == 0, parser.pointee.wellFormed == 1 else {
      throw Failure(reason: "it is not well-formed XML")
    }
    return context.pointee.reader.writer.finish(vocabulary: vocabulary)
  }

  /// What libxml2 hands to every callback.
  struct Context: ~Copyable {
    var reader: XMLReader
    /// The first syntax error.
    var problem: Failure?
  }

  private static func describe(_ failure: XMLReader.Failure) -> String {
    switch failure {
    case .tooDeep: "its elements are nested deeper than \(XMLReader.maximumDepth) levels"
    case .documentType: "it has a document type declaration, which is refused"
    case .rootElement(let name): "its root element is <\(name)>"
    case .value(let expected, let got, let element):
      "<\(element)>: expected \(expected), got \(got.debugDescription)"
    case .entryWithoutKey: "an entry of a map has no key"
    }
  }

  // MARK: Callbacks

  private static var handler: xmlSAXHandler {
    var handler = xmlSAXHandler()
    handler.initialized = UInt32(XML_SAX2_MAGIC)
    handler.startElementNs = { context, name, _, _, _, _, count, _, attributes in
      guard let name else { return }
      XMLDecoder.context(context).pointee.reader.start(
        name, attributes: attributes, count: Int(count))
    }
    handler.endElementNs = { context, name, _, _ in
      guard let name else { return }
      XMLDecoder.context(context).pointee.reader.end(name)
    }
    handler.characters = { context, text, count in
      guard let text else { return }
      XMLDecoder.context(context).pointee.reader.characters(text, count: Int(count))
    }
    // The same for what libxml2 takes for layout: a value may be white space.
    handler.ignorableWhitespace = handler.characters
    handler.cdataBlock = handler.characters
    handler.internalSubset = { context, _, _, _ in
      XMLDecoder.context(context).pointee.reader.fail(.documentType)
    }
    handler.serror = { context, error in
      guard let context, let error, error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue else {
        return
      }
      XMLDecoder.note(XMLDecoder.context(context), error.pointee)
    }
    return handler
  }

  @inline(__always)
  private static func context(_ pointer: UnsafeMutableRawPointer?)
    -> UnsafeMutablePointer<Context>
  {
    pointer.unsafelyUnwrapped.assumingMemoryBound(to: Context.self)
  }

  private static func note(_ context: UnsafeMutablePointer<Context>, _ error: xmlError) {
    // A namespace that is not declared does no harm, as names are compared without it.
    guard context.pointee.problem == nil, error.domain != Int32(XML_FROM_NAMESPACE.rawValue) else {
      return
    }
    let parser = context.pointee.reader.parser
    let input = parser.pointee.input
    let isAtEnd = input.map { $0.pointee.end - $0.pointee.cur <= 1 } ?? true
    var message = error.message.map { String(cString: $0) } ?? "malformed"
    while message.last?.isWhitespace == true { message.removeLast() }
    context.pointee.problem = Failure(
      reason: "\(message) (line \(error.line), column \(error.int2))",
      isCutShort: isAtEnd && context.pointee.reader.openElements > 0)
  }
}
