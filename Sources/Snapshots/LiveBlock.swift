/// One block that existed when the snapshot was taken. 24 bytes, since there may be ten million.
public struct LiveBlock: Hashable, Sendable {
  /// Where it begins in the memory of the recorded process.
  public var address: UInt64
  /// Its requested size.
  public var bytes: Int
  private var storedSite: Int32
  /// -1 for none.
  private var storedType: Int32

  /// Index into `Snapshot.sites`, below 2^31.
  public var site: Int {
    get { Int(storedSite) }
    set { storedSite = Int32(newValue) }
  }

  /// Index into `Snapshot.types`, below 2^31; nil where the type is not known.
  public var type: Int? {
    get { storedType < 0 ? nil : Int(storedType) }
    set { storedType = newValue.map { Int32($0) } ?? -1 }
  }

  /// A block of the site, and of the type if that is known. Indices of 2^31 and more stop the program.
  public init(address: UInt64, bytes: Int, site: Int, type: Int? = nil) {
    self.address = address
    self.bytes = bytes
    storedSite = Int32(site)
    storedType = type.map { Int32($0) } ?? -1
  }
}
