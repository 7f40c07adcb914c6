import Foundation
import Vocabulary

/// Where a node listens: `https://exchange.example.kh:8443`, and nothing behind the port.
package struct NodeAddress: Hashable, Sendable, CustomStringConvertible {
    package let host: String
    package let port: Int

    package init(parsing text: String) throws(NodeFailure) {
        guard let parts = URLComponents(string: text), parts.scheme == "https", let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil,
            parts.path.isEmpty || parts.path == "/", (1...65_535).contains(parts.port ?? 443)
        else {
            throw NodeFailure(
                .nodeAddress, "“\(text.prefix(200))” is not the address of a node.",
                next: "Write it as https://host:port.")
        }
        self.host = host
        port = parts.port ?? 443
    }

    package var description: String { "https://\(host):\(port)" }
}
