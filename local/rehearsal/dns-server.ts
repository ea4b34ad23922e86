import { createSocket } from 'node:dgram';
import packet from 'dns-packet';

/** Records by their names. */
export interface Zone {
  txt?: Record<string, string[]>;
  cname?: Record<string, string>;
  a?: Record<string, string[]>;
  /** Names that are never answered. */
  silent?: string[];
}

export interface DnsServer {
  /** `host:port`. */
  address: string;
  stop: () => void;
}

/** RFC 1035 §4.1.1: the name is not there. */
const NXDOMAIN = 3;

const answersOf = (zone: Zone, name: string, type: string): packet.Answer[] => {
  if (type === 'TXT') {
    // RFC 1035 §3.3: no string within a record is longer than 255 octets.
    return (zone.txt?.[name] ?? []).map((text) => ({ type, name, data: text.match(/.{1,255}/gs) ?? [''] }));
  }
  if (type === 'A') return (zone.a?.[name] ?? []).map((data) => ({ type, name, data }));
  const data = zone.cname?.[name];
  return type === 'CNAME' && data !== undefined ? [{ type, name, data }] : [];
};

/** A DNS server on 127.0.0.1 that knows these records and no others. */
export const startDns = async (zone: Zone): Promise<DnsServer> => {
  const known = new Set([zone.txt, zone.cname, zone.a].flatMap((records) => Object.keys(records ?? {})));
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const asked = packet.decode(message);
    const { name = '', type = '' } = asked.questions?.[0] ?? {};
    if (zone.silent?.includes(name) === true) return;
    const answer = packet.encode({
      type: 'response',
      id: asked.id ?? 0,
      flags: packet.RECURSION_DESIRED | (known.has(name) ? 0 : NXDOMAIN),
      questions: asked.questions ?? [],
      answers: answersOf(zone, name, type),
    });
    socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { address: `127.0.0.1:${socket.address().port}`, stop: () => socket.close() };
};
