/// Where the cursor stands in an entry, and what is typed there already.
struct CompletionPlace: Equatable {
  /// A place among the arguments of a call: an argument, or something in a table that is one.
  struct Site: Equatable {
    enum Key: Equatable {
      case name(String)
      /// An element of a list.
      case element
    }

    var callee: Chain
    /// From 0.
    var argument: Int
    /// The arguments before it, where they are texts.
    var texts: [String?] = []
    /// The way from the argument into it.
    var path: [Key] = []
    /// The texts by name that the tables around the place have already, from the outermost in.
    var given: [[String: String]] = []

    /// The place below a key.
    func below(_ key: Key) -> Site {
      var site = self
      site.path.append(key)
      return site
    }

    /// The last name on the way.
    var name: String? {
      for key in path.reversed() {
        if case .name(let name) = key { return name }
      }
      return nil
    }
  }

  enum Kind: Equatable {
    /// Nothing can be said: a comment, a number, a new name.
    case nothing
    /// A variable or a keyword.
    case name
    case member(Chain, isMethod: Bool)
    /// A key or an element in a table.
    case option(Site)
    /// A value that is wanted without quotes so far.
    case value(Site)
    /// Within quotes.
    case text(Site)
    /// Within the quotes of an index.
    case key(Chain)
    /// Within quotes, compared with something.
    case compared(Chain)
  }

  var kind: Kind
  /// What is typed of the word; within quotes as it is written there.
  var word = ""
  /// Where the word begins, in UTF-8 bytes.
  var start = 0
  /// What ends the text that the cursor is in.
  var quote: String?
  /// Whether what stands before the word wants a value, so that no statement can begin here.
  var wantsValue = false
  /// Names that the entry itself declares.
  var locals: Set<String> = []
}
