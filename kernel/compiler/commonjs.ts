/**
 * The last step of compiling: from an ES module to the body of a function.
 *
 * Within a cell
 * - `exports.x`, as the converter writes names of earlier cells, becomes `__scope.x`, while the cell's own exports stay
 *   its own: a function keeps the variables it was written with, also when a later cell declares the name again;
 * - `__cell.link` ties the cell's variables to the scope, both ways, so that `n = 5` in a later cell is seen by every
 *   closure;
 * - awaits at the top level go through `__cell.guard`, so that an interrupt ends them and `finally` runs.
 */
import ts from "typescript";
import type { Emitted } from "./unit";

interface Found {
	/** It awaits at the top level. */
	isAsync: boolean;
	/** Names that it exports. */
	names: string[];
	/** Modules that it imports when it starts. */
	imports: string[];
}

export type CommonJs = Emitted & Found;

export function toCommonJs(js: string, target: ts.ScriptTarget, isCell: boolean): CommonJs {
	const found: Found = { isAsync: false, names: [], imports: [] };
	const { outputText, sourceMapText } = ts.transpileModule(js, {
		fileName: "cell.js",
		compilerOptions: {
			module: ts.ModuleKind.CommonJS,
			target,
			allowJs: true,
			esModuleInterop: true,
			sourceMap: true,
			newLine: ts.NewLineKind.LineFeed,
		},
		transformers: { before: [prepare(found, isCell)] },
	});
	return { ...found, code: outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, ""), map: sourceMapText ?? "" };
}

function prepare(found: Found, isCell: boolean) {
	return (context: ts.TransformationContext) => (file: ts.SourceFile) => {
		const { factory } = context;
		const helper = (name: string) => factory.createPropertyAccessExpression(factory.createIdentifier("__cell"), name);
		const call = (name: string, argument: ts.Expression) =>
			factory.createCallExpression(helper(name), undefined, [argument]);

		const visit = (node: ts.Node, top: boolean): ts.Node => {
			const inside = top && !ts.isFunctionLike(node) && !ts.isClassLike(node);
			const seen = ts.visitEachChild(node, (child) => visit(child, inside), context);
			if (seen.kind === ts.SyntaxKind.ImportKeyword) {
				return helper("import");
			}
			if (ts.isMetaProperty(seen) && seen.keywordToken === ts.SyntaxKind.ImportKeyword) {
				return helper("meta");
			}
			if (inside && ts.isAwaitExpression(seen)) {
				found.isAsync = true;
				return isCell ? factory.updateAwaitExpression(seen, call("guard", seen.expression)) : seen;
			}
			if (inside && ts.isForOfStatement(seen) && seen.awaitModifier) {
				found.isAsync = true;
				return isCell
					? factory.updateForOfStatement(
							seen,
							seen.awaitModifier,
							seen.initializer,
							call("guardEach", seen.expression),
							seen.statement,
						)
					: seen;
			}
			if (isCell && ts.isCallExpression(seen) && ts.isCallExpression(node) && isEarlier(node.expression)) {
				// As a function of its own, not as a method of the scope.
				const start = node.expression.getStart(file);
				const callee = factory.createComma(factory.createNumericLiteral(0), seen.expression);
				return factory.updateCallExpression(
					seen,
					// Stack traces take the place behind the callee: it shall be the callee's own.
					ts.setSourceMapRange(factory.createParenthesizedExpression(callee), { pos: start, end: start }),
					seen.typeArguments,
					seen.arguments,
				);
			}
			if (isCell && ts.isVariableDeclaration(seen) && isLastExpression(node) && isNameless(seen.initializer)) {
				const { name, exclamationToken, type, initializer } = seen;
				const value = factory.createComma(factory.createNumericLiteral(0), initializer);
				return factory.updateVariableDeclaration(seen, name, exclamationToken, type, value);
			}
			if (isCell && ts.isIdentifier(seen) && seen.text === "exports" && !isPropertyName(node as ts.Identifier)) {
				return factory.createIdentifier("__scope");
			}
			return seen;
		};

		found.names = exportedNames(file);
		found.imports = importedModules(file);
		const body = ts.visitEachChild(file, (child) => visit(child, true), context);
		if (!isCell) {
			return body;
		}
		const link = factory.createExpressionStatement(call("link", accessors(file, found.names, factory)));
		return factory.updateSourceFile(body, [link, ...body.statements]);
	};
}

/** `exports.f`: the converter's way to write a name of an earlier cell. */
function isEarlier(node: ts.Expression): boolean {
	return ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "exports";
}

/** The one variable that the converter exports where it stands: it holds the cell's value. */
function isLastExpression({ parent: { parent } }: ts.Node): boolean {
	return ts.isVariableStatement(parent) && ts.getModifiers(parent)?.[0]?.kind === ts.SyntaxKind.ExportKeyword;
}

/** A function or class that would take the variable's name for its own. */
function isNameless(value: ts.Expression | undefined): value is ts.Expression {
	if (value && ts.isParenthesizedExpression(value)) {
		return isNameless(value.expression);
	}
	const isUnnamed = value && (ts.isFunctionExpression(value) || ts.isClassExpression(value)) && !value.name;
	return value !== undefined && (ts.isArrowFunction(value) || isUnnamed === true);
}

function isPropertyName(node: ts.Identifier): boolean {
	const { parent } = node;
	return (
		parent !== undefined &&
		((ts.isPropertyAccessExpression(parent) && parent.name === node) ||
			(ts.isPropertyAssignment(parent) && parent.name === node) ||
			(ts.isMethodDeclaration(parent) && parent.name === node))
	);
}

/** The names in the `export {…}` that the converter puts below the cell. */
function exportedNames(file: ts.SourceFile): string[] {
	return file.statements
		.filter(ts.isExportDeclaration)
		.flatMap((statement) =>
			statement.exportClause && ts.isNamedExports(statement.exportClause) ? [...statement.exportClause.elements] : [],
		)
		.map((element) => element.name.text);
}

function importedModules(file: ts.SourceFile): string[] {
	return file.statements.flatMap((statement) => {
		const from =
			ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined;
		return from && ts.isStringLiteral(from) ? [from.text] : [];
	});
}

/** `{ n: [() => n, (v) => { n = v }], c: [() => c] }`: how the scope reads and writes the cell's variables. */
function accessors(file: ts.SourceFile, names: readonly string[], factory: ts.NodeFactory): ts.Expression {
	const kinds = topLevelKinds(file);
	const properties = names.flatMap((name) => {
		const kind = kinds.get(name) ?? "variable";
		if (kind === "whole") {
			return [];
		}
		const identifier = () => factory.createIdentifier(name);
		const arrow = (parameters: ts.ParameterDeclaration[], body: ts.ConciseBody) =>
			factory.createArrowFunction(undefined, undefined, parameters, undefined, undefined, body);
		const pair = [arrow([], identifier())];
		if (kind === "variable") {
			const value = factory.createIdentifier(name === "value" ? "value_" : "value");
			const assign = factory.createExpressionStatement(factory.createAssignment(identifier(), value));
			pair.push(
				arrow([factory.createParameterDeclaration(undefined, undefined, value)], factory.createBlock([assign])),
			);
		}
		return factory.createPropertyAssignment(identifier(), factory.createArrayLiteralExpression(pair));
	});
	return factory.createObjectLiteralExpression(properties);
}

/** A `whole` name is read from the cell's exports: functions are there from the start, imports as getters. */
function topLevelKinds(file: ts.SourceFile): Map<string, "variable" | "constant" | "whole"> {
	const kinds = new Map<string, "variable" | "constant" | "whole">();
	const bind = (name: ts.BindingName, kind: "variable" | "constant") => {
		if (ts.isIdentifier(name)) {
			kinds.set(name.text, kind);
		} else {
			for (const element of name.elements) {
				if (!ts.isOmittedExpression(element)) {
					bind(element.name, kind);
				}
			}
		}
	};
	for (const statement of file.statements) {
		if (ts.isVariableStatement(statement)) {
			const isConstant = (statement.declarationList.flags & ts.NodeFlags.Constant) !== 0;
			for (const declaration of statement.declarationList.declarations) {
				bind(declaration.name, isConstant ? "constant" : "variable");
			}
		} else if (ts.isClassDeclaration(statement) && statement.name) {
			kinds.set(statement.name.text, "constant");
		} else if (ts.isFunctionDeclaration(statement) && statement.name) {
			kinds.set(statement.name.text, "whole");
		} else if (ts.isImportDeclaration(statement) && statement.importClause) {
			const { name, namedBindings } = statement.importClause;
			const bindings = !namedBindings
				? []
				: ts.isNamespaceImport(namedBindings)
					? [namedBindings]
					: [...namedBindings.elements];
			for (const imported of [name, ...bindings.map((binding) => binding.name)]) {
				if (imported) {
					kinds.set(imported.text, "whole");
				}
			}
		}
	}
	return kinds;
}
