import { neededWords } from './variable-kinds.ts';

/** What the digests of reps and of teams find. */
export const insights = {
  type: 'array',
  default: [],
  maxItems: 20,
  items: {
    type: 'object',
    properties: {
      text: neededWords(600, 'What was found.', 'Calls around 10 AM reach more people.'),
      action: neededWords(200, 'What to do about it.', 'Call at this hour.'),
    },
  },
  description: 'What is worth a thought, the weightiest first.',
  example: [{ text: 'Calls around 10 AM reach more people.', action: 'Call at this hour.' }],
} as const;
