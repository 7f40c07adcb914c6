/// What is in force in a log, for everybody who asks while its owner is busy with a commit.
///
/// It follows the owner, and is never ahead of it: what was decided by it is held against the owner's when it is committed.
actor ShownPolicy {
    private(set) var policy: PolicyInForce?

    init(_ policy: PolicyInForce?) {
        self.policy = policy
    }

    func show(_ policy: PolicyInForce?) {
        guard policy?.since != self.policy?.since else { return }
        self.policy = policy
    }
}
