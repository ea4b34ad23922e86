/** A change that no test of parts notices, and why it may stay so. */
export interface Argued {
  file: string;
  /** What stands there, and what was put in its place. */
  original: string;
  replacement: string;
  why: string;
}

const forged = 'A token of fewer parts has no signature that fits, and is forged all the same.';
const checkedBefore = 'Types ask for it; what it guards against was ruled out before.';

export const argued: readonly Argued[] = [
  ...['false', 'encoded === undefined && keyId === undefined'].map((replacement) => ({
    file: 'functions/platform/signed-link.ts',
    original: 'encoded === undefined ||\n    keyId === undefined',
    replacement,
    why: forged,
  })),
  ...['encoded === undefined', 'keyId === undefined'].map((original) => ({
    file: 'functions/platform/signed-link.ts',
    original,
    replacement: 'false',
    why: forged,
  })),
  {
    file: 'functions/platform/signed-link.ts',
    original: '!opened.success',
    replacement: 'false',
    why: 'What our own key has signed is an envelope.',
  },
  {
    file: 'functions/outbox/sweep/settle.ts',
    original: 'fresh.rev === message.rev',
    replacement: 'false',
    why: 'It is asked only after a conflict, which means another revision.',
  },
  {
    file: 'functions/outbox/sweep/settle.ts',
    original: '{\n      error: loggable(error),\n    }',
    replacement: '{}',
    why: 'Only the log differs.',
  },
  ...[
    ['message.failedTries?.at(-1)?.error', 'message.failedTries?.at(-1).error'],
    ['message.failedTries?.at', 'message.failedTries.at'],
  ].map(([original = '', replacement = '']) => ({
    file: 'functions/outbox/sweep/settle.ts',
    original,
    replacement,
    why: checkedBefore,
  })),
  {
    file: 'functions/preferences/gate.ts',
    original: 'refusedBy !== null',
    replacement: 'true',
    why: 'No recipient has a field of the name null.',
  },
  {
    file: 'functions/preferences/recipient-changes.ts',
    original: 'recipient.unsuppressedAt !== undefined',
    replacement: 'true',
    why: 'No time is before undefined.',
  },
  {
    file: 'functions/preferences/recipient-changes.ts',
    original: '[]',
    replacement: '["Stryker was here"]',
    why: 'No word is within the window, either.',
  },
  {
    file: 'functions/preferences/settings.ts',
    original: "case 'never':\n      return undefined;",
    replacement: "case 'never':",
    why: 'The last case: what ends there answers undefined.',
  },
  {
    file: 'functions/tracking/authority.ts',
    original: '/>$/',
    replacement: '/>/',
    why: 'A Message-Id of ours has one such sign, its last.',
  },
];
