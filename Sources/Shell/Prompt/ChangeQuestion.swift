import AWSWire
import Scripting

/// Asks before a change on AWS: what, where, with what input.
struct ChangeQuestion {
  unowned let host: ScriptHost
  /// Profiles whose changes want more than a `y`: the profile's name has to be typed.
  var productionProfiles: Set<String> = []

  /// True where a person says that the change is to be made.
  func ask(_ change: ProposedChange) -> Bool {
    let whereabouts = host.whereabouts()
    let input = String(decoding: JSON.serialize(change.input, pretty: true), as: UTF8.self)
    let region = change.region ?? whereabouts.region ?? "no Region"
    // A webhook is in no Region.
    let place = change.service == "http" ? "" : " in \(region), profile \(whereabouts.profile)"
    Output.error(
      """
      \(change.service):\(change.operation)\(place)
      \(input)

      """)
    guard productionProfiles.contains(whereabouts.profile) else {
      return Confirmation.ask("Make this change?")
    }
    return Confirmation.ask(typing: whereabouts.profile)
  }
}
