/// A structure's members by the bytes of their names on the wire, and the one that was found last.
final class MemberTable {
  private let members: [(name: [UInt8], member: Member)]
  private var last = 0

  init(_ members: [Member], name: (Member) -> String) {
    self.members = members.map { (Array(name($0).utf8), $0) }
  }

  func find(_ name: UnsafeBufferPointer<UInt8>) -> Member? {
    // Answers repeat themselves: the next one is a good guess.
    var index = last
    for _ in members.indices {
      index += 1
      if index >= members.count { index = 0 }
      if members[index].name.count == name.count, members[index].name.elementsEqual(name) {
        last = index
        return members[index].member
      }
    }
    return nil
  }
}
