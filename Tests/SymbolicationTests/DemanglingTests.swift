import Testing

@testable import Symbolication

@Test func namesOfBothLanguagesAreDemangled() {
  #expect(demangled("$sSa6appendyyxnF") == "Swift.Array.append(__owned A) -> ()")
  #expect(
    demangled("_ZNSt6vectorIiSaIiEE9push_backERKi") == "std::vector<int, std::allocator<int> >::push_back(int const&)")
  #expect(demangled("malloc") == nil)
}
