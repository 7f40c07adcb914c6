extension BinaryInteger {
    /// A number and what is counted: “1 exhibit”, “2 exhibits”, “2 entries”.
    package func counted(_ one: String, _ many: String? = nil) -> String {
        self == 1 ? "1 \(one)" : "\(self) \(many ?? one + "s")"
    }
}
