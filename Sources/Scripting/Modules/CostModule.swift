import AWSWire
import Documents
import LuaKit

/// What AWS charges, for the Lua library.
struct CostModule: NativeModule {
  let meter: Meter

  var functions: [String: (LuaThread) throws -> LuaReturn] {
    [
      // price(service, operation, input?) → US dollars of one call, true where it may be more
      "price": { thread in
        let service = try thread.argument(1, as: String.self)
        let operation = try thread.argument(2, as: String.self)
        let input: Document = thread.isNil(at: 3) ? [:] : try thread.document(at: 3)
        thread.push(PriceTable.price(service, operation, input: input).dollars)
        thread.push(PriceTable.isLeast(service, operation, input: input))
        return 2
      },
      // alarm_prices() → {standard=, high_resolution=, composite=}, US dollars a month
      "alarm_prices": { thread in
        let prices = PriceTable.Alarm.allCases.map { ($0.rawValue, $0.monthlyCost.dollars) }
        try thread.push(Dictionary(uniqueKeysWithValues: prices))
        return 1
      },
      // spent() → US dollars of the run so far
      "spent": { [meter] thread in
        thread.push(meter.counts.cost.dollars)
        return 1
      },
    ]
  }
}
