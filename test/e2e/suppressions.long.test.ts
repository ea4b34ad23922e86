import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACME_YAML, startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ appYaml: ACME_YAML });
});
afterAll(() => cloud.stop());

interface Listed {
  items: { emailAddress: string; reason: string; detail?: string; until?: string }[];
  next?: string;
}
const list = async (query = '') => (await cloud.call<Listed>('GET', `/v1/suppressions${query}`)).body;
const outcome = async (to: string) => {
  const id = await cloud.send(to);
  await cloud.idle();
  const { status, reason } = await cloud.message(id);
  return reason ?? status;
};
const importCsv = (csv: string, query = '') =>
  cloud.call('POST', `/v1/suppressions/import${query}`, csv, {
    'content-type': 'text/csv',
  });

describe('A suppression', () => {
  test('by hand stops every category, and ends when it is lifted', async () => {
    const put = await cloud.call('PUT', '/v1/suppressions/stop@example.com', { detail: 'Asked by phone' });
    expect(put).toMatchObject({ status: 200, body: { reason: 'manual', detail: 'Asked by phone' } });
    expect(await outcome('STOP@example.com')).toBe('suppressed_manual');
    expect((await cloud.call('DELETE', '/v1/suppressions/stop@example.com')).status).toBe(204);
    expect(await outcome('stop@example.com')).toBe('delivered');
    expect((await cloud.call('DELETE', '/v1/suppressions/stop@example.com')).status).toBe(404);
  });

  test('of an address in Unicode stops the mail to it, however it is spelt', async () => {
    expect((await cloud.call('PUT', '/v1/suppressions/stop@b%C3%BCcher.example', {})).status).toBe(200);
    expect(await outcome('stop@xn--bcher-kva.example')).toBe('suppressed_manual');
    expect(await outcome('Stop@BÜCHER.example')).toBe('suppressed_manual');
    const same = { emailAddress: 'stop@bücher.example', digests: false };
    expect((await cloud.call('PUT', '/v1/preferences/stop@b%C3%BCcher.example', same)).status).toBe(200);
  });

  test('by a bounce or a complaint stands in the list, the latest first', async () => {
    await cloud.send('bounce+listed@example.com');
    await cloud.idle();
    await cloud.advance('PT1M');
    await cloud.send('complain+listed@example.com');
    await cloud.idle();
    const { items } = await list('?limit=2');
    expect(items.map(({ emailAddress, reason }) => `${reason} ${emailAddress}`)).toEqual([
      'complaint complain+listed@example.com',
      'bounce bounce+listed@example.com',
    ]);
    expect((await list('?reason=bounce')).items.every(({ reason }) => reason === 'bounce')).toBe(true);
  });

  test('comes for a while after repeated soft bounces', async () => {
    for (const hours of [1, 9]) {
      await cloud.send('defer+full@example.com');
      await cloud.advance(`PT${hours + 8}H`);
    }
    const found = (await list()).items.find(({ emailAddress }) => emailAddress.startsWith('defer+full'));
    expect(found).toMatchObject({ reason: 'bounce', detail: '2 mails were given up within 3 days' });
    expect(await outcome('defer+full@example.com')).toBe('suppressed_bounce');
    await cloud.advance('P6D');
    expect(await outcome('defer+full@example.com')).not.toBe('suppressed_bounce');
    expect((await list()).items.map(({ emailAddress }) => emailAddress)).not.toContain(
      'defer+full@example.com',
    );
  });
});

describe('An import', () => {
  test('of refusals by tag refuses what each tag was for, and all where a tag is none of ours', async () => {
    const csv = [
      'address,tags,created_at',
      'one@import.example,marketing,now',
      'two@import.example,"[""reminder"",""digest""]",now',
      'all@import.example,*,now',
      'strange@import.example,newsletter-2019,now',
      'fact@import.example,appointment,now',
    ].join('\n');
    expect((await importCsv(csv)).body).toMatchObject({ imported: 4, unchanged: 1, failed: [] });
    const refused = async (name: string) => {
      const { body } = await cloud.call('GET', `/v1/preferences/${name}@import.example`);
      return ['conversationSummaries', 'appointmentReminders', 'digests'].filter(
        (one) => body[one] === false,
      );
    };
    const all = ['conversationSummaries', 'appointmentReminders', 'digests'];
    expect(await refused('one')).toEqual([]);
    expect(await refused('two')).toEqual(['appointmentReminders', 'digests']);
    expect(await refused('all')).toEqual(all);
    expect(await refused('strange')).toEqual(all);
    expect(await refused('fact')).toEqual([]);
  });

  test('takes what can be read, and reports broken lines by number', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => `user${i}@import.example,550,No such user,now`);
    lines[10] = 'not an address,550,No such user,now';
    lines[20] = 'two@columns.example,550';
    lines[30] = '"quote@import.example,550,x,now';
    const answer = await importCsv(['address,code,error,created_at', ...lines].join('\n'));
    expect(answer.status).toBe(200);
    expect((answer.body['failed'] as { line: number }[]).map(({ line }) => line)).toEqual([12, 22, 32]);
    expect(answer.body['imported']).toBe(297);
    expect(await outcome('user5@import.example')).toBe('suppressed_bounce');
    expect((await importCsv('address,code,error,created_at\nuser5@import.example,550,,')).body).toMatchObject(
      {
        imported: 0,
        unchanged: 1,
      },
    );
  });

  test.each([
    {
      what: 'complaints of another provider',
      csv: 'ip,email,created\n192.0.2.7,spam@import.example,1798966800',
      as: 'SendGrid spam reports',
      want: 'suppressed_complaint',
      to: 'spam@import.example',
    },
    {
      what: 'Mailgun’s complaints',
      csv: 'address,created_at\ncomplained@import.example,"Mon, 04 Jan 2027 09:00:00 UTC"',
      as: 'Mailgun complaints',
      want: 'suppressed_complaint',
      to: 'complained@import.example',
    },
    {
      what: 'addresses alone, named by the caller',
      csv: 'email\nonly@import.example',
      query: '?reason=manual',
      as: 'addresses in the column email',
      want: 'suppressed_manual',
      to: 'only@import.example',
    },
    {
      what: 'people who refuse marketing, named by the caller',
      csv: 'email\nrefused@import.example',
      query: '?as=opt_out',
      as: 'addresses in the column email',
      want: 'delivered',
      to: 'refused@import.example',
    },
    {
      what: 'Mailgun’s unsubscribes, as opt-outs',
      csv: 'address,tags,created_at\nleft@import.example,*,now',
      as: 'Mailgun unsubscribes',
      want: 'delivered',
      to: 'left@import.example',
    },
    {
      what: 'addresses in Unicode, and stops the mail to them',
      csv: 'address,code,error\nidn@bücher.example,550,No such user',
      as: 'Mailgun bounces',
      want: 'suppressed_bounce',
      to: 'idn@xn--bcher-kva.example',
    },
  ])('reads $what', async ({ csv, query, as, want, to }) => {
    const answer = await importCsv(csv, query);
    expect(answer).toMatchObject({
      status: 200,
      body: { recognizedAs: as, imported: 1, failedCount: 0, failed: [] },
    });
    expect(await outcome(to)).toBe(want);
  });

  test('reads UTF-16, as Excel saves it', async () => {
    const csv = Buffer.from('\ufeffaddress\tcode\terror\r\nexcel@import.example\t550\t\r\n', 'utf16le');
    const answer = await fetch(`${cloud.url}/v1/suppressions/import`, {
      method: 'POST',
      headers: { authorization: 'Bearer local-dev-key', 'content-type': 'text/csv' },
      body: csv,
    });
    expect(await answer.json()).toMatchObject({ recognizedAs: 'Mailgun bounces', imported: 1 });
  });

  test('of an allowlist suppresses nobody', async () => {
    const answer = await importCsv('address,domain\nfriend@import.example,\n');
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ code: 'not_suppressions' }] } });
    expect(await outcome('friend@import.example')).toBe('delivered');
  });

  test('counts all lines that are not taken, and tells the first of them', async () => {
    const lines = Array.from({ length: 250 }, (_, i) => `nobody${i},550,x`);
    const { body } = await importCsv(
      ['address,code,error', 'last@import.example,550,x', ...lines].join('\n'),
    );
    expect(body).toMatchObject({ imported: 1, unchanged: 0, failedCount: 250 });
    expect(body['failed']).toHaveLength(200);
  });

  test('with unknown columns, too many lines or nothing at all is refused', async () => {
    const wrong = await importCsv('name,town\nAda,London');
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ code: 'unknown_columns' }] } });
    expect(wrong.body['detail']).toContain('name, town');
    const long = await importCsv(`email\n${'a@import.example\n'.repeat(10_001)}`, '?reason=manual');
    expect(long).toMatchObject({ status: 422, body: { errors: [{ code: 'too_big' }] } });
    expect((await importCsv('')).status).toBe(422);
  });

  test('of another type, or with a parameter that is none, is refused', async () => {
    const json = await cloud.call('POST', '/v1/suppressions/import', 'email\na@import.example');
    expect(json).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    expect(json.body['detail']).toContain('text/csv');
    const wrong = await importCsv('address,code,error\na@import.example,,', '?dryRun=true');
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/query/dryRun' }] } });
    expect(await outcome('a@import.example')).toBe('delivered');
    const stranger = await cloud.call('POST', '/v1/suppressions/import', 'x', {
      authorization: 'Bearer none',
    });
    expect(stranger.status).toBe(401);
  });
});

describe('Mailgun’s lists', () => {
  const mailgun = async (method: string, list: string, address = '', body?: Record<string, string>) => {
    const { body: health } = await cloud.call<{ mailgun: { url: string; apiKey: string } }>(
      'GET',
      '/_local/health',
    );
    return fetch(`${health.mailgun.url}/v3/mg.yourdomain.com/${list}${address && `/${address}`}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`api:${health.mailgun.apiKey}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      ...(body && { body: new URLSearchParams(body) }),
    });
  };
  const isListed = async (list: string, address: string) =>
    (await mailgun('GET', list, address)).status === 200;
  const isSuppressed = async (address: string) =>
    (await list('?limit=100')).items.some(({ emailAddress }) => emailAddress === address);

  test('lose what is lifted here, at once, so that mail really arrives', async () => {
    await cloud.send('bounce+lifted@example.com');
    await cloud.idle();
    expect(await isListed('bounces', 'bounce+lifted@example.com')).toBe(true);
    await cloud.call('DELETE', '/v1/suppressions/bounce+lifted@example.com');
    expect(await isListed('bounces', 'bounce+lifted@example.com')).toBe(false);
    await cloud.advance('PT3H');
    expect(await isSuppressed('bounce+lifted@example.com')).toBe(false);
  });

  test('and ours come in step within the hour, both ways', async () => {
    await mailgun('POST', 'complaints', '', { address: 'theirs@sync.example' });
    await cloud.call('PUT', '/v1/suppressions/ours@sync.example', {
      reason: 'bounce',
      detail: 'No such user',
    });
    await cloud.call('PUT', '/v1/suppressions/byhand@sync.example', {});
    await cloud.advance('PT2H');
    expect(await outcome('theirs@sync.example')).toBe('suppressed_complaint');
    expect(await isListed('bounces', 'ours@sync.example')).toBe(true);
    expect(await isListed('bounces', 'byhand@sync.example')).toBe(false);
    // What somebody takes off there is lifted here.
    await mailgun('DELETE', 'bounces', 'ours@sync.example');
    await cloud.advance('PT2H');
    expect(await isSuppressed('ours@sync.example')).toBe(false);
    expect(await isSuppressed('byhand@sync.example')).toBe(true);
  });

  test('have addresses in Unicode, which stop the mail to them, and are taken off when they are lifted', async () => {
    await mailgun('POST', 'complaints', '', { address: 'theirs@bücher.example' });
    await cloud.advance('PT2H');
    expect(await outcome('theirs@xn--bcher-kva.example')).toBe('suppressed_complaint');
    await cloud.call('DELETE', '/v1/suppressions/theirs@xn--bcher-kva.example');
    expect(await isListed('complaints', 'theirs@bücher.example')).toBe(false);
    await cloud.advance('PT2H');
    expect(await outcome('theirs@xn--bcher-kva.example')).toBe('delivered');
  });

  test('never get an opt-out, which would stop appointments and the like as well', async () => {
    await cloud.call('PUT', '/v1/preferences/optout@sync.example', { conversationSummaries: false });
    await cloud.advance('PT2H');
    expect(await isListed('unsubscribes', 'optout@sync.example')).toBe(false);
  });
});
