import { checkRegion, type Region, sizeOf } from "./region";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
/** The numbers begin at a multiple of this, so that they can be mapped into memory. */
const ALIGNED = 64;

/**
 * The numbers as a file of NumPy (format 1.0, little-endian float32, C order): `np.load(file)`. Masked cells are NaN.
 *
 * @returns Shape [rows, columns] for one head, [heads…, rows, columns] for all, [heads, rows, columns] for some.
 */
export function toNpy(region: Region): Uint8Array {
	checkRegion("toNpy", region);
	const leads = region.axes.slice(0, -2).map((axis) => axis.size);
	const all = leads.reduce((product, size) => product * size, 1) === region.leads.length;
	const heads = all ? leads : [region.leads.length];
	const shape = [...(region.leads.length === 1 ? [] : heads), ...sizeOf(region)];
	const words = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
	const start = Math.ceil((MAGIC.length + 2 + words.length + 1) / ALIGNED) * ALIGNED;
	const header = `${words.padEnd(start - MAGIC.length - 3)}\n`;
	const bytes = new Uint8Array(start + region.values.length * 4);
	const view = new DataView(bytes.buffer);
	bytes.set(MAGIC);
	view.setUint16(MAGIC.length, header.length, true);
	for (let i = 0; i < header.length; i++) bytes[MAGIC.length + 2 + i] = header.charCodeAt(i);
	region.values.forEach((value, i) => {
		view.setFloat32(start + 4 * i, value, true);
	});
	return bytes;
}
