/// A stable name for one way things go wrong, such as `bundle.container.duplicate-entry`.
///
/// Lower case, dotted from the general to the particular. A code never changes its meaning;
/// every code stands in `docs/spec/codes.md`.
package struct ErrorCode: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let exit: ExitStatus

    package init(_ name: String, _ exit: ExitStatus) {
        self.name = name
        self.exit = exit
    }

    package var description: String { name }
}
