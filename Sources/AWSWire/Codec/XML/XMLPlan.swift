import CXML

/// How an operation's answer is read, compiled from its shapes into flat arrays.
///
/// The decoder's callbacks run once for each element, so what they look at is plain memory: no
/// object, no String, no reference count. Element names are interned in the plan's own libxml2
/// dictionary, which the parser uses too, and so compare by pointer.
///
/// A plan remembers from one answer to the next which element followed which, and so is used by one
/// parse at a time; see ``XMLPlanCache``.
final class XMLPlan {
  /// How the content of an element is read.
  struct Step {
    enum Kind: UInt8 {
      case structure, list, map
      /// One entry of a map, holding a key and a value.
      case entry
      case string, integer, double, boolean, blob, timestamp

      var isLeaf: Bool { rawValue >= Kind.string.rawValue }
    }

    var kind: Kind
    var hasAttributes = false
    /// What the node of a structure, list or map carries.
    var shape: UInt16 = 0
    /// Where the elements that may stand inside begin: members; the one element of a list; the one
    /// entry of a map; key and value of an entry.
    var firstChild: Int32 = 0
    var childCount: Int32 = 0
    /// The child that was seen last, where the next search starts.
    var lastChild: Int32 = 0
  }

  /// An element that may stand inside another.
  struct Child {
    enum Container: UInt8 { case none, list, map }

    /// Interned in the plan's dictionary.
    var name: UnsafePointer<UInt8>
    var step: Int32
    /// Number of the member in the vocabulary.
    var member: UInt32 = 0
    /// A flattened list or map: the element is repeated where the member stands.
    var flattened = Container.none
    var isAttribute = false
    var flattenedShape: UInt16 = 0
    /// The child that followed this one last time.
    var successor: Int32
  }

  let dictionary: xmlDictPtr
  private(set) var steps: UnsafeMutableBufferPointer<Step>
  private(set) var children: UnsafeMutableBufferPointer<Child>
  /// The step of the answer's structure.
  private(set) var root: Int32 = 0
  /// The element around a query answer's members, interned; nil where members stand at the top.
  let wrapper: UnsafePointer<UInt8>?

  /// Compiles a structure, or nothing where the operation has no output.
  init(_ shape: Shape?, wrapper: String?) {
    guard let dictionary = xmlDictCreate() else { fatalError("out of memory: XML dictionary") }
    self.dictionary = dictionary
    self.wrapper = wrapper.map { Self.intern($0, dictionary) }
    var compiler = Compiler(dictionary: dictionary)
    root = compiler.root(shape)
    steps = Self.copy(compiler.steps)
    children = Self.copy(compiler.children)
  }

  deinit {
    steps.deallocate()
    children.deallocate()
    xmlDictFree(dictionary)
  }

  /// True once answers full of unknown names have made the dictionary large.
  var isWornOut: Bool { xmlDictSize(dictionary) > 50_000 }

  private static func copy<T>(_ values: [T]) -> UnsafeMutableBufferPointer<T> {
    let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: values.count)
    _ = buffer.initialize(from: values)
    return buffer
  }

  fileprivate static func intern(_ name: String, _ dictionary: xmlDictPtr) -> UnsafePointer<UInt8> {
    guard let interned = xmlDictLookup(dictionary, name, -1) else {
      fatalError("out of memory: XML dictionary")
    }
    return interned
  }

  /// Turns shapes into steps. A use of a shape becomes one step for each way in which uses differ.
  private struct Compiler {
    private struct Use: Hashable {
      let shape: ObjectIdentifier
      let isEntry: Bool
    }

    let dictionary: xmlDictPtr
    var steps: [Step] = []
    var children: [Child] = []
    private var known: [Use: Int32] = [:]

    init(dictionary: xmlDictPtr) { self.dictionary = dictionary }

    mutating func root(_ shape: Shape?) -> Int32 {
      guard let shape else { return add(Step(kind: .structure)) }
      return step(shape)
    }

    private mutating func add(_ step: Step) -> Int32 {
      steps.append(step)
      return Int32(steps.count - 1)
    }

    private mutating func step(_ shape: Shape) -> Int32 {
      let use = Use(shape: ObjectIdentifier(shape), isEntry: false)
      if let step = known[use] { return step }
      let index = add(Step(kind: Self.kind(of: shape), shape: shape.number))
      // Before what is inside, since that may lead back here.
      known[use] = index
      switch shape.kind {
      case .structure: setChildren(of: index, members(of: shape))
      case .list: setChildren(of: index, [child(shape.element!, named: "member")])
      case .map:
        setChildren(
          of: index,
          [Child(name: XMLPlan.intern("entry", dictionary), step: entry(shape), successor: 0)])
      default: break
      }
      return index
    }

    private mutating func entry(_ map: Shape) -> Int32 {
      let use = Use(shape: ObjectIdentifier(map), isEntry: true)
      if let step = known[use] { return step }
      let index = add(Step(kind: .entry))
      known[use] = index
      setChildren(of: index, [child(map.key!, named: "key"), child(map.value!, named: "value")])
      return index
    }

    private mutating func setChildren(of step: Int32, _ list: [Child]) {
      steps[Int(step)].firstChild = Int32(children.count)
      steps[Int(step)].childCount = Int32(list.count)
      steps[Int(step)].hasAttributes = list.contains(where: \.isAttribute)
      for (index, child) in list.enumerated() {
        var child = child
        child.successor = Int32((index + 1) % list.count)
        children.append(child)
      }
    }

    private mutating func child(_ member: Member, named name: String) -> Child {
      Child(
        name: XMLPlan.intern(member.locationName ?? name, dictionary), step: step(member.shape),
        successor: 0)
    }

    private mutating func members(of shape: Shape) -> [Child] {
      var list: [Child] = []
      var aliases: [Child] = []
      for member in shape.members {
        var child = child(member, named: member.name)
        child.member = UInt32(member.number)
        child.isAttribute = member.isXMLAttribute
        if member.isFlattened || member.shape.isFlattened {
          switch member.shape.kind {
          case .list:
            let element = member.shape.element!
            child.flattened = .list
            child.flattenedShape = member.shape.number
            child.step = step(element.shape)
            // Older models name a flattened list by its element.
            if let name = element.locationName {
              var alias = child
              alias.name = XMLPlan.intern(name, dictionary)
              aliases.append(alias)
            }
          case .map:
            child.flattened = .map
            child.flattenedShape = member.shape.number
            child.step = entry(member.shape)
          default: break
          }
        }
        list.append(child)
      }
      // A member that was not asked for keeps its name to itself.
      let hidden = shape.whole.map { $0.members.map { name(of: $0) } } ?? []
      for alias in aliases
      where !list.contains(where: { $0.name == alias.name }) && !hidden.contains(alias.name) {
        list.append(alias)
      }
      return list
    }

    private func name(of member: Member) -> UnsafePointer<UInt8> {
      XMLPlan.intern(member.locationName ?? member.name, dictionary)
    }

    private static func kind(of shape: Shape) -> Step.Kind {
      switch shape.kind {
      case .structure: .structure
      case .list: .list
      case .map: .map
      case .string: .string
      case .integer, .long: .integer
      case .float, .double: .double
      case .boolean: .boolean
      case .blob: .blob
      case .timestamp: .timestamp
      }
    }
  }
}
