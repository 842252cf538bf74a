/** The most pixels of a plane that shows a whole matrix: 1024 x 1024, 4 MB on the wire. */
export const MAX_TILE = 2 ** 20;

/** How far a plane must be pooled to fit {@link MAX_TILE}: pixels are 2^zoom x 2^zoom cells. */
export function zoomFor(queries: number, keys: number, most = MAX_TILE): number {
	let zoom = 0;
	while (Math.ceil(queries / 2 ** zoom) * Math.ceil(keys / 2 ** zoom) > most) zoom++;
	return zoom;
}
