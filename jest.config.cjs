/** Unit and integration tests; the browser's are in test/e2e, the notebooks' are run by `npm run course`. */
module.exports = {
	rootDir: __dirname,
	roots: ["<rootDir>/test"],
	testMatch: ["**/*.test.ts"],
	testEnvironment: "node",
	testTimeout: 60_000,
	transform: {
		"^.+\\.tsx?$": [
			"@swc/jest",
			{ jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
		],
	},
	moduleNameMapper: {
		"^@attention-lab/attention$": "<rootDir>/src/index.ts",
		"^@attention-lab/attention/(map|backends)$": "<rootDir>/src/$1/index.ts",
	},
	modulePathIgnorePatterns: ["<rootDir>/.venv", "<rootDir>/src/lib", "<rootDir>/extension/labextension"],
};
