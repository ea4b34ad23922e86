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

const isKnown = (zone: Zone, name: string): boolean =>
  [zone.txt, zone.cname, zone.a].some((records) => records?.[name] !== undefined);

/** A DNS server on 127.0.0.1 that knows the records of its zone as it then is, and no others. */
export const startDns = async (currentZone: () => Zone): Promise<DnsServer> => {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const asked = packet.decode(message);
    const { name = '', type = '' } = asked.questions?.[0] ?? {};
    const zone = currentZone();
    if (zone.silent?.includes(name) === true) return;
    const answer = packet.encode({
      type: 'response',
      id: asked.id ?? 0,
      flags: packet.RECURSION_DESIRED | (isKnown(zone, name) ? 0 : NXDOMAIN),
      questions: asked.questions ?? [],
      answers: answersOf(zone, name, type),
    });
    socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { address: `127.0.0.1:${socket.address().port}`, stop: () => socket.close() };
};
