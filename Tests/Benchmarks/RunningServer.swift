import Foundation
import Glibc
import TestKit

/// A server that this program started, and that it ends by the id it started.
final class RunningServer {
    let number: pid_t
    /// `https://127.0.0.1:41234`
    let address: String

    private init(number: pid_t, address: String) {
        self.number = number
        self.address = address
    }

    func stop() {
        Child.end(number)
    }

    /// A node of ours with its shipped configuration, on a port that the system chooses.
    static func saksid(on ground: Ground) throws -> RunningServer {
        try ground.write(SampleFiles.nodeConfiguration(), to: "node.yaml")
        _ = try Child(
            program: try Installation.ours("saksid"), arguments: ["activate", "--config", ground("node.yaml")],
            ground: ground
        ).run()
        let child = Child(
            program: try Installation.ours("saksid"), arguments: ["serve", "--config", ground("node.yaml")],
            ground: ground)
        let number = try child.start(output: ground("node.out"), errors: ground("node.err"))
        return try wait(for: number, "saksid", ground("node.err")) {
            let said = String(
                decoding: FileManager.default.contents(atPath: ground("node.out")) ?? Data(), as: UTF8.self)
            guard let found = said.firstMatch(of: /listens on (https:[^ \n]+)\n/) else { return nil }
            return String(found.1)
        }
    }

    /// nginx with mutual TLS 1.3 on the same certificates, storing what is PUT and sending it.
    static func nginx(on ground: Ground) throws -> RunningServer {
        let port = try freePort()
        for name in ["nginx/store", "nginx/body"] { try ground.makeFolder(name) }
        try ground.write(
            """
            daemon off;
            worker_processes 2;
            user \(NSUserName());
            pid \(ground("nginx/pid"));
            error_log \(ground("nginx/errors")) error;
            events { worker_connections 512; }
            http {
                access_log off;
                sendfile on;
                tcp_nopush on;
                client_max_body_size 0;
                client_body_buffer_size 1m;
                client_body_temp_path \(ground("nginx/body"));
                server {
                    listen 127.0.0.1:\(port) ssl;
                    ssl_protocols TLSv1.3;
                    ssl_certificate \(ground("pki/kh/node-phnom-penh-tls.pem"));
                    ssl_certificate_key \(ground("pki/kh/node-phnom-penh-tls.pem"));
                    ssl_client_certificate \(ground("roots.pem"));
                    ssl_verify_client on;
                    ssl_verify_depth 3;
                    location / {
                        root \(ground("nginx/store"));
                        dav_methods PUT DELETE;
                    }
                }
            }

            """, to: "nginx/conf")
        try ground.write("here", to: "nginx/store/here")
        let child = Child(
            program: try Installation.tool("nginx"),
            arguments: ["-p", ground("nginx"), "-e", ground("nginx/errors"), "-c", ground("nginx/conf")],
            ground: ground)
        let number = try child.start(output: ground("nginx/out"), errors: ground("nginx/err"))
        let address = "https://127.0.0.1:\(port)"
        let curl = try Curl(ground)
        return try wait(for: number, "nginx", ground("nginx/errors")) {
            (try? curl.run(["-o", "/dev/null", address + "/here"])) == nil ? nil : address
        }
    }

    private static func wait(
        for number: pid_t, _ name: String, _ errors: String, until address: () throws -> String?
    ) throws -> RunningServer {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if let address = try address() { return RunningServer(number: number, address: address) }
            usleep(20_000)
        }
        Child.end(number)
        let said = String(decoding: FileManager.default.contents(atPath: errors) ?? Data(), as: UTF8.self)
        throw BenchmarkFailure("\(name) did not start: \(said.prefix(2000))")
    }

    /// nginx cannot say which port the system chose, so one is chosen for it.
    private static func freePort() throws -> Int {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(handle) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                let bound = unsafe bind(handle, general, size)
                return bound == 0 ? unsafe getsockname(handle, general, &size) : bound
            }
        }
        guard status == 0 else { throw BenchmarkFailure("No free port was found for nginx.") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
