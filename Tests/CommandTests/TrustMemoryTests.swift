import Seal
import TestKit
import Testing
import Vocabulary

@testable import saksi

@Suite("The newest trust list is remembered")
struct TrustMemoryTests {
    @Test("An older list, or another text of the same version, is refused under the path of the newer one alone")
    func older() throws {
        let folder = try Workspace()
        let (first, second, other) = (Digest(of: [1]), Digest(of: [2]), Digest(of: [3]))
        let memory = TrustMemory(of: "/etc/saksi/trust.yaml", roots: [], in: folder.path)
        try memory.check(version: 1, digest: first)
        try memory.check(version: 2, digest: second)
        try memory.check(version: 2, digest: second)
        for (version, digest) in [(1, first), (2, other)] {
            let refused = #expect(throws: SealError.self) { try memory.check(version: version, digest: digest) }
            #expect(refused?.code == .trustListOlder)
        }
        try TrustMemory(of: "/etc/saksi/trust.yaml", roots: [], in: try Workspace().path).check(
            version: 1, digest: first)
        try TrustMemory(of: "/elsewhere/trust.yaml", roots: [], in: folder.path).check(version: 1, digest: first)
        #expect(throws: SealError.self) {
            try TrustMemory(of: "/etc/saksi/../saksi/trust.yaml", roots: [], in: folder.path).check(
                version: 1, digest: first)
        }
    }
}
