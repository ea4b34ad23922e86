import { parseConfig } from '../../../lib/read-config.ts';

/** Two companies with little in common, whose mails must both come out well. */
export const sampleBrands = {
  plain: parseConfig('brand: { company: Acme, postal_address: "Main Street 1, Springfield" }', 'app.yaml'),
  yellow: parseConfig(
    'brand: { company: "Müller & Söhne", color: "#ffe14d", logo_url: "https://example.com/logo.png", postal_address: "Hauptstraße 1, 10115 Berlin", website_url: "https://example.com", social: [{ name: LinkedIn, url: "https://example.com/in" }] }',
    'app.yaml',
  ),
};
