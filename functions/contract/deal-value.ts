import * as z from 'zod';

export const dealValueSchema = z
  .strictObject({
    amount: z.number().min(0).max(1e12).describe('In units of the currency.'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: 'Must be a currency of ISO 4217, such as EUR.' })
      .describe('ISO 4217, such as `EUR`.'),
  })
  .meta({ id: 'DealValue', description: 'What a deal is worth.' });
