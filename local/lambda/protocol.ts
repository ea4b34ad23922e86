/** What a thread is started with. */
export interface WorkerSetup {
  bundle: string;
  clock: SharedArrayBuffer;
  functionName: string;
  memoryMb: number;
}

export type ToWorker =
  | { type: 'invoke'; requestId: string; event: unknown; deadline: number }
  /** The clock was moved. */
  | { type: 'wake' };

export type FromWorker =
  | { type: 'done'; requestId: string; result: unknown }
  | { type: 'failed'; requestId: string; error: string }
  /** Nothing happens in the thread before `until`; undefined while it works. */
  | { type: 'resting'; until: number | undefined };
