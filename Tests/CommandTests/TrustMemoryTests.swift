import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import saksi

@Suite("The newest trust list is remembered")
struct TrustMemoryTests {
    private let first = Digest(of: [1])
    private let second = Digest(of: [2])
    private let other = Digest(of: [3])
    private let roots = [Digest(of: [4]), Digest(of: [5])]
    private let otherRoots = [Digest(of: [4]), Digest(of: [6])]
    private let path = "/etc/saksi/trust.yaml"

    @Test("An older list, or another text of the same version, is refused under the path of the newer one alone")
    func older() throws {
        let folder = try Workspace()
        let memory = TrustMemory(of: path, in: folder.path)
        #expect(try memory.check(version: 1, digest: first, roots: roots) == nil)
        #expect(try memory.check(version: 2, digest: second, roots: roots.reversed()) == nil)
        #expect(try memory.check(version: 2, digest: second, roots: roots) == nil)
        for (version, digest) in [(1, first), (2, other)] {
            let refused = #expect(throws: SealError.self) {
                try memory.check(version: version, digest: digest, roots: roots)
            }
            #expect(refused?.code == .trustListOlder)
        }
        _ = try TrustMemory(of: path, in: try Workspace().path).check(version: 1, digest: first, roots: roots)
        _ = try TrustMemory(of: "/elsewhere/trust.yaml", in: folder.path).check(
            version: 1, digest: first, roots: roots)
        #expect(throws: SealError.self) {
            try TrustMemory(of: "/etc/saksi/../saksi/trust.yaml", in: folder.path).check(
                version: 1, digest: first, roots: roots)
        }
    }

    @Test("Other roots are no way around it: they need a higher version, and then are told")
    func otherRootSet() throws {
        let folder = try Workspace()
        let memory = TrustMemory(of: path, in: folder.path)
        _ = try memory.check(version: 2, digest: second, roots: roots)
        for version in [1, 2] {
            let refused = #expect(throws: SealError.self) {
                try memory.check(version: version, digest: other, roots: otherRoots)
            }
            #expect(refused?.code == .trustListOlder)
            #expect(refused?.nextStep.contains("fingerprints") == true)
            #expect(refused?.nextStep.contains("remove “\(folder.path)") == true)
        }
        let told = try memory.check(version: 3, digest: other, roots: otherRoots)
        #expect(told?.contains("fingerprints") == true)
        #expect(try memory.check(version: 3, digest: other, roots: otherRoots) == nil)
    }

    @Test("A note that cannot be written is told, and hinders nobody", arguments: ["/dev/null", "/proc/1/nothing"])
    func notWritable(folder: String) throws {
        let told = try TrustMemory(of: path, in: folder).check(version: 1, digest: first, roots: roots)
        #expect(told?.contains("could not be noted") == true)
    }
}
