import { changeRoutes } from './change-routes.ts';
import { singleEmailRoutes } from './email-routes.ts';
import { flowRoutes } from './flow-routes.ts';

/** Every route of this room. */
export const emailRoutes = [...singleEmailRoutes, ...changeRoutes, ...flowRoutes];
