import { Dicer } from '@fastify/busboy';
import * as z from 'zod';

export interface FormFile {
  name: string;
  filename: string;
  contentType: string;
  data: Buffer;
}

/** A form as it was posted: order and repeats are kept. */
export interface Form {
  fields: [name: string, value: string][];
  files: FormFile[];
}

export class FormError extends Error {
  override readonly name = 'FormError';
}

/**
 * Reads a multipart or URL-encoded body.
 * @throws FormError when it is neither, or broken.
 */
export const parseForm = async (contentType: string | undefined, body: Buffer): Promise<Form> => {
  const type = contentType ?? '';
  if (/^multipart\/form-data/i.test(type)) {
    const boundary = parameter(type, 'boundary');
    if (boundary === undefined) throw new FormError('multipart without a boundary');
    return parseMultipart(boundary, body);
  }
  if (/^application\/x-www-form-urlencoded/i.test(type)) {
    return { fields: [...new URLSearchParams(body.toString('utf8'))], files: [] };
  }
  if (body.length === 0) return { fields: [], files: [] };
  throw new FormError('neither multipart nor URL-encoded');
};

const partHeaderSchema = z.record(z.string(), z.array(z.string()));

// Dicer is the parser within busboy; busboy itself drops what follows a content type, such as `method=REQUEST`.
const parseMultipart = (boundary: string, body: Buffer): Promise<Form> =>
  new Promise((resolve, reject) => {
    const form: Form = { fields: [], files: [] };
    const parser = new Dicer({ boundary });
    parser.on('part', (part) => {
      let header: z.infer<typeof partHeaderSchema> = {};
      const chunks: Buffer[] = [];
      part.on('header', (raw) => {
        header = partHeaderSchema.parse({ ...raw });
      });
      part.on('data', (chunk) => {
        chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk);
      });
      part.on('end', () => {
        addPart(form, header, Buffer.concat(chunks));
      });
    });
    parser.on('error', (error) => {
      reject(new FormError('broken multipart body', { cause: error }));
    });
    parser.on('finish', () => {
      resolve(form);
    });
    parser.end(body);
  });

const addPart = (form: Form, header: z.infer<typeof partHeaderSchema>, data: Buffer): void => {
  const disposition = utf8(header['content-disposition']?.[0] ?? '');
  const name = parameter(disposition, 'name');
  if (name === undefined) return;
  const filename = parameter(disposition, 'filename');
  if (filename === undefined) {
    form.fields.push([name, data.toString('utf8')]);
    return;
  }
  const contentType = utf8(header['content-type']?.[0] ?? 'application/octet-stream');
  form.files.push({ name, filename, contentType, data });
};

/** Dicer reads header bytes as Latin-1, while clients write UTF-8 into file names. */
const utf8 = (binary: string): string => Buffer.from(binary, 'latin1').toString('utf8');

const parameter = (header: string, name: string): string | undefined => {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(header);
  const value = match?.[1]?.replace(/\\(["\\])/g, '$1') ?? match?.[2];
  // The escapes of HTML's multipart form data: a quote and line breaks, and nothing else.
  return value?.replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n');
};

export const fieldOf = (form: Form, name: string): string | undefined =>
  form.fields.find(([field]) => field === name)?.[1];

export const fieldsOf = (form: Form, name: string): string[] =>
  form.fields.filter(([field]) => field === name).map(([, value]) => value);

/** The fields that start with a prefix such as `h:`, without it. */
export const prefixedFields = (form: Form, prefix: string): [name: string, value: string][] =>
  form.fields
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]);
