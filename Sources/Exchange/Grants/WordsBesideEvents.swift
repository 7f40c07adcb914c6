import Store
package import Vocabulary

/// What the operator of a stopped node does with the words that lie beside events.
package enum WordsBesideEvents {
    /// Destroys the words beside an event, and the salt with them. The event and its digest stay.
    package static func destroy(beside event: EventID, on setting: NodeSetting) async throws {
        let folder = try await DataFolder.open(
            setting.dataFolder, options: StoreOptions(reserve: setting.reserveBytes))
        let wereThere: Bool
        do {
            wereThere = try await destroy(beside: event, in: folder.register)
        } catch {
            try folder.close()
            throw error
        }
        try folder.close()
        guard wereThere else {
            throw ExchangeError(
                .wordsMissing, "No words lie beside event \(event).",
                next: "Check the event; they may be destroyed already, which `saksid audit` counts.")
        }
    }

    static func destroy(beside event: EventID, in register: Register) async throws -> Bool {
        guard let row = try register.event(event), let bytes = try register.entry(row.log, row.entry) else {
            return false
        }
        return try await register.forgetText(Digest(of: bytes))
    }
}

extension ErrorCode {
    package static let wordsMissing = ErrorCode("exchange.words.missing", .usage)
}
