// References that only pointers keep: in globals, in C's structures, in memory that malloc did not give.
import Glibc

private nonisolated(unsafe) var kept: UnsafeMutableRawPointer?
private nonisolated(unsafe) var keptUnmanaged: Unmanaged<Leaf>?
private nonisolated(unsafe) var callback = (
  function: { (_: UnsafeMutableRawPointer?) -> Void in } as @convention(c) (UnsafeMutableRawPointer?) -> Void,
  context: UnsafeMutableRawPointer?.none
)

//! unmanaged: in use: no leaks
//! unmanaged: afterwards: no leaks
func unmanaged() throws {
  kept = Unmanaged.passRetained(Leaf(1)).toOpaque()
  keptUnmanaged = .passRetained(Leaf(2))
  callback.context = Unmanaged.passRetained(Leaf(3)).toOpaque()
  let structure = UnsafeMutablePointer<sigevent>.allocate(capacity: 1)
  structure.initialize(to: sigevent())
  structure.pointee.sigev_value.sival_ptr = Unmanaged.passRetained(Leaf(4)).toOpaque()
  var key = pthread_key_t()
  pthread_key_create(&key) { Unmanaged<Leaf>.fromOpaque($0!).release() }
  pthread_setspecific(key, Unmanaged.passRetained(Leaf(5)).toOpaque())
  passThroughC()
  try withExtendedLifetime(structure) { try check("in use") }
  for address in [kept, callback.context, structure.pointee.sigev_value.sival_ptr, pthread_getspecific(key)] {
    Unmanaged<Leaf>.fromOpaque(address!).release()
  }
  keptUnmanaged?.release()
  (kept, keptUnmanaged, callback.context) = (nil, nil, nil)
  pthread_setspecific(key, nil)
  structure.deallocate()
  try check("afterwards")
}

/// The only reference is the argument that libc keeps for when the process exits.
private func passThroughC() {
  let context = Unmanaged.passRetained(Leaf(0)).toOpaque()
  on_exit({ _, context in Unmanaged<Leaf>.fromOpaque(context!).release() }, context)
}

/// As C has it: nodes that malloc gave, which nothing but a global and they themselves refer to.
private struct Node {
  var left: UnsafeMutablePointer<Node>?
  var right: UnsafeMutablePointer<Node>?
  var text: UnsafeMutablePointer<CChar>?
}

private nonisolated(unsafe) var root: UnsafeMutablePointer<Node>?
private nonisolated(unsafe) var interior: UnsafeMutablePointer<CChar>?

private func makeTree(_ depth: Int) -> UnsafeMutablePointer<Node>? {
  guard depth > 0, let block = calloc(1, MemoryLayout<Node>.size) else { return nil }
  let node = block.bindMemory(to: Node.self, capacity: 1)
  node.pointee = Node(left: makeTree(depth - 1), right: makeTree(depth - 1), text: strdup("a node's text"))
  return node
}

private func freeTree(_ node: UnsafeMutablePointer<Node>?) {
  guard let node else { return }
  freeTree(node.pointee.left)
  freeTree(node.pointee.right)
  free(node.pointee.text)
  free(node)
}

//! pointers: in use: no leaks
//! pointers: afterwards: no leaks
func pointers() throws {
  root = makeTree(8)
  // Nothing refers to its beginning.
  interior = strdup("text that is known by its middle alone") + 10
  let graph = UnsafeMutablePointer<Leaf?>.allocate(capacity: 20)
  graph.initialize(repeating: nil, count: 20)
  for index in 0..<20 {
    graph[index] = Leaf(index)
    graph[index]?.other = index > 0 ? graph[index - 1] : nil
  }
  let aligned = UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 1024)
  aligned.storeBytes(
    of: Unmanaged.passRetained(Leaf(1)).toOpaque(), toByteOffset: 2048, as: UnsafeMutableRawPointer.self)
  guard let mapped = mmap(nil, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) else { return }
  mapped.storeBytes(
    of: Unmanaged.passRetained(Leaf(2)).toOpaque(), toByteOffset: 99 * 4096, as: UnsafeMutableRawPointer.self)
  guard let shared = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) else { return }
  shared.storeBytes(of: Unmanaged.passRetained(Leaf(3)).toOpaque(), as: UnsafeMutableRawPointer.self)
  try withExtendedLifetime((graph, aligned)) { try check("in use") }
  for address in [aligned + 2048, mapped + 99 * 4096, shared] {
    Unmanaged<Leaf>.fromOpaque(address.load(as: UnsafeMutableRawPointer.self)).release()
  }
  munmap(mapped, 1 << 20)
  munmap(shared, 4096)
  aligned.deallocate()
  graph.deinitialize(count: 20)
  graph.deallocate()
  free(interior! - 10)
  interior = nil
  freeTree(root)
  root = nil
  try check("afterwards")
}

//! cLibrary: in use: no leaks
//! cLibrary: afterwards: no leaks
func cLibrary() throws {
  guard let file = fopen("/proc/self/maps", "r"), let pipe = popen("cat", "w"), let folder = opendir("/proc") else {
    return print("no files")
  }
  var line: UnsafeMutablePointer<CChar>?
  var capacity = 0
  getline(&line, &capacity, file)
  readdir(folder)
  setenv("A_NAME", "a value that the environment keeps", 1)
  let library = dlopen("libm.so.6", RTLD_NOW)
  let other = dlopen("libresolv.so.2", RTLD_LAZY)
  var expression = regex_t()
  regcomp(&expression, "(a|b)*c+[d-f]", REG_EXTENDED)
  var buffer: UnsafeMutablePointer<CChar>?
  var size = 0
  let stream = open_memstream(&buffer, &size)
  fputs(String(repeating: "text ", count: 1000), stream)
  fflush(stream)
  var addresses: UnsafeMutablePointer<addrinfo>?
  getaddrinfo("127.0.0.1", "80", nil, &addresses)
  var zone = time(nil)
  _ = localtime(&zone)
  let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
  try check("in use")
  if let addresses { freeaddrinfo(addresses) }
  if let locale { freelocale(locale) }
  if let stream { fclose(stream) }
  free(buffer)
  regfree(&expression)
  for one in [library, other] where one != nil { dlclose(one!) }
  free(line)
  closedir(folder)
  pclose(pipe)
  fclose(file)
  // Theirs are on the stack until here.
  withExtendedLifetime((line, buffer)) {}
  try check("afterwards")
}
