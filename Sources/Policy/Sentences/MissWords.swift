import Vocabulary

/// Says what stood between a permit and a request.
struct MissWords {
    private let catalogue: MessageCatalogue
    /// Who asked.
    private let actor: MemberID

    init(_ catalogue: MessageCatalogue, of actor: MemberID) {
        self.catalogue = catalogue
        self.actor = actor
    }

    func text(_ miss: Reason.Miss) -> String {
        let text =
            miss.is.map { known(miss.about, $0, isExcepted: miss.isExcepted) }
            ?? unknown(miss.about, isExcepted: miss.isExcepted)
        guard miss.isExcepted else { return text }
        // Where it is not known, nobody can say that it is excepted.
        let isKnown = miss.is != nil && miss.about != Reason.Miss.item
        return catalogue.text(isKnown ? .missExcepted : .missExceptedUnknown, ["miss": text])
    }

    /// - Parameters:
    ///   - about: as the record has it: the noun of a dimension.
    ///   - value: words of the vocabulary and codes, as the record has them.
    private func known(_ about: String, _ value: String, isExcepted: Bool) -> String {
        let isNone = value == "none"
        switch about {
        case Dimension.role.noun: return say(.missRole, one(RosterRole.self, value))
        case Dimension.party.noun, Dimension.authority.noun: return say(.missBelongs, value)
        case Dimension.member.noun: return say(.missMember, value)
        case Dimension.category.noun: return say(.missCategory, all(EvidenceCategory.self, value))
        case Dimension.victimIdentity.noun:
            let degree = try? VictimIdentity(parsing: value)
            return say(.missMaterial, degree.map { TermWords(catalogue).victimIdentity([$0]) } ?? value)
        case Dimension.flags.noun: return isNone ? say(.missNoFlag) : say(.missFlags, all(ItemFlag.self, value))
        case Dimension.handling.noun:
            return isNone ? say(.missNoHandling) : say(.missHandling, all(HandlingCode.self, value))
        case Dimension.channel.noun: return say(.missChannel, all(Channel.self, value))
        case Dimension.origin.noun: return say(.missOrigin, value)
        case Dimension.copy.noun: return say(.missCopy, all(CopyKind.self, value))
        case Dimension.evaluation.noun: return say(.missEvaluation, value)
        case Dimension.purpose.noun: return say(.missPurpose, all(Purpose.self, value))
        case Dimension.offence.noun: return say(.missOffence, all(Offence.self, value))
        case Reason.Miss.offenceOfCase: return say(.missOffenceOfCase, all(Offence.self, value))
        case Reason.Miss.item: return say(.missNoItem)
        case Dimension.place.noun: return say(.missPlace, value)
        case Dimension.forum.noun: return say(.missForum, value)
        case Dimension.consent.noun:
            return isExcepted ? say(.missConsentGiven) : isNone ? say(.missNoConsent) : say(.missConsent, value)
        case Dimension.courtOrder.noun: return say(isExcepted ? .missOrder : .missNoOrder)
        case Dimension.override.noun: return say(isExcepted ? .missOverride : .missNoOverride)
        default: return say(.missOther, value, about)
        }
    }

    private func unknown(_ about: String, isExcepted: Bool) -> String {
        switch about {
        case Dimension.victimIdentity.noun: say(.missVictimUnknown)
        case Dimension.party.noun, Dimension.origin.noun: say(.missOriginUnknown)
        case Dimension.flags.noun: say(.missFlagsUnknown)
        case Dimension.handling.noun: say(.missHandlingUnknown)
        case Dimension.place.noun: say(.missPlaceUnknown)
        case Dimension.forum.noun: say(.missForumUnknown)
        case Dimension.offence.noun: say(.missOffenceUnknown)
        case Dimension.purpose.noun: say(.missNoPurpose)
        case Dimension.consent.noun: say(isExcepted ? .missConsentGivenUnknown : .missConsentUnknown)
        default: say(.missUnknown, "", about)
        }
    }

    private func say(_ id: MessageID, _ value: String = "", _ about: String = "") -> String {
        catalogue.text(id, ["actor": actor.text, "value": value, "about": about.replacing("-", with: " ")])
    }

    private func one<Value: Word>(_ type: Value.Type, _ value: String) -> String {
        (try? Value(parsing: value)).map { catalogue.word($0, .one) } ?? value
    }

    private func all<Value: Word>(_ type: Value.Type, _ values: String) -> String {
        catalogue.allOf(
            values.split(separator: ", ").map { code in
                (try? Value(parsing: String(code))).map { catalogue.word($0) } ?? String(code)
            })
    }
}
