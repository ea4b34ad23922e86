import { describe, expect, test } from 'vitest';
import { change } from '../../functions/appointments/change.ts';
import {
  customerLink,
  isCustomers,
  isPageClosed,
  readAppointmentLink,
} from '../../functions/appointments/links.ts';
import { DAY, HOUR, MINUTE } from '../../functions/platform/clock.ts';
import { details, START } from './fixture.ts';
import { memoryRoom } from './memory-room.ts';

const links = { baseUrl: 'https://mail.example.com', linkKeys: { current: 'k1', k1: 'a key' } };
const report = { audit: { at: 0, by: 'service', how: 'bus_event' } as const, at: 0 };

const aRecord = async (different: Record<string, unknown> = {}) => {
  const { deps } = await memoryRoom(START - DAY);
  const action = { type: 'book' as const, sequence: 1, details: details(different) };
  const outcome = await change(deps, 'appt-1', action, report);
  if (outcome.kind !== 'applied') throw new Error(outcome.kind);
  return outcome.record;
};
const tokenOf = (url = ''): string => url.split('/').at(-1) ?? '';

describe('The customer’s link', () => {
  test('stands for one appointment, its customer and the mail that brought it', async () => {
    const record = await aRecord();
    const url = customerLink('a', record, 'msg_1', links);
    expect(url).toMatch(/^https:\/\/mail\.example\.com\/a\/[\w.-]+$/);
    const read = readAppointmentLink('a', tokenOf(url), { ...links, now: START });
    expect(read).toMatchObject({ ok: true, payload: { id: 'appt-1', emailId: 'msg_1' } });
    expect(Buffer.from(tokenOf(url).split('.')[0] ?? '', 'base64url').toString()).not.toContain('ada@');
  });

  test('is the same for the same state, and there is none without an address', async () => {
    const record = await aRecord();
    expect(customerLink('a', record, undefined, links)).toBe(customerLink('a', record, undefined, links));
    expect(customerLink('a', await aRecord({ customer: {} }), undefined, links)).toBeUndefined();
  });

  test('opens one page and not the other', async () => {
    const token = tokenOf(customerLink('a', await aRecord(), undefined, links));
    expect(readAppointmentLink('f', token, { ...links, now: START })).toEqual({ ok: false, why: 'forged' });
  });

  test('is theirs in any spelling of their address, and no longer than they are the customer', async () => {
    const record = await aRecord();
    const read = readAppointmentLink('a', tokenOf(customerLink('a', record, undefined, links)), {
      ...links,
      now: START,
    });
    if (!read.ok) throw new Error(read.why);
    expect(isCustomers(record, read.payload)).toBe(true);
    expect(isCustomers(await aRecord({ customer: { email: 'ADA@example.com' } }), read.payload)).toBe(true);
    expect(isCustomers(await aRecord({ customer: { email: 'eve@example.com' } }), read.payload)).toBe(false);
    expect(isCustomers(await aRecord({ customer: {} }), read.payload)).toBe(false);
  });

  test('leads to a page that is open until 30 days after the end', async () => {
    const record = await aRecord();
    const end = START + 45 * MINUTE;
    expect(isPageClosed(record, end + 30 * DAY)).toBe(false);
    expect(isPageClosed(record, end + 30 * DAY + 1)).toBe(true);
    // Moved later, the link of an old mail still shows the new time.
    const token = tokenOf(customerLink('a', record, undefined, links));
    expect(readAppointmentLink('a', token, { ...links, now: end + 365 * DAY }).ok).toBe(true);
    expect(readAppointmentLink('a', token, { ...links, now: end + 366 * DAY + HOUR })).toEqual({
      ok: false,
      why: 'expired',
    });
  });
});
