import type { Config } from '../../functions/platform/config.ts';
import type { Template } from '../../functions/templates/template.ts';

export const brand: Config['brand'] = {
  company: 'Acme',
  color: '#2457d6',
  logo_url: null,
  postal_address: null,
};

let made = 0;

/** A template of a name of its own, since compiled ones are kept by name and version. */
export const templateWith = (more: Partial<Template>): Template => {
  made += 1;
  return {
    name: `test_${made}`,
    version: 1,
    category: 'system',
    description: 'For tests',
    subjectTemplate: 'Subject',
    htmlTemplate: '<p>HTML</p>',
    textTemplate: 'Text',
    variables: {},
    ...more,
  };
};
