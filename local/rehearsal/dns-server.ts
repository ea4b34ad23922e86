import { createSocket } from 'node:dgram';
import packet from 'dns-packet';
import { onTestFinished } from 'vitest';

export interface Zone {
  txt?: Record<string, string[]>;
  cname?: Record<string, string>;
  a?: Record<string, string[]>;
  /** Names that are never answered. */
  silent?: string[];
}

const answersOf = (zone: Zone, name: string, type: string): packet.Answer[] => {
  if (type === 'TXT') {
    // As in the DNS: no string within a record is longer than 255 octets.
    return (zone.txt?.[name] ?? []).map((text) => ({ type, name, data: text.match(/.{1,255}/gs) ?? [''] }));
  }
  if (type === 'A') return (zone.a?.[name] ?? []).map((data) => ({ type, name, data }));
  const data = zone.cname?.[name];
  return type === 'CNAME' && data !== undefined ? [{ type, name, data }] : [];
};

/** A DNS server on 127.0.0.1 that knows these records and no others; answers where it is. */
export const startDns = async (zone: Zone): Promise<string> => {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const asked = packet.decode(message);
    const { name = '', type = '' } = asked.questions?.[0] ?? {};
    if (zone.silent?.includes(name) === true) return;
    const answers = answersOf(zone, name, type);
    const known = [
      ...Object.keys(zone.txt ?? {}),
      ...Object.keys(zone.cname ?? {}),
      ...Object.keys(zone.a ?? {}),
    ];
    const NXDOMAIN = 3;
    socket.send(
      packet.encode({
        type: 'response',
        id: asked.id ?? 0,
        flags: packet.RECURSION_DESIRED | (known.includes(name) ? 0 : NXDOMAIN),
        questions: asked.questions ?? [],
        answers,
      }),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    socket.close();
  });
  return `127.0.0.1:${socket.address().port}`;
};
