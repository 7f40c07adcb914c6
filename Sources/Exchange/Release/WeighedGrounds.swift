import Vocabulary

/// How releases stood when something laid before policy with them had ended. While nothing more ends, it stays so: it need
/// not be decided again with every piece that is sent.
actor WeighedGrounds {
    private struct Weighed {
        /// What still stood of all that was laid before policy.
        let left: Set<Digest>
        let grounds: Grounds
        let expires: Instant
    }

    private var weighed: [ReleaseID: Weighed] = [:]

    func grounds(of id: ReleaseID, with left: Set<Digest>) -> Grounds? {
        weighed[id].flatMap { $0.left == left ? $0.grounds : nil }
    }

    func remember(
        _ grounds: Grounds, of id: ReleaseID, with left: Set<Digest>, until expires: Instant, now: Instant
    ) {
        weighed = weighed.filter { $0.value.expires > now }
        weighed[id] = Weighed(left: left, grounds: grounds, expires: expires)
    }
}
