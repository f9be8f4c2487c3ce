import Spelling
import Testing

@Suite struct NearestNameTests {
  private static let flags = ["region", "profile", "read-only"]

  private static let misspelt: [(String, [String], String?)] = [
    ("Instnces", ["Instances", "Images"], "Instances"), ("INSTANCES", ["Instances"], "Instances"),
    ("ec3", ["ec2", "sns", "sts"], "ec2"), ("s3", ["ec2", "sns", "sts"], nil),
    ("Zzzzzz", ["Instances"], nil), ("ab", ["cd"], nil), ("", ["ab"], nil), ("a", ["b"], nil),
    ("Dimesnions", ["Dimensions"], "Dimensions"), ("regoin", flags, "region"),
    ("readonly", flags, "read-only"), ("x", flags, nil), ("", flags, nil),
    ("threshold", flags, nil),
  ]

  @Test(arguments: misspelt)
  func aNameIsSuggestedIfItIsNear(name: String, among: [String], nearest: String?) {
    #expect(nearestName(to: name, among: among) == nearest)
  }
}
