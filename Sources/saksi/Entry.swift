import Glibc

@main
enum Entry {
    static func main() async {
        // The parsed command lives and ends inside this task, so that Ctrl-C can cancel it as a whole.
        let arguments = Array(CommandLine.arguments.dropFirst())
        let work = Task { await Program.run(arguments, time: .system) }
        let interruption = Interruption { work.cancel() }
        let status = await work.value
        interruption.stop()
        exit(status)
    }
}
