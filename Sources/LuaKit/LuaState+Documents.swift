import CLua
import CLuaSupport
import Documents

#if canImport(Glibc)
  import Glibc
#endif

/// A vocabulary's names as Lua keeps them.
final class VocabularyNames {
  let vocabulary: Vocabulary  // kept, so that its address is not reused for another
  let members: LuaReference
  let shapes: LuaReference

  init(_ vocabulary: Vocabulary, members: LuaReference, shapes: LuaReference) {
    self.vocabulary = vocabulary
    self.members = members
    self.shapes = shapes
  }
}

extension LuaThread {
  /// A document as a table or scalar, built in C. [-0, +1, e]
  ///
  /// Structures, maps and lists get their shape's metatable: `__name` is the shape's name, `__list`
  /// is true for a list. A structure's `__members` are the names of its members in the model's order,
  /// and `__times` the set of those that are times; for a list or a map `__times` is true where its
  /// values are. `pairs` sees the members only.
  public func push(_ document: Document) throws(LuaError) {
    var names = moonwatch_names(members: LUA_NOREF, shapes: LUA_NOREF)
    if let vocabulary = document.vocabulary {
      let kept = try state.names(of: vocabulary)
      names = moonwatch_names(members: kept.members.number, shapes: kept.shapes.number)
    }
    let status = document.withNodes { node, arena in
      moonwatch_push_document(pointer, node, arena, &names)
    }
    try check(status)
  }

  /// The value at an index as a document. [-0, +0, e]
  ///
  /// A table with the keys 1…n is a list, one with string keys a map, an empty one an empty map.
  /// What no document can hold (functions, cycles, mixed keys) is an error that names its path.
  public func document(at index: Int32) throws(LuaError) -> Document {
    var reader = moonwatch_reader()
    let status = moonwatch_read_document(pointer, index, &reader)
    guard status == LUA_OK else {
      free(reader.nodes)
      free(reader.arena)
      throw takeError(status)
    }
    // An arena that nothing was written to was never allocated.
    let arena = reader.arena ?? malloc(1).assumingMemoryBound(to: UInt8.self)
    return Document(
      DocumentStorage(
        adoptingNodes: reader.nodes, count: reader.count, arena: arena, size: reader.size,
        vocabulary: nil))
  }
}

extension LuaState {
  /// The names of a vocabulary, made at its first use.
  func names(of vocabulary: Vocabulary) throws(LuaError) -> VocabularyNames {
    if let names = vocabularies[ObjectIdentifier(vocabulary)] { return names }
    let main = main
    try main.checkStack(8)
    try vocabulary.members.push(to: main)
    let members = try main.popReference()
    try main.newTable(array: Int32(clamping: vocabulary.shapes.count))
    for (index, shape) in vocabulary.shapes.enumerated() {
      do {
        try pushMetatable(of: shape)
        try main.rawSet(position: Int64(index) + 1, at: -2)
      } catch {
        main.pop()
        throw error
      }
    }
    let shapes = try main.popReference()
    let names = VocabularyNames(vocabulary, members: members, shapes: shapes)
    vocabularies[ObjectIdentifier(vocabulary)] = names
    return names
  }

  private func pushMetatable(of shape: Vocabulary.ShapeName) throws(LuaError) {
    let base = main.gettop
    try main.newTable(fields: 4)
    do {
      try main.push(shape.name)
      try main.setField("__name", at: -2)
      main.push(shape.isList)
      try main.setField("__list", at: -2)
      if !shape.members.isEmpty {
        try main.push(shape.members)
        try main.setField("__members", at: -2)
      }
      if shape.isList || shape.timestamps == [""] {
        main.push(!shape.timestamps.isEmpty)
      } else {
        try main.push(Dictionary(uniqueKeysWithValues: shape.timestamps.map { ($0, true) }))
      }
      try main.setField("__times", at: -2)
    } catch {
      main.settop(base)
      throw error
    }
  }
}
