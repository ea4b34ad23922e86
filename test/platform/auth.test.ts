import { describe, expect, test } from 'vitest';
import type { ApiKey, Scope } from '../../functions/platform/api-keys.ts';
import { makeAuthenticate } from '../../functions/platform/auth.ts';
import { ServiceError } from '../../functions/platform/errors.ts';

const keyWith = (...scopes: Scope[]): ApiKey => ({
  client: 'crm',
  scopes,
  hint: 'oek_abcd',
  createdAt: '2027-01-31T09:00:00.000Z',
});

/** Keys that can be revoked, a clock that can be moved, and a count of the reads. */
const makeDoor = (keys: Record<string, ApiKey>) => {
  const stored = new Map(Object.entries(keys));
  let now = 1_000_000;
  const reads: string[] = [];
  const authenticate = makeAuthenticate(
    (secret) => {
      reads.push(secret);
      return Promise.resolve(stored.get(secret));
    },
    () => now,
  );
  return {
    authenticate,
    reads,
    store: (secret: string, key: ApiKey) => stored.set(secret, key),
    revoke: (secret: string) => stored.delete(secret),
    pass: (ms: number) => (now += ms),
  };
};

describe('A caller is let in', () => {
  test.each<{ name: string; header: string; scopes: Scope[]; scope: Scope }>([
    { name: 'with the scope', header: 'Bearer s3cret', scopes: ['send'], scope: 'send' },
    { name: 'with the scope among others', header: 'Bearer s3cret', scopes: ['read', 'send'], scope: 'send' },
    {
      name: 'with admin, which opens everything',
      header: 'Bearer s3cret',
      scopes: ['admin'],
      scope: 'templates',
    },
    { name: 'with bearer in small letters', header: 'bearer s3cret', scopes: ['send'], scope: 'send' },
  ])('$name', async ({ header, scopes, scope }) => {
    const { authenticate } = makeDoor({ s3cret: keyWith(...scopes) });
    await expect(authenticate(header, scope)).resolves.toMatchObject({ client: 'crm' });
  });
});

describe('A caller is turned away', () => {
  const noKey = 'Send your API key as "Authorization: Bearer <key>".';
  const unknown = 'This API key is unknown or was revoked.';
  test.each([
    { name: 'without a header', header: undefined, code: 'unauthorized', says: noKey },
    { name: 'with an empty one', header: '', code: 'unauthorized', says: noKey },
    { name: 'with the key alone', header: 's3cret', code: 'unauthorized', says: noKey },
    { name: 'with a password', header: 'Basic s3cret', code: 'unauthorized', says: noKey },
    { name: 'with two words', header: 'Bearer s3cret more', code: 'unauthorized', says: noKey },
    { name: 'with an unknown key', header: 'Bearer other', code: 'unauthorized', says: unknown },
    {
      name: 'without the scope',
      header: 'Bearer s3cret',
      code: 'forbidden',
      says: 'This route needs the scope "templates"; your key has "send", "read".',
    },
  ])('$name', async ({ header, code, says }) => {
    const { authenticate } = makeDoor({ s3cret: keyWith('send', 'read') });
    const refused = authenticate(header, 'templates');
    await expect(refused).rejects.toBeInstanceOf(ServiceError);
    await expect(refused).rejects.toMatchObject({ code, message: says });
  });
});

describe('A key', () => {
  test('is read once a minute', async () => {
    const door = makeDoor({ s3cret: keyWith('send') });
    await door.authenticate('Bearer s3cret', 'send');
    door.pass(59_999);
    await door.authenticate('Bearer s3cret', 'send');
    expect(door.reads).toHaveLength(1);
    door.pass(1);
    await door.authenticate('Bearer s3cret', 'send');
    expect(door.reads).toHaveLength(2);
  });

  test('that was revoked is dead within a minute, however often it is used', async () => {
    const door = makeDoor({ s3cret: keyWith('send') });
    await door.authenticate('Bearer s3cret', 'send');
    door.revoke('s3cret');
    for (let second = 0; second < 59; second += 1) {
      door.pass(1000);
      await door.authenticate('Bearer s3cret', 'send');
    }
    door.pass(1000);
    await expect(door.authenticate('Bearer s3cret', 'send')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('that was made a moment ago works at once, though it was tried before', async () => {
    const door = makeDoor({});
    await expect(door.authenticate('Bearer s3cret', 'send')).rejects.toMatchObject({ code: 'unauthorized' });
    door.store('s3cret', keyWith('send'));
    await expect(door.authenticate('Bearer s3cret', 'send')).resolves.toMatchObject({ client: 'crm' });
  });

  test('in the cache opens only what its scopes open', async () => {
    const door = makeDoor({ s3cret: keyWith('read') });
    await door.authenticate('Bearer s3cret', 'read');
    await expect(door.authenticate('Bearer s3cret', 'send')).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('does not open the door for another one', async () => {
    const door = makeDoor({ s3cret: keyWith('send') });
    await door.authenticate('Bearer s3cret', 'send');
    await expect(door.authenticate('Bearer s3cret2', 'send')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('still works after a flood of guesses', async () => {
    const door = makeDoor({ s3cret: keyWith('send') });
    for (let guess = 0; guess < 1100; guess += 1) {
      await door.authenticate(`Bearer guess${guess}`, 'send').catch(() => undefined);
    }
    await expect(door.authenticate('Bearer s3cret', 'send')).resolves.toMatchObject({ client: 'crm' });
  });
});
