import { describe, expect, test } from 'vitest';
import { lintTemplate } from '../../functions/templates/lint/lint.ts';
import { parseConfig } from '../../lib/read-config.ts';
import { aContent, NOW } from './fixture.ts';
import { found, good, links, lint, page } from './lint-fixture.ts';

describe('Marketing', () => {
  const footer = '<p>{{= it.brand.postalAddress }} <a href="{{= it.links.unsubscribe }}">Unsubscribe</a></p>';
  const textTemplate =
    'Hello {{= it.name }}\n{{= it.brand.postalAddress }} Unsubscribe: {{= it.links.unsubscribe }}';
  const marketing = {
    category: 'marketing' as const,
    htmlTemplate: page(`<p>Hello {{= it.name }}</p>${footer}`),
    textTemplate,
  };

  test('may be published with a way out and an address, in both parts', async () => {
    expect(await found(marketing)).toEqual([]);
  });

  test('is refused without them, and told what to add', async () => {
    const findings = await lint({ category: 'marketing' });
    expect(findings.map(({ severity, rule, part }) => `${severity} ${rule} ${part}`).sort()).toEqual([
      'error postal_address /htmlTemplate',
      'error unsubscribe_link /htmlTemplate',
      'error unsubscribe_link /textTemplate',
    ]);
    const remedies = new Map(findings.map(({ rule, part, remedy }) => [`${rule} ${part}`, remedy]));
    expect(remedies.get('unsubscribe_link /htmlTemplate')).toContain(
      '<a href="{{= it.links.unsubscribe }}">',
    );
    expect(remedies.get('postal_address /htmlTemplate')).toContain('{{= it.brand.postalAddress }}');
  });

  test.each([
    {
      what: 'a link that is hidden',
      body: `<div style="display:none">${footer}</div>`,
      rule: 'unsubscribe_link',
    },
    {
      what: 'a link without words',
      body: '{{= it.brand.postalAddress }}<a href="{{= it.links.unsubscribe }}"></a>',
      rule: 'unsubscribe_link',
    },
    {
      what: 'a link that depends on the data',
      body: `{{ if (it.name) { }}${footer}{{ } }}`,
      rule: 'unsubscribe_link',
    },
    {
      what: 'a link in a loop',
      body: `{{ for (const x of lines(it.name)) { }}{{= x }}${footer}{{ } }}`,
      rule: 'unsubscribe_link',
    },
    {
      what: 'an address in a comment',
      body: '<!-- Main Street 1, Springfield --><a href="{{= it.links.unsubscribe }}">Unsubscribe</a>',
      rule: 'postal_address',
    },
    {
      what: 'an address in a title',
      body: '<p title="{{= it.brand.postalAddress }}"><a href="{{= it.links.unsubscribe }}">Unsubscribe</a></p>',
      rule: 'postal_address',
    },
  ])('is refused with $what', async ({ body, rule }) => {
    const findings = await lint({ ...marketing, htmlTemplate: page(body) });
    expect(findings.filter(({ severity }) => severity === 'error').map((one) => one.rule)).toContain(rule);
  });

  test('may ask whether there is a link', async () => {
    const body = `<p>Hello {{= it.name }}</p>{{ if (it.links.unsubscribe) { }}${footer}{{ } }}`;
    expect(await found({ ...marketing, htmlTemplate: page(body) })).toEqual([]);
  });

  test('is warned when the deployment knows no address', async () => {
    const findings = await lintTemplate(aContent({ ...good, ...marketing }), {
      config: parseConfig('', 'app.yaml'),
      links,
      now: NOW,
    });
    expect(findings.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(['warning postal_address']);
  });
});
