import { publicRoutes } from './public-routes.ts';
import { recipientRoutes } from './recipient-routes.ts';

/** Every route of this room. */
export const preferenceRoutes = [...recipientRoutes, ...publicRoutes];
