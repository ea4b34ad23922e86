import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What Linux tells of a running process and of all that it started. */
export interface ProcessInfo {
  pid: number;
  command: string;
}

const lines = (file: string): string[] => {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    // It ended meanwhile.
    return [];
  }
};

const allProcesses = (): (ProcessInfo & { parent: number })[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      // The name stands in parentheses and may hold blanks: the parent is the second field after it.
      const parent = /^.*\) \S (\d+)/s.exec(lines(`/proc/${name}/stat`).join('\n'))?.[1];
      const command = (lines(`/proc/${name}/cmdline`)[0] ?? '').replaceAll('\0', ' ').trim();
      return parent === undefined ? [] : [{ pid: Number(name), command, parent: Number(parent) }];
    });

/** A process and its descendants. */
export const processTree = (root: number): ProcessInfo[] => {
  const all = allProcesses();
  const found = all.filter(({ pid }) => pid === root);
  for (const one of found) found.push(...all.filter(({ parent }) => parent === one.pid));
  return found;
};

const LISTENING = '0A';

/** Addresses that these processes listen on, as the kernel writes them: hexadecimal, each word turned round. */
export const listeningAddresses = (processes: readonly ProcessInfo[]): string[] => {
  const sockets = new Set(processes.flatMap(({ pid }) => socketsOf(pid)));
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    lines(file).flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      return state === LISTENING && sockets.has(`socket:[${inode}]`) ? [local.split(':')[0] ?? ''] : [];
    }),
  );
};

const socketsOf = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const target = linkOf(`/proc/${pid}/fd/${fd}`);
      return target.startsWith('socket:') ? [target] : [];
    });
  } catch {
    return [];
  }
};

const linkOf = (file: string): string => {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
};

/** Memory that processes hold, in MB: all that they have, and their share where they have it together (PSS). */
export const memoryOf = (processes: readonly ProcessInfo[]): { pss: number; rss: number } => {
  const rollups = processes.map(({ pid }) => lines(`/proc/${pid}/smaps_rollup`).join('\n'));
  const sum = (field: RegExp): number =>
    rollups.reduce((total, text) => total + Number(field.exec(text)?.[1] ?? 0), 0) / 1024;
  return { pss: sum(/^Pss:\s+(\d+)/m), rss: sum(/^Rss:\s+(\d+)/m) };
};
