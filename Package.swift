// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "moonwatch",
  products: [
    .executable(name: "moonwatch", targets: ["moonwatch"]),
    .library(name: "LuaKit", targets: ["LuaKit"]),
    .library(name: "Scripting", targets: ["Scripting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // The command line.
    .executableTarget(
      name: "moonwatch",
      dependencies: [
        "Shell", "Scripting", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "conformance",
      dependencies: ["AWSWire", "AWSSigning", "AWSRuntime", "Documents"],
      swiftSettings: swift),

    // What scripts/bench measures below the level of the command.
    .executableTarget(
      name: "bench",
      dependencies: [
        "AWSSigning", "AWSWire", "Simulator", "Monitoring", "Documents", "LuaKit", "CLua", "CBench",
      ],
      swiftSettings: swift),
    .target(name: "CBench", dependencies: ["CLua"]),

    // Rooms, from the top down. A target names only what stands below it.
    .target(
      name: "Shell",
      dependencies: ["Scripting", "AWSWire", "Documents", "Files", "Spelling", "CReadline"],
      swiftSettings: swift),
    .target(
      name: "Scripting",
      dependencies: [
        "LuaLibrary", "Simulator", "Monitoring", "AWSRuntime", "AWSWire", "Documents", "Files",
        "LuaKit",
      ],
      swiftSettings: swift),
    .target(name: "LuaLibrary"),
    .target(
      name: "Simulator", dependencies: ["Monitoring", "AWSWire", "Documents", "Files"],
      swiftSettings: swift),
    .target(name: "Monitoring", dependencies: ["Spelling"], swiftSettings: swift),
    .target(
      name: "AWSRuntime",
      dependencies: [
        "AWSWire", "AWSSigning", "AWSModels", "Documents", "Files", "Spelling", "CCurl",
        "CSystem",
      ],
      swiftSettings: swift),
    .target(name: "AWSSigning", dependencies: ["CCrypto"], swiftSettings: swift),
    .target(
      name: "AWSWire",
      dependencies: ["AWSModels", "Documents", "Files", "Spelling", "CXML", "CJSON", "CZlib"],
      swiftSettings: swift),
    .target(name: "AWSModels", exclude: ["data"]),
    .target(
      name: "LuaKit", dependencies: ["CLuaSupport", "CLua", "Documents"], swiftSettings: swift),
    .target(name: "Documents", dependencies: ["CDocument"], swiftSettings: swift),
    .target(
      name: "CLuaSupport", dependencies: ["CLua", "CDocument"],
      cSettings: [.define("NDEBUG", .when(configuration: .release))]),
    .target(
      name: "CJSON", dependencies: ["CDocument"],
      cxxSettings: [.define("SIMDJSON_EXCEPTIONS", to: "0")],
      linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "Spelling", swiftSettings: swift),
    .target(name: "Files", swiftSettings: swift),
    .target(name: "CCurl"),
    .target(name: "CDocument"),
    .target(name: "CSystem"),

    // System libraries.
    .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
    .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),

    // Tests, one folder per room.
    .testTarget(
      name: "LuaKitTests", dependencies: ["LuaKit", "CLuaSupport", "CLua", "Documents"],
      swiftSettings: swift),
    .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: swift),
    .testTarget(name: "SpellingTests", dependencies: ["Spelling"], swiftSettings: swift),
    .testTarget(name: "DocumentsTests", dependencies: ["Documents"], swiftSettings: swift),
    .testTarget(
      name: "AWSWireTests", dependencies: ["AWSWire", "Documents"], swiftSettings: swift),
    .testTarget(
      name: "AWSSigningTests", dependencies: ["AWSSigning", "AWSWire", "Documents"],
      swiftSettings: swift),
    .testTarget(
      name: "AWSRuntimeTests",
      dependencies: ["AWSRuntime", "AWSSigning", "AWSWire", "Documents", "Files"],
      swiftSettings: swift),
    .testTarget(name: "MonitoringTests", dependencies: ["Monitoring"], swiftSettings: swift),
    .testTarget(
      name: "SimulatorTests", dependencies: ["Simulator", "Monitoring", "AWSWire", "Documents"],
      swiftSettings: swift),
    .testTarget(
      name: "ScriptingTests",
      dependencies: ["Scripting", "AWSWire", "AWSRuntime", "Documents", "LuaKit"],
      swiftSettings: swift),
    .testTarget(
      name: "ShellTests", dependencies: ["Shell", "Scripting", "Documents", "moonwatch"],
      swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu17,
  cxxLanguageStandard: .cxx17
)

// Has no main of its own: libFuzzer brings one, so it builds only as scripts/fuzz builds it.
if Context.environment["MOONWATCH_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["AWSRuntime", "AWSWire", "Documents"], swiftSettings: swift))
}
