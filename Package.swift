// swift-tools-version: 6.3

import PackageDescription

/// Every target of ours is built the same way: the strictest settings, and no warnings.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
    name: "saksi",
    products: [
        .executable(name: "saksi", targets: ["saksi"]),
        .executable(name: "saksid", targets: ["saksid"]),
        .executable(name: "benchmarks", targets: ["benchmarks"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),

        .target(name: "Vocabulary", dependencies: [crypto, "Yams"], swiftSettings: strict),
        .target(
            name: "Seal",
            dependencies: [
                "Vocabulary", "COpenSSL", crypto,
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ],
            swiftSettings: strict),
        .target(
            name: "EvidenceBundle", dependencies: ["Vocabulary", "Seal", "CArchive", crypto], swiftSettings: strict),
        .target(name: "Policy", dependencies: ["Vocabulary"], swiftSettings: strict),
        .target(name: "Custody", dependencies: ["Vocabulary", "Seal", crypto], swiftSettings: strict),
        .target(name: "Cooperation", dependencies: ["Vocabulary"], swiftSettings: strict),
        .target(
            name: "Store",
            dependencies: ["Vocabulary", "Seal", "Custody", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .target(
            name: "Exchange",
            dependencies: ["Vocabulary", "Seal", "EvidenceBundle", "Policy", "Custody", "Cooperation", "Store"],
            swiftSettings: strict),
        .target(
            name: "Wire",
            dependencies: ["Vocabulary", "Custody", "Policy", "Cooperation"],
            swiftSettings: strict),
        .target(name: "Line", dependencies: [nioCore], swiftSettings: strict),
        .target(
            name: "Gateway",
            dependencies: [
                "Vocabulary", "Seal", "Exchange", "Wire", "Line", "Policy", "Custody", "Cooperation",
                nioCore, nioPosix, nioSSL,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                nioHTTP1,
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "saksid",
            dependencies: [
                "Vocabulary", "Seal", "Policy", "Custody", "Store", "Exchange", "Wire", "Gateway", "Courier",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(
            name: "Courier",
            dependencies: [
                "Vocabulary", "Seal", "Wire", "Line", nioCore, nioSSL, nioHTTP1, asyncHTTPClient,
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            path: "Sources/saksi/Transport",
            swiftSettings: strict),
        .executableTarget(
            name: "saksi",
            dependencies: [
                "Vocabulary", "Seal", "EvidenceBundle", "Custody", "Policy", "Cooperation", "Wire", "Courier",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Transport"],
            swiftSettings: strict),

        .target(name: "TestKit", dependencies: ["Vocabulary"], path: "Tests/TestKit", swiftSettings: strict),
        .testTarget(name: "VocabularyTests", dependencies: ["Vocabulary", "TestKit"], swiftSettings: strict),
        .testTarget(name: "SealTests", dependencies: ["Vocabulary", "Seal", "TestKit"], swiftSettings: strict),
        .testTarget(
            name: "EvidenceBundleTests",
            dependencies: ["Vocabulary", "Seal", "EvidenceBundle", "TestKit"],
            swiftSettings: strict),
        .testTarget(name: "PolicyTests", dependencies: ["Vocabulary", "Policy", "TestKit"], swiftSettings: strict),
        .testTarget(
            name: "CustodyTests",
            dependencies: ["Vocabulary", "Seal", "Custody", "TestKit", crypto],
            swiftSettings: strict),
        .testTarget(
            name: "CooperationTests", dependencies: ["Vocabulary", "Cooperation", "TestKit"], swiftSettings: strict),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Vocabulary", "Seal", "Custody", "Store", "TestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Vocabulary", "Seal", "Custody", "Exchange", "Wire", "Gateway", "Courier", "TestKit", nioCore, nioPosix,
                nioSSL,
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "saksi", "Vocabulary", "Seal", "EvidenceBundle", "Custody", "Policy", "Cooperation", "Wire", "Courier",
                "TestKit",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "Scenarios",
            dependencies: [
                "saksi", "saksid", "Vocabulary", "Seal", "EvidenceBundle", "Policy", "Custody", "Store", "Exchange",
                "Wire",
                "TestKit",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "benchmarks",
            // The programs themselves are measured, so they are built with it.
            dependencies: [
                "saksi", "saksid", "Vocabulary", "Seal", "EvidenceBundle", "Policy", "Custody", "Store", "Exchange",
                "Wire", "TestKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Benchmarks",
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
