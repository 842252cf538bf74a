/** Small rounds of each torture; CONTRIBUTING says how to run the large ones. */
import { fuzz } from "./fuzz";

/** Another one each day, so that the tests go on looking; a failure names it. */
const seed = Math.floor(Date.now() / 86_400_000);

test("strange messages: each request gets its reply and its idle, the kernel stays as it is", async () => {
	const rows = await fuzz({ size: 400, seed });
	expect(rows.at(-1)).toMatchObject({ kind: "all" });
	expect(rows.length).toBeGreaterThan(20);
});
