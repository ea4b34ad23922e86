import type { Finding } from '../functions/templates/lint/finding.ts';
import { lintTemplate } from '../functions/templates/lint/lint.ts';
import { previewLinks } from '../functions/templates/sample-mail.ts';
import { builtIns } from '../templates/built-in.ts';
import { compileBuiltIn } from '../templates/compile.ts';
import { sampleBrands } from '../templates/shared/specimen/brands.ts';
import { specimens } from '../templates/shared/specimen/specimens.ts';
import { hasSpamAssassin, knownSpam, mimeOf, scoreMail, SPAM } from './spam-score.ts';

/** The lint that guards publishing, over every built-in; and how much like spam each one looks. */
const MAX_SCORE = 1;
const now = Date.now();
const compiled = await Promise.all(
  [...builtIns, ...specimens].map(async (definition) => ({
    definition,
    ...(await compileBuiltIn(definition)),
  })),
);
let faults = 0;
const complain = (line: string): void => {
  faults += 1;
  console.error(line);
};
const describe = ({ severity, rule, part, line, message, remedy }: Finding): string =>
  `${severity} ${rule} in ${part}${line === undefined ? '' : `, line ${line}`}: ${message} ${remedy}`;

for (const { name, content } of compiled) {
  for (const [brand, config] of Object.entries(sampleBrands)) {
    const links = previewLinks(content.category, 'https://mail.example.com');
    for (const finding of await lintTemplate({ ...content, name }, { config, links, now })) {
      complain(`${name}, brand ${brand}: ${describe(finding)}`);
    }
  }
}
console.log(`${compiled.length} templates linted with ${Object.keys(sampleBrands).length} brands`);

if (hasSpamAssassin()) {
  const { score: spam } = scoreMail(await knownSpam());
  if (spam <= SPAM) complain(`SpamAssassin scores known spam at ${spam}: its rules are missing or dead`);
  for (const { name, content, definition } of compiled) {
    const template = { ...content, name, version: 1, hash: '' };
    const { score, rules } = scoreMail(await mimeOf(template, definition.samples.rich, sampleBrands.plain));
    console.log(`${name}: spam score ${score}${rules.length > 0 ? ` (${rules.join(', ')})` : ''}`);
    if (score >= MAX_SCORE) complain(`${name} looks like spam: ${score}, where under ${MAX_SCORE} is wanted`);
  }
} else {
  console.log('SpamAssassin is not installed (Debian: apt-get install spamassassin), so no mail was scored.');
}
process.exit(faults === 0 ? 0 : 1);
