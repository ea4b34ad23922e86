import { lintTemplate } from '../../functions/templates/lint/lint.ts';
import type { TemplateContent } from '../../functions/rendering/template.ts';
import { parseConfig } from '../../lib/read-config.ts';
import { aContent, NOW } from './fixture.ts';

const config = parseConfig('brand: { postal_address: "Main Street 1, Springfield" }', 'app.yaml');
export const links = {
  unsubscribe: 'https://mail.example.com/u/x',
  preferences: 'https://mail.example.com/p/x',
};

/** A page that lint has nothing to say about but for its body. */
export const page = (body: string): string => `<!doctype html>
<html lang="en">
<head><title>Offer</title></head>
<body>
<div style="display:none">What the inbox shows.</div>
${body}
</body>
</html>`;

export const good = {
  subjectTemplate: 'Your offer',
  htmlTemplate: page('<p>Hello {{= it.name }}</p>'),
  textTemplate: 'Hello {{= it.name }}',
  variables: { name: { type: 'string' as const, example: 'Ada' } },
};

/** What lint says of the good template with these differences. */
export const lint = (different: Partial<TemplateContent>) =>
  lintTemplate(aContent({ ...good, ...different }), { config, links, now: NOW });
/** The same, each finding in a line. */
export const found = async (different: Partial<TemplateContent>) =>
  (await lint(different)).map(
    ({ severity, rule, part, line }) => `${severity} ${rule} ${part}${line === undefined ? '' : ` ${line}`}`,
  );
