import { draftRoutes } from './draft-routes.ts';
import { previewRoutes } from './preview-routes.ts';
import { versionRoutes } from './version-routes.ts';

/** Every route of this room. */
export const templatesRoutes = [...draftRoutes, ...versionRoutes, ...previewRoutes];
