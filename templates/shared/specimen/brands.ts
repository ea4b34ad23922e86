import { checkSections, configSchema } from '../../../functions/platform/config.ts';

const withBrand = (brand: Record<string, unknown>) => checkSections(configSchema, { brand }, 'specimen');

/** Two companies with little in common, whose mails must both come out well. */
export const sampleBrands = {
  plain: withBrand({ company: 'Acme', postal_address: 'Main Street 1, Springfield' }),
  yellow: withBrand({
    company: 'Müller & Söhne',
    color: '#ffe14d',
    logo_url: 'https://example.com/logo.png',
    postal_address: 'Hauptstraße 1, 10115 Berlin',
    website_url: 'https://example.com',
    social: [{ name: 'LinkedIn', url: 'https://example.com/in' }],
  }),
};
