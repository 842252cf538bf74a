/** The shaded text. */
export const TOKENS: Record<string, string> = {
	Text: "文本",
	"Text of the queries": "查询的文本",
	"Text of the keys": "键的文本",
	"what it looks at": "它关注谁",
	"who looks at it": "谁关注它",
	"What shades the text": "文本底色的含义",
	"Point at a token to shade the text by its weights.": "将指针移到词元上，文本即按它的权重着色。",
	"Arrow keys move over the tokens, Enter pins one, Escape lets it go.": "方向键在词元间移动，回车键固定，Esc 键取消。",
};
