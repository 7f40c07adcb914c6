import TestKit
import Testing
import Vocabulary

@testable import saksi

@Suite("A computer whose clock is wrong")
struct ClientClockTests {
    /// What one reads who asks the node for its name with a clock that is so far ahead.
    private func member(_ exchange: RunningExchange, ahead seconds: Int64) async throws -> MemberID {
        var options = GlobalOptions()
        options.json = true
        options.noInput = true
        options.profile = exchange.workspace(RunningExchange.Person.investigator.profile)
        let session = Session(
            options, output: Output(json: true),
            time: TestClock(SystemTimekeeper().now.adding(seconds: seconds)),
            environment: RunningExchange.environment(exchange.workspace))
        return try await session.online { $0.member }
    }

    @Test("It is told before anything is signed or sent, with how far it is off; a few minutes do not matter")
    func difference() async throws {
        let exchange = try RunningExchange()
        #expect(try await member(exchange, ahead: 120).text == "kh/ahtjpp/0101")
        let failure = await #expect(throws: OnlineError.self) { try await member(exchange, ahead: 630) }
        #expect(failure?.code == .onlineClock)
        #expect(failure?.code.exit == .usage)
        #expect(failure?.reason == "The clock here is 10 minutes ahead of the clock of kh/node/phnom-penh.")
        #expect(failure?.nextStep.contains("nothing was sent") == true)
        #expect(try exchange.bytesIn() == 0)
    }
}
