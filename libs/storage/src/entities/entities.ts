/** Tables that ordinary screens read by TypeORM repositories. Hot tables (request, queue, answer, delivery, journal) are SQL only. */
export const entities: (new () => object)[] = [];
