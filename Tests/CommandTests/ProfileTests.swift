import Testing
import Vocabulary

@testable import saksi

@Suite("The profile")
struct ProfileTests {
    private func read(_ text: String, at file: String = "/home/x/.config/saksi/profile.yaml") throws -> Profile {
        try Profile(reading: Array(text.utf8), at: file)
    }

    @Test("Relative paths count from the folder of the profile")
    func paths() throws {
        let profile = try read(
            """
            node: https://exchange.example:7443
            node-identity: kh/node/phnom-penh
            identity: keys/me.pem
            trust: /etc/saksi/trust.yaml
            offset: +07:00
            """)
        #expect(profile.identity == "/home/x/.config/saksi/keys/me.pem")
        #expect(profile.trust == "/etc/saksi/trust.yaml")
        #expect(profile.node == "https://exchange.example:7443")
        #expect(profile.offset == .indochina)
        #expect(profile.agreements == nil)
    }

    @Test("The template is a profile that sets nothing")
    func template() throws {
        let profile = try read(ProfileText.template)
        #expect(profile == Profile(at: profile.file))
    }

    @Test("Every key of the template is understood")
    func keys() throws {
        let uncommented = ProfileText.template.split(separator: "\n")
            .map {
                $0.hasPrefix("# ") && $0.contains(": ") && !$0.contains(". ") && !$0.hasSuffix(".")
                    ? $0.dropFirst(2) : $0
            }
            .joined(separator: "\n")
        let profile = try read(uncommented)
        #expect(profile.node != nil)
        #expect(profile.nodeIdentity != nil)
        #expect(profile.identity != nil)
        #expect(profile.agreements != nil)
        #expect(profile.offset != nil)
    }

    @Test(
        "What is not of its form is refused with its place",
        arguments: [
            ("nod: https://x:1", "Did you mean “node”?"),
            ("node: http://x:1", "Write it as https://host:port."),
            ("node: https://x", "Write it as https://host:port."),
            ("node: https://x:1/path", "Write it as https://host:port."),
            ("node-identity: kh/ahtjpp/0101", "Write it as kh/node/phnom-penh."),
            ("offset: 7", "Correct the spelling and try again."),
            ("trust: a\ntrust: b", "Keep one of the two."),
        ])
    func refused(text: String, next: String) throws {
        let error = try #require(throws: VocabularyError.self) { try read(text) }
        #expect(error.reason.contains("profile.yaml:"))
        #expect(error.nextStep == next || error.reason.contains("stands here and again"), "\(error)")
    }

    @Test("A missing setting names the option and the line")
    func needed() throws {
        let profile = Profile(at: "/p.yaml")
        let error = try #require(throws: CommandError.self) {
            try profile.needed(profile.trust, setting: "trust", option: "--trust FILE")
        }
        #expect(error.reason == "--trust FILE was not given, and the profile “/p.yaml” has no line “trust: …”.")
    }

    @Test("The default place follows the XDG base directories")
    func place() {
        #expect(Profile.defaultFile(["HOME": "/home/x"]) == "/home/x/.config/saksi/profile.yaml")
        #expect(Profile.defaultFile(["HOME": "/home/x", "XDG_CONFIG_HOME": "/c"]) == "/c/saksi/profile.yaml")
        #expect(
            Profile.defaultFile(["HOME": "/home/x", "XDG_CONFIG_HOME": ""]) == "/home/x/.config/saksi/profile.yaml")
    }
}
