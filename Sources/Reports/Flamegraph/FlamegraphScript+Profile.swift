/// The script's first part: the data as arrays, and what can be added up over them.

let flamegraphScriptProfile = #"""
  /** Reads numbers as `NumberWriter` wrote them. */
  class NumberReader {
    constructor(base64) {
      const text = atob(base64);
      this.bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) this.bytes[i] = text.charCodeAt(i);
      this.position = 0;
    }
    get isAtEnd() { return this.position >= this.bytes.length; }
    next() {
      // Multiplied instead of shifted: numbers go beyond 32 bits.
      let value = 0, scale = 1, byte;
      do {
        byte = this.bytes[this.position++];
        value += (byte & 127) * scale;
        scale *= 128;
      } while (byte > 127);
      return value;
    }
    nextSigned() {
      const value = this.next();
      return value % 2 ? -(value + 1) / 2 : value / 2;
    }
  }

  const columns = ["liveBytes", "liveBlocks", "peakBytes", "peakBlocks", "totalBytes", "totalBlocks", "temporaryBlocks"];

  /**
   * The recorded call tree. Nodes are numbers in preorder, so a caller's is below its callees'; node 0 is the root, without
   * a frame. Frames are numbers, too; what is known of them are arrays.
   */
  class Profile {
    constructor(data) {
      Object.assign(this, { names: data.names, files: data.files, modules: data.modules });
      this.readFrames(new NumberReader(data.frames), data.frameCount);
      this.readNodes(new NumberReader(data.nodes), data.nodeCount);
      this.readCounts(new NumberReader(data.counts));
      this.sums = new Map();
    }

    readFrames(reader, count) {
      for (const field of ["nameOf", "fileOf", "lineOf", "moduleOf", "functionOf", "isInBackground"]) this[field] = new Int32Array(count);
      const functions = new Map();  // The same name in two modules is two functions.
      for (let frame = 0; frame < count; frame++) {
        this.nameOf[frame] = reader.next();
        this.fileOf[frame] = reader.next();
        const line = reader.next();
        this.lineOf[frame] = Math.floor(line / 2);
        this.isInBackground[frame] = line % 2;
        this.moduleOf[frame] = reader.next();
        const key = this.nameOf[frame] * this.modules.length + this.moduleOf[frame];
        if (!functions.has(key)) functions.set(key, functions.size);
        this.functionOf[frame] = functions.get(key);
      }
    }

    readNodes(reader, count) {
      this.count = count;
      for (const field of ["parents", "frames", "firstCallee", "nextCallee"]) this[field] = new Int32Array(count);
      this.frames[0] = -1;
      const path = [0];
      for (let node = 1; node < count; node++) {
        path.length -= reader.next();
        this.frames[node] = reader.next();
        const caller = path[path.length - 1];
        this.parents[node] = caller;
        this.nextCallee[node] = this.firstCallee[caller];
        this.firstCallee[caller] = node;
        path.push(node);
      }
    }

    /** Each column's own counts, without those of callees. */
    readCounts(reader) {
      this.own = {};
      for (const column of columns) this.own[column] = new Float64Array(this.count);
      for (let node = 0; !reader.isAtEnd; node++) {
        node += reader.next();
        let bytes = this.own.liveBytes[node] = reader.next();
        let blocks = this.own.liveBlocks[node] = reader.next();
        for (const kind of ["peak", "total"]) {
          bytes = this.own[kind + "Bytes"][node] = bytes + reader.nextSigned();
          blocks = this.own[kind + "Blocks"][node] = blocks + reader.nextSigned();
        }
        this.own.temporaryBlocks[node] = reader.next();
      }
    }

    /** A column's counts of each node with all that it called. */
    sum(column) {
      if (!this.sums.has(column)) {
        const sum = this.own[column].slice();
        for (let node = this.count - 1; node > 0; node--) sum[this.parents[node]] += sum[node];
        this.sums.set(column, sum);
      }
      return this.sums.get(column);
    }

    /**
     * For each node whether its function is in the background of a traceback that has others: the runtime's, say. What has no
     * module is no function but a note in the tree.
     */
    get background() {
      if (this.hidden) return this.hidden;
      const isWanted = new Uint8Array(this.count);
      for (let node = 1; node < this.count; node++) {
        const frame = this.frames[node];
        isWanted[node] = this.module(frame) !== "" && !this.isInBackground[frame] ? 1 : 0;
      }
      const above = isWanted.slice(), below = isWanted.slice();
      for (let node = 1; node < this.count; node++) above[node] |= above[this.parents[node]];
      for (let node = this.count - 1; node > 0; node--) below[this.parents[node]] |= below[node];
      this.hidden = new Uint8Array(this.count);
      for (let node = 1; node < this.count; node++) {
        this.hidden[node] = this.isInBackground[this.frames[node]] && (above[node] || below[node]) ? 1 : 0;
      }
      return this.hidden;
    }

    /** How much of a column was allocated below the frames for which `isWanted`, each block once; hidden nodes do not count. */
    sumBelow(column, isWanted, hidden) {
      const own = this.own[column], isBelow = new Uint8Array(this.count);
      let sum = 0;
      for (let node = 1; node < this.count; node++) {
        isBelow[node] = isBelow[this.parents[node]] | (isWanted[this.frames[node]] & ~hidden[node]);
        if (isBelow[node]) sum += own[node];
      }
      return sum;
    }

    name(frame) { return this.names[this.nameOf[frame]]; }
    module(frame) { return this.modules[this.moduleOf[frame]]; }
    /** `/app/Catalog.swift:12`; empty where unknown. */
    place(frame) {
      const file = this.files[this.fileOf[frame]], line = this.lineOf[frame];
      return file && line ? `${file}:${line}` : file;
    }
    /** `Catalog.swift:12` */
    shortPlace(frame) { return this.place(frame).split("/").pop(); }
  }
  """#
