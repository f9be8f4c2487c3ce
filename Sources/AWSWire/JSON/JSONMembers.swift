import CJSON

/// Which members of a JSON text's objects are read, by their names on the wire; the others are passed
/// over.
struct JSONMembers {
  /// The first stands for the text's value.
  private(set) var entries: [moonwatch_json_member] = []
  private(set) var names: [UInt8] = []

  /// The members of a part of a shape; nil for a whole one, which passes over nothing.
  init?(_ shape: Shape) {
    guard shape.whole != nil else { return nil }
    entries.append(moonwatch_json_member())
    fill(0, shape)
  }

  private mutating func fill(_ index: Int, _ shape: Shape) {
    // An array's elements share its entry.
    if shape.kind == .list, shape.whole != nil, let element = shape.element {
      return fill(index, element.shape)
    }
    guard shape.whole != nil else {
      entries[index].is_whole = true
      return
    }
    let first = entries.count
    entries[index].first_child = UInt32(first)
    entries[index].child_count = UInt32(shape.members.count)
    for member in shape.members {
      var entry = moonwatch_json_member()
      let start = names.count
      names += (member.locationName ?? member.name).utf8
      entry.name_start = UInt32(start)
      entry.name_length = UInt32(names.count - start)
      entry.is_whole = member.isJSONValue
      entries.append(entry)
    }
    for (offset, member) in shape.members.enumerated() where !member.isJSONValue {
      fill(first + offset, member.shape)
    }
  }
}
