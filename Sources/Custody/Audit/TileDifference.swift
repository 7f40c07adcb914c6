/// A stored hash that is not the one which the entries give.
///
/// The signed checkpoint tells which of the two is right: if the entries give its root, the tile was changed.
struct TileDifference {
    let path: TilePath
    /// Which hash of the tile.
    let place: Int

    func finding(entriesAgreeWithCheckpoint: Bool) -> AuditFinding {
        guard path.level == 0, !entriesAgreeWithCheckpoint else {
            return AuditFinding(
                .tile(path),
                CustodyError(
                    .custodyTileContent, "Hash \(place) of \(path) is not that of the entries below it.",
                    next: entriesAgreeWithCheckpoint
                        ? "The entries are right and the tile was changed: restore it from a backup or a mirror."
                        : "See the findings on the entries below it."))
        }
        let index = path.index * TilePath.fullWidth + place
        return AuditFinding(
            .entry(index),
            CustodyError(
                .custodyEntryContent, "Entry \(index) is not the one whose hash stands in \(path).",
                next: "The entry was changed: keep everything, and take the right one from a mirror or a backup."))
    }
}
