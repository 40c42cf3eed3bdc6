import ArgumentParser
import Glibc

/// `mprof manual-page`: the manual, made from the help of the commands, so that it says what they do.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual-page", abstract: "Print the manual page; `mprof manual-page | man -l -` shows it.",
    discussion: "`make install` puts it where man looks.")

  @Option(
    help: "The day that stands at the foot of the page, YYYY-MM-DD; without it, the day on which mprof was built.")
  var date: String?

  func validate() throws {
    guard let date else { return }
    let parts = date.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ Int($0) != nil }) else {
      throw ValidationError("\(date) is no day: give it as YYYY-MM-DD")
    }
  }

  func run() throws {
    print(manualPage(of: try CommandDescription(of: Mprof.self), date: date ?? Self.buildDate), terminator: "")
  }

  private static var buildDate: String {
    var (status, parts) = (stat(), tm())
    stat("/proc/self/exe", &status)
    gmtime_r(&status.st_mtim.tv_sec, &parts)
    func twoDigits(_ number: CInt) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(1900 + parts.tm_year)-\(twoDigits(parts.tm_mon + 1))-\(twoDigits(parts.tm_mday))"
  }
}
