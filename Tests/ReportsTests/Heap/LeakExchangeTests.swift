import Reports
import Testing

private let request = LeakRequest(
  parent: 4711, limit: 10, frames: nil, folder: "/home/me/a folder", suppressions: ["type:App.Cache*", "module:App"])

@Test func aRequestIsReadAsItWasWritten() {
  #expect(LeakRequest(text: request.text) == request)
  #expect(LeakRequest(text: request.text + "recorded\nreport 1\nlimit 3\nend\n") == request)
}

/// The C code that decides whether it is asked reads no further.
@Test func whoAsksStandsInTheSecondLine() {
  #expect(request.text.hasPrefix("mprof-leaks 1\nparent 4711\n"))
}

@Test func aFolderWithALineFeedInItsNameIsLeftOut() {
  var odd = request
  odd.folder = "/home/x\nparent 1"
  #expect(LeakRequest(text: odd.text)?.folder == nil)
  #expect(LeakRequest(text: odd.text)?.parent == 4711)
}

@Test func whatIsNoRequestIsNotRead() {
  #expect(LeakRequest(text: "") == nil)
  #expect(LeakRequest(text: "mprof-leaks 2\nparent 1\n\n") == nil)
  #expect(LeakRequest(text: "mprof-leaks 1\n\nparent 1\n") == nil)
}

@Test(arguments: [
  LeakAnswer.report(leaks: 2, text: "Leak: 1 object\n\nSUMMARY: 2 leaks\n"), .failure("It cannot be done: no room."),
])
func anAnswerIsReadAsItWasWritten(answer: LeakAnswer) {
  #expect(LeakAnswer(file: request.text + "recorded\n" + answer.text) == answer)
}

@Test func theLastExecutedProgramAnswers() {
  let answer = LeakAnswer.report(leaks: 0, text: "SUMMARY: no leaks\n")
  #expect(LeakAnswer(file: request.text + "recorded\nrecorded\n" + answer.text) == answer)
  #expect(LeakAnswer(file: request.text + "recorded\n" + answer.text + "recorded\n") == .notEnded)
}

@Test func whatIsMissingIsTold() {
  let answer = LeakAnswer.report(leaks: 2, text: "Leak: 1 object\nSUMMARY: 2 leaks\n").text
  #expect(LeakAnswer(file: request.text) == .notRecorded)
  #expect(LeakAnswer(file: request.text + "recorded\n") == .notEnded)
  for count in 1..<answer.utf8.count {
    #expect(LeakAnswer(file: request.text + "recorded\n" + answer.prefix(count)) == .incomplete)
  }
  #expect(LeakAnswer(file: request.text + "recorded\nnonsense\nend\n") == .incomplete)
}

@Test func suppressionsHaveAKindAndAPattern() {
  for text in ["type:App.*", "module:*/libfoo.so*", "function:App.make(_:)"] {
    #expect(LeakRequest.isSuppression(text))
  }
  for text in ["", "type:", "types:App", "App", ":App", "type:a\nparent 1"] {
    #expect(!LeakRequest.isSuppression(text))
  }
}
