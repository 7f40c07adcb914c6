package import Vocabulary

/// The form to fill in, with every field explained for somebody who does this for the first time.
package enum HearingTemplate {
    /// Stands wherever somebody has to write; a file that still has it is refused at that line.
    static let unfilled = "FILL-IN"

    /// The record, for the side that keeps the file.
    package static func record(
        session: SessionID, agreement: AgreementID, caseNumber: CaseNumber, side: HearingSide
    ) -> String {
        """
        # Record of a video-link hearing.
        # Write what happened, as it happened, in your own site's time. Replace every \(unfilled).
        # Lines that begin with # are explanations and may stay. A line marked (may be left out) can be removed.
        # No names, no addresses, no telephone numbers: persons are P-001, P-002, … and rooms are codes.
        # Who P-001 is stands in the sealed case file, and nowhere else.
        form: \(HearingRecord.Form.one)
        session: \(session)
        agreement: \(agreement)
        case: \(caseNumber)
        request: \(unfilled)              # file number of the request, without spaces (may be left out)
        side: \(side)               # your side: presiding (the court that hears) or assisting (the state that helps)
        presiding: \(unfilled)            # the authority that hears, such as kh/court
        assisting: \(unfilled)            # the authority that helps, such as th/oag
        mode: \(unfilled)                 # direct: the presiding court asks; indirect: the assisting authority asks for it

        # What allows each side to take part. Without a legal basis for BOTH there is no hearing.
        # kind: \(words(BasisKind.self))
        basis:
          presiding: {kind: \(unfilled), reference: "\(unfilled)"}
          assisting: {kind: \(unfilled), reference: "\(unfilled)"}

        # Every room that is on the line, at least one on each side. The code is a short word, never an address.
        # kind: \(words(SiteKind.self))
        # zone: Asia/Phnom_Penh, Asia/Bangkok, Asia/Ho_Chi_Minh, …
        # backup-line: \(words(BackupLine.self)): how you reach each other when the line fails
        # A consulate also needs “host-state-consent: true”.
        sites:
          - site: \(unfilled)             # such as kh-court
            side: presiding
            kind: \(unfilled)
            zone: \(unfilled)
            technical-contact: \(unfilled)   # a member's number, such as kh/court/0003
            backup-line: \(unfilled)
          - site: \(unfilled)             # such as th-child-room
            side: assisting
            kind: \(unfilled)
            zone: \(unfilled)
            technical-contact: \(unfilled)
            backup-line: \(unfilled)

        # The last test call before the hearing, with sound and picture in both directions.
        test-call:
          at: \(unfilled)                 # as 2026-05-03T15:00:00+07:00
          result: \(unfilled)             # passed or passed-with-faults
          note: "\(unfilled)"             # (may be left out)

        system:
          product: "\(unfilled)"          # which program or device, with its version
          encryption: \(unfilled)         # \(words(LineEncryption.self))

        # The person heard, by number. How the court knew that it was this person, and which authority checked.
        # role: \(words(HeardRole.self))
        # identified-how: \(words(IdentificationMethod.self))
        person-heard:
          person: P-001
          role: \(unfilled)
          age: \(unfilled)                # child, adult, not-established
          site: \(unfilled)               # the code of the room where the person sat
          identified-how: \(unfilled)
          identified-by: \(unfilled)      # the authority, such as th/oag

        # A summons is not consent: if the person was summoned, write “summoned”.
        consent:
          state: \(unfilled)              # \(words(ConsentState.self))
          language: \(unfilled)           # in which it was explained: km, th, vi, en, …
          explained-by: \(unfilled)       # the function of who explained it, such as support-person

        # What the person was told before the first question. Remove what was not told.
        rights: \(list(RightNotified.self))

        # Questions the person did not have to answer, and who decided (may be left out).
        # privileges:
        #   - {privilege: self-incrimination, decision: upheld, decided-by: presiding}

        # Everybody who interpreted. An empty list is written [].
        # mode: \(words(InterpretationMode.self))
        # oath: \(words(OathForm.self))
        interpreters:
          - person: P-002
            from: \(unfilled)             # the language heard
            to: \(unfilled)               # the language spoken to the court
            mode: \(unfilled)
            site: \(unfilled)
            oath: \(unfilled)

        # What protected the person. Remove what was not used; [] if nothing was.
        protective-measures: \(list(ProtectiveMeasure.self))

        # true or false, each one.
        room:
          shown-by-panning: \(unfilled)       # the camera showed the whole room before the first question
          no-prompting: \(unfilled)           # nobody who could influence the person was within sight or hearing
          separate-entrance: \(unfilled)      # the person did not meet the accused on the way
          waiting-room: \(unfilled)
          private-line-to-counsel: \(unfilled)   # the accused could speak with counsel unheard

        # Which rooms the people in each room could see.
        sight:
          - {site: \(unfilled), sees: [\(unfilled)]}

        # Exhibits that were shown to the person (may be left out). “sha256sum FILE” prints the digest.
        # exhibits-shown:
        #   - {bundle: 0123456789abcdef0123456789abcdef, exhibit: 3, digest: "sha256:…"}

        # Recording is off unless the agreement permits it.
        # If it is permitted, add: law: "…"   by: presiding or assisting   format: "…"
        recording:
          permitted: \(unfilled)

        \(view)
        # The minutes (may be left out until they are written).
        # minutes:
        #   by: presiding
        #   signed-by: [kh/court/0001]
        #   digest: "sha256:…"            # of the signed file

        transmission: exchange           # how this record travels: \(words(Transmission.self))

        # In a provincial court with little equipment: what was prepared. Remove what was not.
        # Loss of sound stops the hearing; note it below “interruptions” and go on only when everybody hears again.
        # Keep paper minutes at hand, and a second room in reserve.
        small-room: \(list(SmallRoomCheck.self))

        """
    }

    /// The other site's own account.
    package static func account(
        session: SessionID, agreement: AgreementID, caseNumber: CaseNumber, side: HearingSide
    ) -> String {
        """
        # Your own site's account of a video-link hearing.
        # Write what YOU saw, not what the other side's record says: the two are laid side by side, and a
        # difference is not a mistake. Replace every \(unfilled). No names, addresses or telephone numbers.
        form: \(HearingAccount.Form.one)
        session: \(session)
        agreement: \(agreement)
        case: \(caseNumber)
        side: \(side)
        authority: \(unfilled)            # yours, such as th/oag
        zone: \(unfilled)                 # of your room, such as Asia/Bangkok
        # record: "sha256:…"             # digest of the other side's record, if you had it before you wrote (may be left out)

        \(view)
        """
    }

    private static let view = """
        # What your own site saw. Times as the clock in your room showed them, with the offset: 2026-05-04T09:00:00+07:00
        view:
          site: \(unfilled)               # the code of your room
          opened: \(unfilled)
          closed: \(unfilled)
          # Everybody who was in a room that you could see, from when to when; who went out and came back stands twice.
          # function: \(words(PresentFunction.self))
          attendance:
            - {person: P-003, function: \(unfilled), site: \(unfilled), in: "\(unfilled)", out: "\(unfilled)"}
          oath:
            form: \(unfilled)             # \(words(OathForm.self))
            by: \(unfilled)               # presiding or assisting: whose law
            law: "\(unfilled)"            # the article; needed for unsworn-by-law, otherwise it may be left out
            at: \(unfilled)
          # Pauses that were agreed (may be left out).
          # breaks:
          #   - {start: "2026-05-04T09:40:00+07:00", end: "2026-05-04T09:50:00+07:00"}
          # Every time the line, the sound, the power or something else stopped the hearing, in order; [] if never.
          # cause: \(words(InterruptionCause.self))
          # testimony: \(words(TestimonyEffect.self)): what happened to the words just spoken
          # resumed: \(words(Resumption.self))
          interruptions:
            - start: \(unfilled)
              end: \(unfilled)
              cause: \(unfilled)
              testimony: \(unfilled)
              resumed: \(unfilled)
              detail: "\(unfilled)"       # (may be left out)
          # The files of the recording in order, where recording was permitted (may be left out).
          # segments:
          #   - {number: 1, start: "…", end: "…", size: 1048576, digest: "sha256:…"}
          remarks: "\(unfilled)"          # (may be left out)

        """

    private static func words<List: Word>(_ type: List.Type) -> String {
        List.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private static func list<List: Word>(_ type: List.Type) -> String { "[\(words(type))]" }
}
