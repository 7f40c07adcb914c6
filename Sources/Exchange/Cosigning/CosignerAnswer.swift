/// What a cosigner answered to `add-checkpoint` (C2SP tlog-witness).
package enum CosignerAnswer: Hashable, Sendable {
    /// 200: signature lines, not looked at yet.
    case signed([UInt8])
    /// 409: it stands at another size than it was asked from.
    case stands(at: Int)
    /// Anything else.
    /// - Parameter reason: for the operator, in a sentence.
    case refused(status: Int, reason: String)
}

/// Sends a body of `add-checkpoint` to one cosigner.
/// - Throws: what kept the question or the answer from arriving.
package typealias CosignerQuestion = @Sendable (_ body: [UInt8]) async throws -> CosignerAnswer
