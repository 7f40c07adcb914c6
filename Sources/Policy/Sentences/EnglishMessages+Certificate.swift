extension EnglishMessages {
    /// The sentences of a certificate of custody.
    static let certificate: [CertificateMessageID: String] = [
        .title: "Certificate of custody",
        .subtitle: "Electronic evidence shared under {agreement}",
        .forTheCourt:
            "This paper says what can be proved of the evidence: that it is the same, who had it, when, and under which clause. Whether it is admissible is for the court to say.",
        .besideMissing: "Space for a translation into the language “{language}”, made and signed by a translator.",
        .pageFoot: "Certificate of custody, bundle {bundle}",

        .about: "What this is about",
        .aboutBundle: "Bundle of evidence",
        .aboutCase: "Case",
        .aboutAgreement: "Agreement",
        .aboutNode: "Kept by",
        .aboutSteps: "Custody shown",
        .aboutStepsValue: "{count} steps, from {first} to {last}",
        .aboutOneStep: "1 step, on {first}",
        .aboutMade: "This paper was made",
        .aboutMadeBy: "The files beside it",
        .aboutSigned: "listed in SHA256SUMS, which {signer} has signed",
        .aboutNobody:
            "listed in SHA256SUMS, which nobody has signed; this paper alone vouches for them, by the digest of custody.json",
        .aboutRecord: "Digest of custody.json",
        .aboutNames:
            "People appear by state, office and number, as kh/ahtjpp/0101, and exhibits by number. Their names are not on this paper. In the log they stand only where a state writes them into a certificate; the certificates lie beside this paper.",
        .aboutTimes: "Times are given as clocks stand at UTC{offset}.",
        .aboutBuddhist: "Years are of the Gregorian calendar: {year} is {other} of the Buddhist era.",

        .digest: "Is it the same evidence?",
        .digestText:
            "A bundle is a sealed list of exhibits. Its digest is a number computed from that list (SHA-256). If a single letter of a single exhibit were changed, the number would be another one. A copy with this digest is the same evidence:",
        .digestPhone: "To compare by telephone",
        .digestPhoneText:
            "Nine groups, read line by line. They stand for the first half of the digest. The last group is a check: if a group is misheard, or two are exchanged, the nine do not fit together, and “saksi custody verify FOLDER --digits” says so.",
        .digestCode: "Bundle and digest, to be scanned",

        .steps: "Who had it, when, and under which clause",
        .stepsText:
            "In the order of the log. Each step was signed by whoever acted, unless it says otherwise.",
        .columnNumber: "No.",
        .columnWhen: "When, as stated",
        .columnWhat: "What was done with the evidence",
        .columnProof: "Proof",
        .stepSentence: "{actor} {did}.",
        .stepOther: "{did} (with {other})",
        .stepCase: "Case {case}.",
        .stepPurpose: "Purpose: {purpose}.",
        .stepOffence: "Offence: {offence}.",
        .stepPlace: "It takes place in {party}, as declared.",
        .stepForum: "For a court or authority of {party}, as declared.",
        .stepWhole: "The whole bundle.",
        .stepExhibit: "Exhibit {numbers}.",
        .stepExhibits: "Exhibits {numbers}.",
        .stepReleased: "What no. {step} released.",
        .stepReleasedPart: "What no. {step} released, of the exhibits only {numbers}.",
        .stepDecision: "The reasons are in the record of the decision {decision}, which the node keeps.",
        .stepClause: "Under {clauses}.",
        .stepClauseOf: "clause {clause} of {document}",
        .stepRefused: "Because of {clauses}.",
        .stepLift: "To lift {clauses}, for one use: {action}; purposes: {purposes}.",
        .stepAllowed: "Allowed: {actions}.",
        .stepUntil: "Until {time}.",
        .stepOrder: "A court of {party}; the order bears the date {date}.",
        .stepSite: "At the site {site}.",
        .stepSeal: "Seal {seal}.",
        .stepMedium: "Brought by {medium}.",
        .stepFile: "SHA-256 of the file: {digest}",
        .stepReasons: "The reasons, whose words are not in the log; their salted digest is: {digest}",
        .stepNote: "A remark, whose words are not in the log; their salted digest is: {digest}",
        .stepCondition: "The state of the thing, in words that are not in the log; their salted digest is: {digest}",
        .stepAuthorization: "An order or warrant, whose words are not in the log; their salted digest is: {digest}",
        .stepAnswers: "In answer to no. {steps}.",
        .stepAnswersHidden: "In answer to what is not shown here: event {events}.",
        .stepCorrected: "Corrected by no. {steps}.",
        .stepUnacknowledged: "That it arrived is acknowledged by no step shown here.",
        .stepRecipient: "Only for people of {party}.",
        .stepSessionOf: "Hearing by video link: {session}.",
        .stepClock: "The time is by {clock}.",
        .stepBefore: "Salted digest of the content before: {digest}",
        .stepAfter: "Salted digest of the content after: {digest}",
        .stepSession: "Weaker: done in a browser, so the node signed, and not the person.",
        .stepPaper: "Weaker: signed on paper; {signer} entered it and signed that.",
        .stepSigners: "Signed also by {signers}.",
        .stepCertificateEnded:
            "The certificate of who signed had ended when this paper was made. It was good at the time that the step states; that time is the signer's word.",
        .stepCertificateReplaced:
            "The certificate of who signed had been revoked when this paper was made, later than the time that the step states and for a reason that leaves earlier steps standing; that time is the signer's word.",
        .stepCertificateUnjudged:
            "Whether the certificate of who signed had been revoked when this paper was made was not known: the list of revoked certificates had run out. It was good at the time that the step states; that time is the signer's word.",
        .stepCertificateRevoked:
            "Not established: the certificate of who signed had been revoked when this paper was made. Whoever had its key then could have signed this step and stated any time.",
        .stepEntry: "entry {index}",

        .clauses: "What these clauses say",
        .clausesText:
            "In the words of signed files, as whoever made this paper has them, in the version named; another version may have been in force at a step. The words explain: what decides is the rule beside them in the file.",
        .clauseSays: "Clause {clause} of {document}, version {version}: “{says}”",
        .clauseSaysIn: "Clause {clause} of {document}, version {version} (in “{language}”): “{says}”",
        .clausesMissing: "Of these no signed file was at hand: {clauses}.",

        .checked: "What was checked, and how",
        .checkedLog:
            "The log is {log}. Its head over {size} entries is signed with the log key that the trust list, version {version}, names for {node} (Ed25519).",
        .checkedSteps:
            "Each of the {count} steps stands in that log at its place: a proof leads from each to the signed head (SHA-256, RFC 6962). A step cannot be changed, moved or taken out of the log without the head becoming another one.",
        .checkedSignatures:
            "Each step carries the signature of whoever signed it (ECDSA or RSA with SHA-256). Their certificates lead to the root of their own state in the trust list. When this paper was made they were good and not revoked, by the lists that lie beside it, unless the step says otherwise.",
        .checkedCosigned: "Cosigners of other parties have signed the same head: {cosigners}.",
        .checkedCosignersMissing:
            "The agreement, version {version} as whoever made this paper has it, asks for cosigners of other parties: {count}; missing: {missing}. Until they have signed, what is shown here is provisional.",
        .checkedCosignersNone:
            "The agreement, version {version} as whoever made this paper has it, asks for no cosigner.",
        .checkedCosignersEnough:
            "The agreement, version {version} as whoever made this paper has it, asks for cosigners of other parties: {count}; none is missing.",
        .checkedCosignersUnknown: "How many cosigners the agreement asks for was not known where this was made.",
        .checkedNoCosigner:
            "No cosigner of another party has signed this head. What is shown here is proved to be in the log that {node} signed; nobody outside its party has confirmed that it shows the same log to everybody.",
        .checkedCopy:
            "By the word of whoever made this paper, a copy of the bundle was checked together with it: every exhibit, every signature. Its digest is the one above. SHA-256 of the file: {file} ({size} bytes). Whoever has the file can check it again: saksi custody verify FOLDER --copy FILE.",
        .checkedExtract:
            "By the word of whoever made this paper, an extract of the bundle was checked together with it: every exhibit in it, every signature; it names the digest above as that of the bundle it was made from. Digest of the extract: {bundle} – SHA-256 of the file: {file} ({size} bytes). Whoever has the file can check it again: saksi custody verify FOLDER --copy FILE.",
        .checkedCopyStep: "Steps that name this very file: no. {steps}.",
        .checkedNoCopy: "No copy of the bundle was checked together with this.",

        .limits: "What this paper does not say",
        .limitTimes:
            "Times are what each signer stated. What is proved is the order of the steps in the log.",
        .limitComplete:
            "It need not be complete. The node leaves out steps about exhibits that whoever fetched them may not see, and whoever made this paper can have left out any; nothing shows that. What happened outside the exchange is in the log only if somebody recorded it.",
        .limitBefore: "What happened to the evidence before the first step is for other papers.",
        .limitTruth:
            "That the evidence is the same says nothing about whether its content is true. That a clause permitted a step is what the node decided and signed.",

        .statement: "Statement of the person who answers for this",
        .statementText:
            "To be completed and signed by the person who is qualified to do so. The program knows nothing of items 1, 5 and 6: they are this person's own words.",
        .statementPerson: "My office and what qualifies me for this statement: {blank}",
        .statementProcess:
            "The process. The bundle was kept by {node}, a computer that runs the program saksid, and used for this in the regular course of its work. It takes in what members of the agreement submit, checks it, decides by the signed agreement who receives it, and writes each step into a log to which entries can only be added.",
        .statementMethod:
            "The method. This paper was made by {writer}. Digests are SHA-256 (FIPS 180-4). What was checked, and how, stands above; the files beside this paper, and the lines at its end, let anybody check it again with other programs.",
        .statementDigests:
            "The digests. Of the original: {original} – of the copy that goes with this paper, as stated above: {copy} – they are equal.",
        .statementDigestsExtract:
            "The digests. Of the original: {original} – of the extract that goes with this paper, as stated above: {copy}",
        .statementDigestsBlank:
            "The digests. Of the original: {original} – of the copy that goes with this paper, if there is one: {blank}",
        .statementSystem:
            "The system. To the best of my knowledge the computer was working properly throughout, or where it was not, this did not touch the record or its accuracy. Exceptions: {blank}",
        .statementDifferences: "Differences between the original and the copy that I know of: {blank}",
        .statementTrue: "I declare that what I have stated here is true to the best of my knowledge and belief.",
        .fieldName: "Name",
        .fieldOffice: "Office",
        .fieldPlace: "Place and date",
        .fieldSignature: "Signature",
        .fieldStamp: "Stamp",

        .expert: "For the court's expert",
        .expertText:
            "These lines are for bash, in the folder that holds custody.json, with coreutils and OpenSSL 3. They need neither the network nor a program of ours. How to read the formats stands in docs/spec/custody-log.md.",
        .expertRoots:
            "ROOTS is a file with the root certificates of the states, from your own trust list; compare their fingerprints on paper.",
        .expertFiles: "Nothing in the folder was changed; the second line must give the digest of custody.json above.",
        .expertSigner: "Who signed the list of files.",
        .expertCheckpoint:
            "The head of the log is signed with the log's key. Compare KEY with your own trust list.",
        .expertCosigners:
            "Cosigners have signed the same head, each with a time of its own. Compare each KEY with your own trust list.",
        .expertSteps:
            "Each step: what it says, to be compared with its row above; that custody.json has it; its certificate leads to a root, its signature holds, and it stands in the log. The last line must not say MISSING.",
        .expertCopy:
            "COPY is the path of a copy of the bundle, if there is one: its digest, which must be the one above, and that of its file.",
        .expertSaksi: "The same, and revocation, with saksi and your trust list: {command}",
    ]
}
