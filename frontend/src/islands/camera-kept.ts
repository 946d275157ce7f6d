// What a phone has recorded or photographed and not yet handed over (现场录制), kept in the browser's own database: a piece for each second, so that a dead battery, a closed page or a
// browser that gave up costs a second at the most. A segment leaves when the server has said that it stands in the case.

export interface Mark {
  atMs: number;
  label: string;
}

/** What a photograph needs to become evidence. */
export interface Photo {
  proves: string;
  collectedAt: string;
}

/** A stretch of a recording, or a photograph. `ended` says that its last piece is there; `file` is its SHA-256 once it is in the case. */
export interface Segment {
  id: string;
  caseId: string;
  sitting: string;
  place: number;
  stage: string;
  title: string;
  type: string;
  beganMs: number;
  endedMs: number;
  sizeBytes: number;
  ended: boolean;
  file: string;
  marks: Mark[];
  photo?: Photo;
}

const DATABASE = "mingjing-camera";
const SEGMENTS = "segments";
const PIECES = "pieces";

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("database"));
  });
}

export class Kept {
  private constructor(private readonly database: IDBDatabase) {}

  static async open(): Promise<Kept> {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(SEGMENTS, { keyPath: "id" }).createIndex("case", "caseId");
      request.result.createObjectStore(PIECES, { keyPath: ["segment", "place"] });
    };
    return new Kept(await done(request));
  }

  put(segment: Segment): Promise<unknown> {
    return done(this.database.transaction(SEGMENTS, "readwrite").objectStore(SEGMENTS).put(segment));
  }

  async piece(segment: Segment, place: number, bytes: Blob): Promise<void> {
    // As bytes: some browsers lose blobs in their database when they are killed.
    const held = { segment: segment.id, place, bytes: await bytes.arrayBuffer() };
    await done(this.database.transaction(PIECES, "readwrite").objectStore(PIECES).put(held));
  }

  /** The whole of a segment, in the order in which it was recorded. */
  async whole(segment: Segment): Promise<Blob> {
    const range = IDBKeyRange.bound([segment.id, 0], [segment.id, Infinity]);
    const pieces: { bytes: ArrayBuffer }[] = await done(this.database.transaction(PIECES).objectStore(PIECES).getAll(range));
    return new Blob(pieces.map((piece) => piece.bytes), { type: segment.type });
  }

  /** What of this case is here, the earliest first. */
  async of(caseId: string): Promise<Segment[]> {
    const index = this.database.transaction(SEGMENTS).objectStore(SEGMENTS).index("case");
    const held: Segment[] = await done(index.getAll(caseId));
    return held.sort((one, other) => one.beganMs - other.beganMs || one.place - other.place);
  }

  /** Lets the bytes go; that it was there stays, so that the next one knows what it continues. */
  async release(segment: Segment): Promise<void> {
    const range = IDBKeyRange.bound([segment.id, 0], [segment.id, Infinity]);
    await done(this.database.transaction(PIECES, "readwrite").objectStore(PIECES).delete(range));
    await this.put(segment);
  }

  async forget(segment: Segment): Promise<void> {
    await this.release(segment);
    await done(this.database.transaction(SEGMENTS, "readwrite").objectStore(SEGMENTS).delete(segment.id));
  }
}
