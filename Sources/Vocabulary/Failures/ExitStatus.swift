/// The exit codes of the command line, documented and stable.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    case done = 0
    /// Evidence, a receipt or a log does not verify.
    case evidence = 1
    /// The command or its input was wrong.
    case usage = 2
    case refused = 3
    case waitingForApproval = 4
    /// The network failed or the node is busy: the same command again may succeed.
    case tryAgain = 5
    /// A certificate, a signature's owner or the trust list.
    case trust = 6
    case storage = 7
    /// A log signed what cannot both be true, or does not show that it continues what was cosigned.
    case misconduct = 8
    /// A bug of ours.
    case bug = 70
}
