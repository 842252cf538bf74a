import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inWords } from "../../../extension/source/application/schema-words";
import { wordsIn } from "../../../extension/source/words/words";

const schema = JSON.parse(readFileSync(join(__dirname, "../../../extension/schema/plugin.json"), "utf8"));

describe("the settings", () => {
	test("have every title and description in Chinese, and nothing else is changed", () => {
		const chinese = inWords(schema, wordsIn("zh_CN"));
		expect(chinese.title).toBe("注意力图");
		expect(chinese.properties.height).toEqual({
			...schema.properties.height,
			title: "最大高度",
			description: "矩阵的最大高度（像素）。",
		});
		const texts = [chinese, ...Object.values<Record<string, string>>(chinese.properties)];
		for (const { title, description } of texts)
			expect([title, description].join()).toMatch(/^\p{Script=Han}.*,.*\p{Script=Han}/u);
		expect({ ...chinese, title: "", description: "", properties: {} }).toEqual({
			...schema,
			title: "",
			description: "",
			properties: {},
		});
	});

	test("are changed while they are loaded, which the schema must ask for", () => {
		expect(schema["jupyter.lab.transform"]).toBe(true);
		expect(inWords(schema, wordsIn("en"))).toEqual(schema);
	});
});
