import Foundation

/// Tests that need minutes or many gigabytes run only when they are asked for: `.ci/long` does.
package enum LongTests {
    package static let areAsked = ProcessInfo.processInfo.environment["SAKSI_LONG"] == "1"
}
